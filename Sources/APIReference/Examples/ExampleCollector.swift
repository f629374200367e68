public import APISchema
internal import Bytes
internal import Drift
internal import Evidence
internal import HTTPMessages
internal import JSONDecoding
internal import Redaction
public import ShareAPI

/// Finds in recordings what shows each operation of a schema best: a call that succeeded, is as the
/// schema has it, and says something; and a fault that is as the schema has it. Of one capture it is the
/// first, of several captures that of the latest day, so that the order of captures makes no difference.
///
/// Secrets have stand-ins of their shape, measured values are replaced by typical ones and times by
/// invented ones, and of lists there are the first two elements.
public struct ExampleCollector {
  /// The examples so far, by the name that the schema has for the operation.
  public var examples: [String: ExampleMessages] {
    best.merging(current) { $0.better($1) }
  }
  /// Those of all captures before this one.
  private var best: [String: ExampleMessages] = [:]
  /// Those of this capture.
  private var current: [String: ExampleMessages] = [:]
  private let schema: Schema
  private var redactor = ExchangeRedactor(.hiding(.shape))
  private let parser = JSONParser()
  private var operations: [String: OperationSchema] = [:]
  /// How many calls of an operation were looked at without an example.
  private var attempts: [String: Int] = [:]

  /// A recording of another time may have thousands of calls that are not as the schema has them.
  private static let attemptLimit = 50
  /// The longest body that is looked at.
  private static let sizeLimit = 1 << 18

  /// Examples for a reference to a schema.
  public init(for schema: Schema) {
    self.schema = schema
    for operation in schema.operations { operations[operation.name.lowercased()] = operation }
  }

  /// Begins another capture. Stand-ins and what is known of secrets are those of one capture.
  public mutating func beginCapture() {
    best = examples
    current = [:]
    attempts = [:]
    redactor = ExchangeRedactor(.hiding(.shape))
  }

  /// Looks at a call.
  public mutating func add(_ call: Call) {
    guard call.standing != .foreign, call.standing != .signed,
      let service = call.service, let name = call.operation,
      let operation = operations["\(service)/\(name)".lowercased()],
      let response = call.exchange.response,
      call.exchange.request.body.bytes.count + response.body.bytes.count <= Self.sizeLimit
    else { return }
    let isFault = call.fault != nil
    let isWanted =
      isFault
      ? current[operation.name]?.fault == nil
      : (200...299).contains(response.status) && !isShown(operation)
    guard isWanted, attempts[operation.name, default: 0] < Self.attemptLimit else { return }
    attempts[operation.name, default: 0] += 1
    guard fits(call) else { return }
    if isFault { addFault(call, to: operation) } else { addSuccess(call, to: operation) }
  }

  /// Whether there is an answer that no other would show better.
  private func isShown(_ operation: OperationSchema) -> Bool {
    guard let messages = current[operation.name], messages.query != nil else { return false }
    return (messages.answer?.tellingness ?? 0) >= Typical.listLength
      || operation.responses["200"]?.body == nil
  }

  /// Whether a call is as the schema of the pages has it.
  private func fits(_ call: Call) -> Bool {
    var builder = SummaryBuilder()
    builder.add(call)
    return !Comparison(of: builder.summary(), with: schema).findings
      .contains { $0.severity == .error }
  }

  private mutating func addSuccess(_ call: Call, to operation: OperationSchema) {
    let exchange = redactor.exchange(of: call)
    let answer = exchange.response.flatMap { value(of: $0.body) }
    var messages = current[operation.name] ?? ExampleMessages()
    if messages.query != nil, (answer?.tellingness ?? 0) <= (messages.answer?.tellingness ?? 0) {
      return
    }
    let recorded = call.exchange
    let items = query(exchange.request.target, recorded: recorded.request.target, of: operation)
    let request = value(of: exchange.request.body)
    // One clock for the whole call, as times of requests and of answers may be the same.
    var clock = ExampleClock()
    for item in items { clock.add(item.value) }
    clock.add(request)
    clock.add(answer)
    messages.query = items.map { "\($0.name)=\(percentEncoded(clock.moved($0.value)))" }
      .joined(separator: "&")
    messages.request = request.map {
      clock.moved(
        Typical.value(
          $0, recorded: value(of: recorded.request.body), operation.requestBody?.json,
          isLearned: operation.isLearned, operation.requestBody?.example))
    }
    let body = operation.responses["200"]?.body
    messages.answer = answer.map {
      clock.moved(
        Typical.value(
          $0, recorded: recorded.response.flatMap { value(of: $0.body) }, body?.json,
          isLearned: operation.isLearned, body?.example))
    }
    messages.day = exchange.time.map(Words.day)
    current[operation.name] = messages
  }

  private mutating func addFault(_ call: Call, to operation: OperationSchema) {
    let exchange = redactor.exchange(of: call)
    // A session of zeros is a failure too, and no envelope.
    guard let value = exchange.response.flatMap({ value(of: $0.body) }), value["Code"] != nil else {
      return
    }
    var clock = ExampleClock()
    clock.add(value)
    current[operation.name, default: ExampleMessages()].fault = Typical.withoutNumbers(
      clock.moved(value))
    current[operation.name]?.faultDay = exchange.time.map(Words.day)
  }

  /// The items of the query that the schema has; of one that was learned, the shape alone.
  private func query(
    _ target: RequestTarget, recorded: RequestTarget, of operation: OperationSchema
  ) -> [(name: String, value: String)] {
    let originals = recorded.queryItems.map(\.value)
    return target.queryItems.enumerated().compactMap { number, item in
      guard
        let known = operation.query.first(where: {
          $0.name.lowercased() == item.name.lowercased()
        })
      else { return nil }
      let isLearned = operation.isLearned || known.provenance.isLearned
      let original = originals.indices ~= number ? originals[number] : item.value
      let value =
        isLearned ? Typical.text(item.value, recorded: original, known.value) : item.value
      return (item.name, value)
    }
  }

  private func value(of body: HTTPBody) -> JSONValue? {
    try? parser.read(body.bytes) { JSONValue($0) }
  }
}

extension BodySchema {
  /// What it holds where it is JSON.
  fileprivate var json: ValueSchema? { contents["application/json"] }

  /// The example of it.
  fileprivate var example: JSONValue? { examples["application/json"] }
}

extension ExampleMessages {
  /// The better answer and the better fault of two captures: what shows more, then what is later. What is
  /// as good in both is decided by its text.
  fileprivate func better(_ other: ExampleMessages) -> ExampleMessages {
    var better = answerRank.lexicographicallyPrecedes(other.answerRank) ? other : self
    let fault = faultRank.lexicographicallyPrecedes(other.faultRank) ? other : self
    (better.fault, better.faultDay) = (fault.fault, fault.faultDay)
    return better
  }

  private var answerRank: [String] {
    guard let query else { return [] }
    return [
      String(answer?.tellingness ?? 0), day ?? "", query, Self.text(request), Self.text(answer),
    ]
  }

  private var faultRank: [String] { fault.map { [faultDay ?? "", Self.text($0)] } ?? [] }

  private static func text(_ value: JSONValue?) -> String { value.map { Samples.json($0) } ?? "" }
}

extension JSONValue {
  /// How much it shows: of lists, as many elements as are shown; of what has nothing in it, nothing.
  fileprivate var tellingness: Int {
    switch self {
    case .null: 0
    case .array(let elements): min(elements.count, Typical.listLength)
    case .object(let members): members.isEmpty ? 0 : Typical.listLength
    case .string(let text): text.isEmpty ? 0 : Typical.listLength
    case .bool, .number: Typical.listLength
    }
  }
}
