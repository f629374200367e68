internal import APISchema
internal import Evidence

/// Faults that come with another status.
enum FaultStatusChanged {
  static let rules = [
    Rule(
      "fault-status-changed", .error, .breaksReaders, "faults come with another status",
      explanation: """
        The envelope of a fault came with another status than the baseline has it with, 500. Readers \
        that look for faults only there do not see why a call failed: they do not log in again, or \
        try for ever.
        """,
      advice: "Look for the envelope in every answer that is no success.",
      example: RuleExample(
        .calls([fault(500), fine]), .calls([fault(401), fine]), at: "",
        reverse: ["fault-status-changed"]),
      check: .answer { site in
        guard site.expected == nil, site.isFault, let observed = site.observed,
          !site.baseline.isInferred || !site.operation.faults.isEmpty
        else { return [] }
        let statuses = Set(site.operation.faults.map(\.status))
        guard !statuses.contains(site.status) else { return [] }
        let known = (statuses.isEmpty ? [500] : statuses).sorted().map(String.init)
        return [
          Change(
            expected: "status " + Words.list(known, "or"),
            observed: StatusChanged.name(site.status), key: "\(site.status / 100)XX",
            observed.answers)
        ]
      })
  ]

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

  static let xml = "<OnlineException Type=\"5\" FullText=\"Dexcom.Common.OnlineException: Failed\" />"
}
