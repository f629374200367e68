internal import APISchema
internal import Evidence

/// Other statuses.
enum StatusChanged {
  static let successAddedID = "response-success-status-added"
  static let failureAddedID = "response-failure-status-added"
  static let successRemovedID = "response-success-status-removed"

  static let rules = [
    Rule(
      successAddedID, .warning, .breaksReaders,
      "calls succeed with another status",
      explanation: """
        A call was answered with a status of success that the baseline does not have. Readers that \
        ask for exactly 200 take it for a failure. The body of such an answer is not compared.
        """,
      advice: "Treat every status from 200 to 299 as success.",
      example: status(204, ""),
      check: .answer { site in
        guard (200..<300).contains(site.status) || site.status == 2 else { return [] }
        return added(site)
      }),
    Rule(
      failureAddedID, .warning, .breaksReaders, "calls fail with another status",
      explanation: """
        A call was answered with a status of failure that the baseline does not have, and without the \
        envelope of a fault: an outage, a proxy, an edge server. The body of such an answer is not \
        compared, since it belongs to whoever gave it.
        """,
      advice: "Try later; never take the body for JSON because the request asked for it.",
      example: status(502, "<html>Bad Gateway</html>", "text/html"),
      check: .answer { site in
        guard site.status >= 400 || [4, 5, -1].contains(site.status), !site.isFault,
          !site.operation.unsureStatuses.contains(String(site.status))
        else { return [] }
        return added(site)
      }),
    Rule(
      successRemovedID, .error, .breaksReaders,
      "a status of success is no longer in the schema",
      explanation: """
        Only schemas can show it: readers wait for a status that will not come. Where another one comes in \
        its place, that goes with it and is no finding of its own.
        """,
      advice: "Treat every status from 200 to 299 as success.",
      example: .schemas(
        "responses: {'200': {description: fine}, '201': {description: made}}",
        "responses: {'200': {description: fine}}", at: "",
        reverse: ["response-success-status-added"]),
      check: .answer { removed($0, isSuccess: true) }),
    Rule(
      "response-failure-status-removed", .info, .harmless,
      "a status of failure is no longer in the schema",
      explanation: "Only schemas can show it: a way to fail that readers handle does not occur.",
      advice: "Nothing.",
      example: .schemas(
        "responses: {'200': {description: fine}, '409': {description: no}}",
        "responses: {'200': {description: fine}}", at: "",
        reverse: ["response-failure-status-added"]),
      check: .answer { removed($0, isSuccess: false) }),
  ]

  private static func status(
    _ status: Int, _ answer: String, _ type: String = "application/json"
  ) -> RuleExample {
    RuleExample(
      .calls([ExampleCall(RuleExample.readings, answer: "[]")]),
      .calls([
        ExampleCall(RuleExample.readings, answer: "[]"),
        ExampleCall(RuleExample.readings, status: status, type: type, answer: answer),
      ]), at: "")
  }

  private static func added(_ site: AnswerSite) -> [Change] {
    guard site.expected == nil, let observed = site.observed else { return [] }
    let known = site.operation.responses.keys.sorted()
    // A recording that had only failures knows nothing of success.
    if site.baseline.isInferred, !known.contains(where: { $0.hasPrefix("2") }) { return [] }
    return [
      Change(
        expected: "status " + Words.list(known, "or"), observed: name(site.status),
        observed.answers)
    ]
  }

  private static func removed(_ site: AnswerSite, isSuccess: Bool) -> [Change] {
    guard site.baseline.isDeclared, site.observed == nil, site.status > 0,
      isSuccess == (site.status == 2 || (200..<300).contains(site.status))
    else { return [] }
    return [
      Change(
        expected: name(site.status), observed: "no such answer", key: "removed", Tally(count: 1))
    ]
  }

  static func name(_ status: Int) -> String {
    switch status {
    case -1: "any status"
    case 1...5: "status \(status)XX"
    default: "status \(status)"
    }
  }
}
