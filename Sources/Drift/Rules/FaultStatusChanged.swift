internal import APISchema
internal import Evidence

/// Faults that come with another status.
enum FaultStatusChanged {
  static let id = "fault-status-changed"

  static let rules = [
    Rule(
      id, .error, .breaksReaders, "faults come with another status",
      explanation: """
        The envelope of a fault came with another status than the baseline has it with, 500. Readers \
        that look for faults only there do not see why a call failed: they do not log in again, or \
        try for ever. What else differs in these faults alone goes with it, and is no finding of its own.
        """,
      advice: "Look for the envelope in every answer that is no success.",
      example: RuleExample(
        .calls([fault(500), fine]), .calls([fault(401), fine]), at: "",
        reverse: ["fault-status-changed"]),
      check: .service { site in
        var moved: [(operation: String, usual: Set<Int>, statuses: [Int: Tally])] = []
        var namesOfFaults: Set<String> = []
        for operation in site.expected.operations {
          guard let name = SchemaWalk.name(of: operation, in: site.observed),
            let observed = site.observed.operations[name]
          else { continue }
          var (known, statuses): (Set<Int>, [Int: Tally]) = ([], [:])
          for (status, answers) in observed.responses {
            let site = AnswerSite(
              baseline: site.baseline, operation: operation, status: status,
              expected: operation.response(to: status), observed: answers)
            if site.isFault { namesOfFaults.insert(operation.name) }
            guard let usual = changed(site) else { continue }
            known.formUnion(usual)
            statuses[status] = answers.answers
          }
          if !statuses.isEmpty { moved.append((operation.name, known, statuses)) }
        }
        guard !moved.isEmpty else { return [] }
        // Where others fail as ever, it is a change of these.
        if moved.count < namesOfFaults.count {
          return moved.map { operation, usual, statuses in
            var change = change(usual, statuses)
            change.operation = operation
            return change
          }
        }
        let statuses = moved.reduce(into: [:]) { sum, operation in
          sum.merge(operation.statuses) { $0 + $1 }
        }
        return [change(Set(moved.flatMap(\.usual)), statuses)]
      })
  ]

  private static func change(_ usual: Set<Int>, _ statuses: [Int: Tally]) -> Change {
    Change(
      expected: "status " + Words.list(usual.sorted().map(String.init), "or"),
      observed: "status " + Words.list(statuses.keys.sorted().map(String.init), "and"),
      key: Set(statuses.keys.map { "\($0 / 100)XX" }).sorted().joined(separator: " "),
      statuses.values.sum, of: nil, "faults")
  }

  /// The statuses that faults usually come with, where these come with another.
  static func changed(_ site: AnswerSite) -> Set<Int>? {
    guard site.expected == nil || expectsNoFault(site), site.isFault, site.status != 0,
      !site.baseline.isInferred || !site.operation.faults.isEmpty
    else { return nil }
    let named = Set(site.operation.faults.map(\.status))
    // A schema that names no faults does not say that they have another status than all others.
    let statuses = named.isEmpty ? [500] : named
    return statuses.contains(site.status) ? nil : statuses
  }

  /// Whether a document knows the status, and nothing of faults that come with it.
  private static func expectsNoFault(_ site: AnswerSite) -> Bool {
    guard site.baseline.isDocument, !site.baseline.isDeclared, let expected = site.expected else {
      return false
    }
    return expected.body?.json?.isEnvelope != true
  }

  static let fine = ExampleCall(RuleExample.readings, answer: "[]")

  static func fault(
    _ status: Int = 500, code: String = "SessionIdNotFound", detail: String = xml
  ) -> ExampleCall {
    let detail = detail.replacing("\"", with: "\\\"")
    return ExampleCall(
      RuleExample.readings, status: status,
      answer: #"{"Code":"\#(code)","Message":"Failed","SubCode":"\#(detail)","#
        + #""TypeName":"FaultException"}"#)
  }

  static let xml =
    "<OnlineException Type=\"5\" FullText=\"Dexcom.Common.OnlineException: Failed\" />"
}
