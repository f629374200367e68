public import APISchema
internal import Bytes
public import Evidence
internal import HTTPMessages
internal import ShareAPI

/// What a rule finds, as calls or schemas before and after; it is run by the tests and shown on the
/// rule's page.
public struct RuleExample: Sendable {
  /// What was, and what is.
  public let before, after: Side
  /// Where the finding is.
  public let pointer: String
  /// The rules that find something the other way round, from after to before.
  public let reverse: [String]

  /// One side of an example.
  public enum Side: Sendable {
    /// Calls that were recorded.
    case calls([ExampleCall])
    /// A schema of `POST Publisher/Example`: the lines of the operation, in YAML.
    case schema(String)
    /// A whole document.
    case document(String)
  }

  init(_ before: Side, _ after: Side, at pointer: String, reverse: [String] = []) {
    self.before = before
    self.after = after
    self.pointer = pointer
    self.reverse = reverse
  }

  /// Answers of an operation.
  static func answers(
    _ before: String, _ after: String, to path: String = Self.readings, at pointer: String,
    reverse: [String] = []
  ) -> RuleExample {
    RuleExample(
      .calls([ExampleCall(path, answer: before)]), .calls([ExampleCall(path, answer: after)]),
      at: pointer, reverse: reverse)
  }

  /// Bodies of requests.
  static func requests(
    _ before: String, _ after: String, at pointer: String, reverse: [String] = []
  ) -> RuleExample {
    let path = "POST /ShareWebServices/Services/Publisher/PostReceiverEgvRecords"
    return RuleExample(
      .calls([ExampleCall(path, body: before, answer: "")]),
      .calls([ExampleCall(path, body: after, answer: "")]), at: pointer, reverse: reverse)
  }

  /// Queries.
  static func queries(
    _ before: String, _ after: String, at pointer: String, reverse: [String] = []
  ) -> RuleExample {
    RuleExample(
      .calls([ExampleCall(Self.readings + "?" + before, answer: "[]")]),
      .calls([ExampleCall(Self.readings + "?" + after, answer: "[]")]), at: pointer,
      reverse: reverse)
  }

  /// Schemas.
  static func schemas(
    _ before: String, _ after: String, at pointer: String, reverse: [String] = []
  ) -> RuleExample {
    RuleExample(.schema(before), .schema(after), at: pointer, reverse: reverse)
  }

  static let readings =
    "POST /ShareWebServices/Services/Publisher/ReadPublisherLatestGlucoseValues"
}

/// A call of an example.
public struct ExampleCall: Sendable {
  /// `POST /ShareWebServices/Services/General/SystemUtcTime`
  public let request: String
  /// The fields of the request.
  public var requestFields: [(String, String)] = []
  /// The body of the request; empty for none.
  public let body: String
  /// The status of the answer.
  public let status: Int
  /// The fields of the answer.
  public var fields: [(String, String)]
  /// The body of the answer.
  public let answer: String
  /// How often it was recorded.
  public let count: Int
  /// How many seconds lie between two of them.
  public var interval = 300
  /// The scheme.
  public var scheme = "https"
  /// The host.
  public var host = "share2.dexcom.com"

  init(
    _ request: String, body: String = "", status: Int = 200, type: String = "application/json",
    answer: String, fields: [(String, String)] = [], count: Int = 8
  ) {
    self.request = request
    self.body = body
    self.status = status
    self.fields = [("Content-Type", type)] + fields
    self.answer = answer
    self.count = count
  }

  fileprivate func exchange(_ number: Int) -> Exchange {
    let words = request.split(separator: " ").map(String.init)
    var request = HTTPRequest(
      method: words.first ?? "POST",
      target: RequestTarget(url: "\(scheme)://\(host)\(words.last ?? "/")"))
    var fields = requestFields
    if !body.isEmpty, fields.isEmpty { fields.append(("Content-Type", "application/json")) }
    request.fields = HTTPFields(fields.map { (name: $0.0, value: $0.1) })
    request.body = HTTPBody(bytes: Array(body.utf8))
    let response = HTTPResponse(
      status: status, fields: HTTPFields(self.fields.map { (name: $0.0, value: $0.1) }),
      body: HTTPBody(bytes: Array(answer.utf8)))
    // 2021-12-01 on, so that all examples have a time.
    let seconds = 1_638_316_800 + Int64(number * interval)
    return Exchange(
      place: Exchange.Place(capture: "example", entry: number + 1),
      time: Timestamp(nanoseconds: seconds * 1_000_000_000), request: request, response: response)
  }
}

extension RuleExample.Side {
  /// The side as a baseline.
  public func schema(_ name: String) throws -> Schema {
    switch self {
    case .calls: Schema(inferredFrom: try summary(), named: name)
    case .schema(let text): try SchemaReader.read(Self.document(text, named: name))
    case .document(let text):
      try SchemaReader.read(SchemaDocument(name: name, text: Array(text.utf8)))
    }
  }

  /// The side as what was observed.
  public func summary() throws -> Summary {
    switch self {
    case .calls(let calls):
      var builder = SummaryBuilder()
      var decoder = CallDecoder()
      var number = 0
      for call in calls {
        for _ in 0..<call.count {
          builder.add(decoder.decode(call.exchange(number)))
          number += 1
        }
      }
      return builder.summary(label: "example")
    case .schema, .document: return Summary(declaredBy: try schema("example"))
    }
  }

  /// The text of the document: the lines of an operation, in a document around them.
  static func document(_ operation: String, named name: String) throws(SchemaError)
    -> SchemaDocument
  {
    let lines = operation.split(separator: "\n", omittingEmptySubsequences: false)
      .map { "      " + $0 }.joined(separator: "\n")
    let text = """
      openapi: 3.1.0
      info: {title: Example, version: '1'}
      servers: [{url: https://share2.dexcom.com/ShareWebServices/Services}]
      paths:
        /Publisher/Example:
          post:
      \(lines)
      components: {x-faults: {SessionIdNotFound: {}, InvalidArgument: {}}}
      """
    return try SchemaDocument(name: name, text: Array(text.utf8))
  }
}
