internal import APISchema
internal import Bytes
internal import Drift
internal import Evidence
internal import HTTPMessages
public import JSONDecoding
internal import ShareAPI

/// Compares what a target answers with what was recorded, answer by answer.
///
/// By shape: the answers to an operation in the recording make a schema, as `check --baseline` makes one, and
/// each given answer is checked against it; what only says that a value was another one is no
/// difference. By value, where that is asked for: the same JSON, but for IDs and for named places.
public struct AnswerComparison: Sendable {
  /// Whether values are compared too.
  public var isExact = false
  /// Places where values may differ: `/*/WT`; `*` stands for any step.
  public var exceptions: [JSONPointer] = []

  /// By shape.
  public init() {}

  /// The outcomes with what their comparison came to.
  func compare(_ outcomes: [StepOutcome], of plan: ReplayPlan) -> [StepOutcome] {
    var outcomes = outcomes
    let schemas = RecordedSchemas(plan)
    var decoder = CallDecoder()
    var ids = RecordedIDs()
    for index in outcomes.indices {
      guard let answer = outcomes[index].answer, let sent = outcomes[index].sent else { continue }
      let step = outcomes[index].step
      let given = decoder.decode(
        Exchange(place: step.call.exchange.place, request: sent, response: answer))
      guard let recorded = step.call.exchange.response, recorded.status >= 100 else {
        if answer.body.completeness == .cut { outcomes[index].result = .differs([.cut]) }
        continue
      }
      var differences = Self.differences(step.call, given)
      if differences.isEmpty {
        let isKnown = recorded.body.completeness == .whole
        differences += schemas.findings(given, knowsFault: isKnown)
          .map(StepOutcome.Difference.shape)
      }
      if isExact {
        ids.learn(recorded, answer)
        differences += ids.differences(recorded, answer, exceptions)
          .map(StepOutcome.Difference.value)
      }
      outcomes[index].result = differences.isEmpty ? .equal : .differs(differences)
    }
    return outcomes
  }

  private static func differences(_ recorded: Call, _ given: Call) -> [StepOutcome.Difference] {
    guard let one = recorded.exchange.response, let other = given.exchange.response else {
      return []
    }
    var found: [StepOutcome.Difference] = []
    if one.status != other.status {
      found.append(.status(recorded: one.status, given: other.status))
    }
    if other.body.completeness == .cut, one.body.completeness == .whole { found.append(.cut) }
    let isKnown = one.body.completeness == .whole
    let isSame =
      recorded.fault?.kind == given.fault?.kind && recorded.fault?.code == given.fault?.code
    if found.isEmpty, isKnown, !isSame {
      found.append(.fault(recorded: recorded.fault, given: given.fault))
    }
    return found
  }
}

/// The schema that the answers of a recording follow.
private struct RecordedSchemas {
  private let schema: Schema

  init(_ plan: ReplayPlan) {
    var builder = SummaryBuilder()
    for step in plan.steps where step.call.exchange.response != nil { builder.add(step.call) }
    schema = Schema(inferredFrom: builder.summary(label: "recording"))
  }

  /// What of an answer is not as it was in the recording.
  ///
  /// - Parameter knowsFault: Whether the recording has the body of its answer, and so the code in it.
  func findings(_ call: Call, knowsFault: Bool) -> [Finding] {
    var builder = SummaryBuilder()
    builder.add(call)
    return Comparison(of: builder.summary(label: "target"), with: schema).findings.filter {
      guard $0.severity > .info, knowsFault || $0.rule != "fault-code-added" else { return false }
      if case .responseBody = $0.location.part { return true }
      return false
    }
  }
}

/// Which given ID stands for which recorded one, for the comparison of values.
private struct RecordedIDs {
  private var given: [String: String] = [:]
  private let texts = AnswerTexts()

  mutating func learn(_ recorded: HTTPResponse, _ answer: HTTPResponse) {
    for (place, text) in texts.all(in: recorded) {
      if given[IdentifyingText.key(text)] == nil, let other = texts.text(at: place, in: answer) {
        given[IdentifyingText.key(text)] = other
      }
    }
  }

  func differences(
    _ recorded: HTTPResponse, _ answer: HTTPResponse, _ exceptions: [JSONPointer]
  ) -> [JSONPointer] {
    let parser = JSONParser()
    let one = try? parser.read(recorded.body.bytes) { JSONValue($0) }
    let other = try? parser.read(answer.body.bytes) { JSONValue($0) }
    guard let one, let other else {
      return one == nil && other == nil && recorded.body.bytes == answer.body.bytes
        ? [] : [JSONPointer()]
    }
    let mapped = one.mappingStrings { _, text in given[IdentifyingText.key(text)] }
    var found: [JSONPointer] = []
    compare(mapped, other, JSONPointer(), exceptions, &found)
    return found
  }

  private func compare(
    _ one: JSONValue, _ other: JSONValue, _ place: JSONPointer, _ exceptions: [JSONPointer],
    _ found: inout [JSONPointer]
  ) {
    guard found.count < 100, one != other, !exceptions.contains(where: { $0.covers(place) }) else {
      return
    }
    switch (one, other) {
    case (.array(let left), .array(let right)) where left.count == right.count:
      for (index, pair) in zip(left, right).enumerated() {
        compare(pair.0, pair.1, place.appending(index), exceptions, &found)
      }
    case (.object(let left), .object(let right))
    where Set(left.map(\.name)) == Set(right.map(\.name)):
      for member in left {
        compare(
          member.value, other[member.name] ?? .null, place.appending(member.name), exceptions,
          &found)
      }
    default: found.append(place)
    }
  }
}

extension JSONPointer {
  /// Whether a place is this one or inside it, where a step `*` is any.
  fileprivate func covers(_ place: JSONPointer) -> Bool {
    steps.count <= place.steps.count
      && zip(steps, place.steps).allSatisfy { $0 == "*" || $0 == $1 }
  }
}
