internal import APISchema
internal import Evidence

/// Another form of the details of faults.
enum FaultGenerationChanged {
  static let rules = [
    Rule(
      "fault-generation-changed", .error, .breaksReaders, "the details of faults have another form",
      explanation: """
        The text `SubCode` of a fault holds a document, and this document is of another form: an XML \
        element became JSON, or the other way round. Readers that take it apart fail; those that look \
        at `Code` alone do not notice. What is inside is not compared.
        """,
      advice: "Decide by `Code`. Where you need the details, read both forms.",
      example: RuleExample(
        .calls([FaultStatusChanged.fault(), FaultStatusChanged.fine]),
        .calls([
          FaultStatusChanged.fault(
            detail: #"{"OnlineException":{"Type":5,"FullText":"Failed"}}"#),
          FaultStatusChanged.fine,
        ]), at: "$.SubCode", reverse: ["fault-generation-changed"]),
      check: .value([.responseProperty]) { site in
        guard site.expected.shapes.contains(where: StringShape.faultDetails.contains) else {
          return []
        }
        return StringShapeChanged.changes(site) { _ in true }
      })
  ]
}
