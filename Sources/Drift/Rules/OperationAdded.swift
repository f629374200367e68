internal import APISchema
internal import Evidence

/// Operations that the baseline does not have.
enum OperationAdded {
  static let rules = [
    Rule(
      "operation-added", .info, .harmless, "an operation that nobody knows was called",
      explanation: """
        A path below the root of the service was called that the baseline does not have. Readers and \
        writers of the other operations are not concerned. Between two recordings only operations \
        that no revision of the schema has count, since every session calls some and not others.
        """,
      advice: "Record it in more sessions; `shareproto learn` describes it.",
      example: RuleExample(
        .calls([clock]),
        .calls([clock, ExampleCall("POST \(root)Publisher/ReadPublisherImage", answer: "[]")]),
        at: ""),
      check: .operation { site in
        guard let observed = site.observed, isNew(site), observed.standing != "signed",
          OperationMoved.origin(of: site) == nil
        else { return [] }
        return [change(observed, site.baseline)]
      }),
    Rule(
      "signed-operation-added", .info, .unknown, "calls of the newer, signed generation",
      explanation: """
        The newer generation of the protocol has names that end in 2 and opaque, signed bodies. That \
        a client speaks it says that it was updated; the operations of the first generation may stay \
        as they are.
        """,
      advice: "Nothing, unless the old operations fail. Their bodies are not decoded.",
      example: RuleExample(
        .calls([clock]),
        .calls([clock, ExampleCall("POST \(root)Publisher/PostReceiverEgvRecords2", answer: "")]),
        at: ""),
      check: .operation { site in
        guard let observed = site.observed, isNew(site), observed.standing == "signed" else {
          return []
        }
        return [change(observed, site.baseline)]
      }),
  ]

  static let ids = Set(rules.map(\.id))

  static let root = "/ShareWebServices/Services/"
  static let clock = ExampleCall(
    "GET \(root)General/SystemUtcTime",
    answer: #"{"DateTime":"Date(1638316800123)","OffsetMinutes":0}"#)

  private static func isNew(_ site: OperationSite) -> Bool {
    guard site.expected == nil, let observed = site.observed, observed.calls.count > 0 else {
      return false
    }
    // What is not there is no operation.
    let isThere =
      observed.responses.isEmpty || !observed.responses.keys.allSatisfy(OperationRemoved.isAbsence)
    guard isThere || site.baseline.isDeclared else { return false }
    return !site.baseline.isInferred || !site.baseline.known.operations.contains(site.name)
  }

  private static func change(_ observed: OperationSummary, _ baseline: Baseline) -> Change {
    // Calls from before it was there say nothing of when it came.
    let answers = observed.responses.filter { !OperationRemoved.isAbsence($0.key) }
    let hasCome = !answers.isEmpty && answers.count < observed.responses.count
    return Change(
      expected: "no such operation", observed: baseline.isDeclared ? "there" : "called",
      hasCome ? answers.values.map(\.answers).sum : observed.calls,
      of: observed.calls.count)
  }
}
