internal import HTTPMessages
internal import JSONDecoding
internal import Redaction
internal import ShareAPI

/// Adds probes to a plan: calls that only read, with one parameter changed.
public enum ProbePlan {
  /// The plan with probes behind its steps, for the first call of each reading operation that was answered
  /// well. An operation that nobody has documented is probed where writes are allowed.
  ///
  /// - Throws: `ReplayRefusal` where the target is not the user's.
  public static func plan(
    _ plan: ReplayPlan, _ guardian: SafetyGuard
  ) throws(ReplayRefusal) -> ReplayPlan {
    guard !guardian.isVendor else {
      throw ReplayRefusal(
        "--probe is for a target that you own, and \(guardian.target.host) is the vendor's",
        "Probe a stand-in: shareproto serve --port 0.")
    }
    var plan = plan
    var done: Set<String> = []
    for step in plan.steps
    where step.isSent && !step.isAdded && mayVary(step.call, guardian)
      && RecordedLogins.isGood(step.call) && done.insert(step.operation).inserted
    {
      let isUnknown = OperationEffect(step.call) == .unknown
      for (variation, words) in variations(of: step.call.exchange.request, isUnknown: isUnknown) {
        var probe = step
        probe.number = plan.steps.count + 1
        probe.variation = variation
        probe.remark = words
        probe.offsetMilliseconds = plan.steps.last?.offsetMilliseconds
        // There is no recorded answer to it.
        probe.call.exchange.response = nil
        plan.steps.append(probe)
      }
    }
    return plan
  }

  private static func mayVary(_ call: Call, _ guardian: SafetyGuard) -> Bool {
    switch OperationEffect(call) {
    case .reads: true
    case .unknown: guardian.allowsWrites
    case .logsIn, .writes: false
    }
  }

  private static func variations(
    of request: HTTPRequest, isUnknown: Bool
  ) -> [(Variation, String)] {
    var found: [(Variation, String)] = []
    func vary(_ name: String, isInQuery: Bool, _ value: JSONValue) {
      let shown = Redactor.hiding().name(name)
      func add(_ change: Variation.Change, _ words: String) {
        found.append(
          (Variation(name: name, isInQuery: isInQuery, change: change), "\(shown) \(words)"))
      }
      add(.leftOut, "left out")
      // Refused once may be an accident: what is refused twice without a parameter requires it.
      if isUnknown { add(.leftOut, "left out again") }
      add(.renamed(name.uppercased()), "in capitals")
      add(.moved, isInQuery ? "in the body" : "in the query")
      switch value {
      case .number:
        for number in outOfRange { add(.value(.integer(number)), "= \(number)") }
        add(.value(.string("many")), "= a word")
      case .string(let text) where Int64(text) != nil:
        for number in outOfRange { add(.value(.string(String(number))), "= \(number)") }
        add(.value(.string("many")), "= a word")
      case .string:
        add(.value(.string("")), "empty")
        add(.value(.string("x")), "= a letter")
        add(.value(.string(GUID.zero.text)), "= the zero GUID")
        add(.value(.string("00000000-0000-4000-9000-000000000001")), "= a GUID nobody has")
      default: break
      }
    }
    for item in request.target.queryItems.prefix(limit) {
      vary(item.name, isInQuery: true, .string(item.value))
    }
    for member in Variation.members(of: request).prefix(limit) {
      vary(member.name, isInQuery: false, member.value)
    }
    return found
  }

  private static let outOfRange = [-1, 0, 1_000_000]
  /// No operation has more parameters.
  private static let limit = 16
}
