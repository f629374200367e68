internal import APISchema
internal import Evidence

/// Other codes of faults.
enum FaultCodeChanged {
  static let addedID = "fault-code-added"

  static let rules = [
    Rule(
      addedID, .warning, .breaksReaders, "calls fail with another code",
      explanation: """
        A fault had a code that the baseline does not have. Readers decide by the code whether to log \
        in again, to give up or to go on, and do not know what to do with this one. Between two \
        recordings only codes that no revision of the schema has count.
        """,
      advice: "Find out what makes it, and treat it as the code that it replaces.",
      example: RuleExample(
        .schema("\(answers)\nx-faults: {SessionIdNotFound: {}}"),
        .schema("\(answers)\nx-faults: {SessionIdNotFound: {}, InvalidArgument: {}}"),
        at: "", reverse: ["fault-code-removed"]),
      check: .answer { site in
        // That a recording has no faults at all says nothing of those that are known.
        guard let observed = site.observed,
          site.expected != nil || !site.isFault || site.baseline.isInferred
        else { return [] }
        return added(site, observed)
      }),
    Rule(
      "fault-code-removed", .info, .harmless, "a code is no longer in the schema",
      explanation: """
        Only schemas can show it: a way to fail that readers handle does not occur, or has another \
        code now.
        """,
      advice: "See whether another code has come in its place.",
      example: .schemas(
        "\(answers)\nx-faults: {SessionIdNotFound: {}, InvalidArgument: {}}",
        "\(answers)\nx-faults: {SessionIdNotFound: {}}", at: "",
        reverse: ["fault-code-added"]),
      check: .answer { site in
        guard site.baseline.isDeclared, let observed = site.observed else { return [] }
        return site.operation.faults.filter {
          $0.status == site.status && observed.faultCodes[$0.code] == nil
        }.map {
          Change(expected: $0.code, observed: "no such code", key: $0.code, Tally(count: 1))
        }
      }),
  ]

  private static func added(_ site: AnswerSite, _ observed: ResponseSummary) -> [Change] {
    // Of what was learned there may be other codes, and one that comes is news all the same.
    let isLearned = site.operation.isLearned
    guard !site.operation.hasOpenFaults || site.baseline.isDeclared || isLearned else { return [] }
    let known = Set(site.operation.faults.map(\.code))
    // A schema that names no codes does not say that there are none.
    guard !known.isEmpty || site.baseline.isInferred else { return [] }
    return observed.faultCodes.sorted { $0.key < $1.key }.compactMap { code, tally in
      // What is not shown cannot be learned, so that it may be nothing new.
      guard !known.contains(code), !isLearned || code != Words.hidden else { return nil }
      if site.baseline.isInferred, site.baseline.known.faultCodes.contains(code) { return nil }
      return Change(
        expected: known.isEmpty ? "no fault" : Words.some(known.sorted()),
        observed: code == "(hidden)" ? "a code that is not shown" : code, key: code, tally,
        of: observed.answers.count)
    }
  }

  private static let answers = "responses: {'200': {description: fine}, '500': {description: no}}"
}
