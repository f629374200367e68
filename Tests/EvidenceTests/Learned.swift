import APISchema
import Evidence
import HTTPMessages
import Testing

/// Sessions to learn from, and what is learned.
enum Learned {
  static let session = "6e5d4c3b-2a19-4f8e-9d7c-6b5a4f3e2d1c"
  static let account = "7d6c5b4a-3928-4716-8504-f3e2d1c0b9a8"

  static func latest() throws -> SchemaDocument {
    let history = try RevisionHistory.share()
    return history.document(of: history.latest)
  }

  static func subscription(_ number: Int) -> String {
    "0a1b2c3d-4e5f-4061-8273-8495a6b7c8\(String(number + 16, radix: 16))"
  }

  /// A session that logs in, lists, and asks for an image of one subscription so many times.
  static func session(_ times: Int, fails: Int = 0, sizeIn: Set<Int> = []) -> [Exchange] {
    var entry = 0
    func exchange(
      _ operation: String, query: String = "", request: String = "", status: Int = 200,
      response: String, type: String = "application/json"
    ) -> Exchange {
      entry += 1
      return Fixtures.exchange(
        operation, query: query, request: request, status: status, response: response,
        fields: [("Content-Type", type)], entry: entry, seconds: Int64(entry))
    }
    var exchanges = [
      exchange(
        "General/AuthenticatePublisherAccount",
        request: #"{"accountName":"demo-user","password":"x","applicationId":"\#(account)"}"#,
        response: "\"\(account)\""),
      exchange(
        "General/LoginPublisherAccountById",
        request: #"{"accountId":"\#(account)","password":"x","applicationId":"\#(account)"}"#,
        response: "\"\(session)\""),
    ]
    for number in 0..<times {
      let subscription = subscription(number)
      exchanges.append(
        exchange(
          "Publisher/ListPublisherAccountSubscriptions", query: "sessionId=\(session)",
          response: #"[{"SubscriptionId":"\#(subscription)"}]"#))
      let size = sizeIn.contains(number) ? "&size=64" : ""
      let isFault = number < fails
      var image = exchange(
        "Publisher/GetPublisherImage",
        query: "sessionId=\(session)&subscriptionId=\(subscription.uppercased())\(size)",
        status: isFault ? 500 : 200,
        response: isFault
          ? #"{"Code":"SessionIdNotFound","Message":"m","SubCode":"","TypeName":"FaultException"}"#
          : "", type: isFault ? "application/json" : "image/png")
      if !isFault {
        image.response?.body = HTTPBody(
          bytes: [0x89, 0x50, 0xFF] + Array(repeating: 0, count: 3_500))
      }
      exchanges.append(image)
    }
    return exchanges
  }

  static func image(_ proposal: Proposal) throws -> Proposal.Operation {
    try #require(proposal.operations.first { $0.name == "Publisher/GetPublisherImage" })
  }

  static func proposal(_ exchanges: [[Exchange]]) throws -> Proposal {
    let summaries = exchanges.enumerated().map { Fixtures.summary($1, number: $0) }
    return try Learner(base: latest()).proposal(from: try Summary.merged(summaries))
  }

  /// The operation that a proposal describes, as the schema has it that takes it.
  static func operation(
    _ proposal: Proposal, _ name: String = "Publisher/GetPublisherImage"
  ) throws -> OperationSchema {
    let document = try Overlay(#require(proposal.overlay)).applied(to: latest())
    return try #require(
      try SchemaReader.read(document).operations.first { $0.name == name })
  }

  /// Calls of an operation with a query, a body and a status each; a refused one has the fault of arguments.
  static func calls(
    _ calls: [(query: String, body: String, isRefused: Bool)]
  ) -> [Exchange] {
    calls.enumerated().map { number, call in
      Fixtures.exchange(
        "Publisher/SetUnit", query: call.query, request: call.body,
        status: call.isRefused ? 500 : 200,
        response: call.isRefused
          ? #"{"Code":"InvalidArgument","Message":"m","SubCode":"","TypeName":"FaultException"}"#
          : "true", fields: [("Content-Type", "application/json")], entry: number + 1)
    }
  }

  /// Calls of an operation whose parameters come from answers of two others, so many from each, and so many
  /// from nowhere.
  static func twoSources(_ one: Int, _ other: Int, _ none: Int) -> [Exchange] {
    let sources =
      Array(repeating: "Publisher/ListImages", count: one)
      + Array(repeating: "Subscriber/ListImages", count: other)
      + Array(repeating: "", count: none)
    return sources.enumerated().flatMap { number, source in
      let asked = Fixtures.exchange(
        "Publisher/GetPublisherImage", query: "imageId=\(subscription(number))", response: "true",
        fields: [("Content-Type", "application/json")], entry: 2 * number + 2)
      guard !source.isEmpty else { return [asked] }
      let given = Fixtures.exchange(
        source, response: "\"\(subscription(number))\"",
        fields: [("Content-Type", "application/json")], entry: 2 * number + 1)
      return [given, asked]
    }
  }
}
