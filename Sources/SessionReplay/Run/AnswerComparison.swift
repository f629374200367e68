internal import APISchema
internal import Bytes
internal import Drift
internal import Evidence
internal import HTTPMessages
public import JSONDecoding
internal import ShareAPI

/// Compares what a target answers with what was recorded, answer by answer.
///
/// By shape: each answer is held against the one that was recorded for the same call, by the rules of `check`;
/// how much there is of it and which values it has is no difference. By value, where that is asked for:
/// the same JSON, but for IDs and for named places.
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
    let shapes = RecordedShapes(plan)
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
        differences += shapes.findings(given, step.call, knowsFault: isKnown)
          .map(StepOutcome.Difference.shape)
      }
      if isExact {
        ids.learn(recorded, answer)
        differences += ids.differences(recorded, answer, exceptions)
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
      found.append(
        .status(
          recorded: .init(number: one.status, fault: recorded.fault),
          given: .init(number: other.status, fault: given.fault)))
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

/// Compares answers with the recorded ones by shape.
private struct RecordedShapes {
  /// The words of enumerations, which vary from answer to answer.
  private let words: Set<String>

  init(_ plan: ReplayPlan) {
    var builder = SummaryBuilder()
    for step in plan.steps where step.call.exchange.response != nil { builder.add(step.call) }
    words = Comparison.words(of: builder.summary(label: "recording"))
  }

  /// What of an answer is not as in the one that was recorded for the same call.
  ///
  /// - Parameter knowsFault: Whether the recording has the body of its answer, and so the code in it.
  func findings(_ given: Call, _ recorded: Call, knowsFault: Bool) -> [Finding] {
    Comparison(ofAnswer: Self.summary(given), with: Self.summary(recorded), words: words)
      .findings.filter {
        guard knowsFault || $0.rule != "fault-code-added" else { return false }
        if case .responseBody = $0.location.part { return true }
        return false
      }
  }

  private static func summary(_ call: Call) -> Summary {
    var builder = SummaryBuilder()
    builder.add(call)
    return builder.summary(label: "answer")
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
  ) -> [StepOutcome.Difference] {
    let parser = JSONParser()
    let one = try? parser.read(recorded.body.bytes) { JSONValue($0) }
    let other = try? parser.read(answer.body.bytes) { JSONValue($0) }
    guard let one, let other else {
      return one == nil && other == nil && recorded.body.bytes == answer.body.bytes
        ? [] : [.value(JSONPointer())]
    }
    let mapped = one.mappingStrings { _, text in given[IdentifyingText.key(text)] }
    var found: [StepOutcome.Difference] = []
    compare(mapped, other, JSONPointer(), exceptions, &found)
    return found
  }

  private func compare(
    _ one: JSONValue, _ other: JSONValue, _ place: JSONPointer, _ exceptions: [JSONPointer],
    _ found: inout [StepOutcome.Difference]
  ) {
    guard found.count < 100, one != other, !exceptions.contains(where: { $0.covers(place) }) else {
      return
    }
    switch (one, other) {
    case (.array(let left), .array(let right)) where left.count == right.count:
      for (index, pair) in zip(left, right).enumerated() {
        compare(pair.0, pair.1, place.appending(index), exceptions, &found)
      }
    case (.object(let left), .object(let right)):
      func told(_ name: String, _ difference: (JSONPointer) -> StepOutcome.Difference) {
        let inside = place.appending(name)
        guard found.count < 100, !exceptions.contains(where: { $0.covers(inside) }) else { return }
        found.append(difference(inside))
      }
      for member in left {
        guard let value = other[member.name] else {
          told(member.name) { .missing($0) }
          continue
        }
        compare(member.value, value, place.appending(member.name), exceptions, &found)
      }
      let names = Set(left.map(\.name))
      for member in right where !names.contains(member.name) { told(member.name) { .added($0) } }
    default: found.append(.value(place))
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
