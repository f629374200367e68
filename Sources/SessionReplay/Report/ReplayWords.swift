internal import Drift
internal import HTTPMessages
internal import JSONDecoding
internal import Redaction
internal import ShareAPI

/// What plans and reports say, in words that give nothing of a recording away.
struct ReplayWords {
  private let redactor: Redactor

  init(_ redactor: Redactor) { self.redactor = redactor }

  func session(_ name: String) -> String { redactor.label(name) }

  func operation(_ step: Step) -> String {
    step.call.standing == .foreign
      ? redactor.method(step.call.exchange.request.method) + " elsewhere"
      : redactor.name(step.operation)
  }

  /// What is done with a step, in a line each; none for one that is sent as recorded.
  func plan(_ step: Step) -> [String] {
    step.skipped.map { ["skipped: \($0)"] }
      ?? (step.remark.map { [$0] } ?? []) + substitutions(step)
  }

  /// `sessionId ← answer 2`, one for each substitution.
  private func substitutions(_ step: Step) -> [String] {
    step.substitutions.map { substitution in
      let name = place(substitution.place)
      switch substitution.source {
      case .answer(let origins):
        guard let origin = origins.first else { return name }
        return "\(name) ← answer \(origin.step)\(self.origin(origin.place))"
      case .secret(let secret): return "\(name) ← \(secret)"
      case .invented: return "\(name) ← invented (the recorded service did not know it)"
      case .movedDate: return "\(name) moved to now"
      }
    }
  }

  private func place(_ place: RequestPlace) -> String {
    switch place {
    case .path(let number): "step \(number + 1) of the path"
    case .text: "the body"
    default: place.name.map { redactor.name($0) } ?? pointer(place)
    }
  }

  private func pointer(_ place: RequestPlace) -> String {
    if case .body(let pointer) = place { "the body" + self.pointer(pointer) } else { "a text" }
  }

  private func origin(_ place: Origin.Place) -> String {
    switch place {
    case .body(let pointer): pointer.steps.isEmpty ? "" : " " + self.pointer(pointer)
    case .text: ""
    case .cookie(let name): " cookie \(redactor.name(name))"
    }
  }

  private func pointer(_ pointer: JSONPointer) -> String {
    JSONPointer(pointer.steps.map { Int($0) == nil ? redactor.name($0) : $0 }).description
  }

  /// What came of a step, in a word.
  func result(_ outcome: StepOutcome) -> String {
    switch outcome.result {
    case .equal: "equal"
    case .uncompared: "answered"
    case .differs: "differs"
    case .failed: "failed"
    case .skipped: "skipped"
    case .notSent: "not sent"
    }
  }

  /// The same in a line each; none for what is as it should be.
  func details(_ outcome: StepOutcome) -> [String] {
    switch outcome.result {
    case .equal: []
    case .uncompared where outcome.step.variation != nil:
      ["\(outcome.step.remark ?? ""): \(answer(outcome))"]
    case .uncompared: ["the recording has no answer to compare with"]
    case .differs(let differences):
      differences.map { difference($0) + ($0 == .cut ? attempts(outcome) : "") }
    case .failed(let failure):
      [failure.what + (failure.advice.map { "; \($0)" } ?? "") + attempts(outcome)]
    case .skipped(let reason), .notSent(let reason): [reason]
    }
  }

  private func attempts(_ outcome: StepOutcome) -> String {
    outcome.attempts > 1 ? " (tried \(outcome.attempts) times)" : ""
  }

  /// What an answer is: `500 SessionIdNotFound`, `200, a list of 12`.
  private func answer(_ outcome: StepOutcome) -> String {
    guard let response = outcome.answer, let request = outcome.sent else { return "no answer" }
    var decoder = CallDecoder()
    let call = decoder.decode(
      Exchange(place: .init(capture: "", entry: 0), request: request, response: response))
    let status = status(response.status, call.fault)
    if call.fault?.code != nil { return status }
    let body = response.body.bytes
    if body.isEmpty { return "\(status), nothing" }
    switch try? JSONParser().read(body, { JSONValue($0) }) {
    case .array(let elements): return "\(status), a list of \(elements.count)"
    case .object: return "\(status), an object"
    case nil: return "\(status), no JSON"
    default: return "\(status), a value"
    }
  }

  private func difference(_ difference: StepOutcome.Difference) -> String {
    switch difference {
    case .status(let recorded, let given):
      "status: \(status(recorded.number, recorded.fault)) → \(status(given.number, given.fault))"
    case .fault(let recorded, let given):
      "fault: \(fault(recorded)) → \(fault(given))"
    case .cut: "the answer was broken off"
    case .shape(let finding):
      "\(finding.rule) at \(place(of: finding)): \(finding.expected.isEmpty ? "nothing" : finding.expected)"
        + " → \(finding.observed.isEmpty ? "nothing" : finding.observed)"
    case .missing(let pointer): "\(self.pointer(pointer)) is missing"
    case .added(let pointer): "\(self.pointer(pointer)) was added"
    case .value(let pointer):
      "another value at \(pointer.steps.isEmpty ? "the whole answer" : self.pointer(pointer))"
    }
  }

  /// A status with the code of its fault: `500 SessionIdNotFound`.
  private func status(_ status: Int, _ fault: Fault?) -> String {
    let status = String(redactor.status(status) ?? 0)
    return fault?.code.map { "\(status) \(redactor.code($0.rawValue))" } ?? status
  }

  private func fault(_ fault: Fault?) -> String {
    guard let fault else { return "none" }
    return fault.code.map { redactor.code($0.rawValue) } ?? fault.kind
  }

  private func place(of finding: Finding) -> String {
    let places = ([finding.location.pointer] + finding.siblings).filter { !$0.isEmpty }
    return places.isEmpty ? "the answer" : places.joined(separator: ", ")
  }
}
