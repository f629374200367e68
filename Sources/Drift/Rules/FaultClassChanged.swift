internal import APISchema
internal import Evidence

/// Other classes of faults.
enum FaultClassChanged {
  static let rules = [
    Rule(
      "fault-class-changed", .warning, .breaksReaders, "faults name a class of another platform",
      explanation: """
        The full text of a fault begins with the name of a class of the server, and this is one of \
        another platform: `Dexcom.Common.OnlineException` (.NET) became \
        `com.dexcom.udp.….OnlineException` (Java). The server was rebuilt: expect other changes too.
        """,
      advice: "Do not look at the full text; the code says what happened.",
      example: RuleExample(
        .calls([FaultStatusChanged.fault(), FaultStatusChanged.fine]),
        .calls([FaultStatusChanged.fault(detail: java), FaultStatusChanged.fine]),
        at: "$.SubCode.OnlineException.FullText", reverse: ["fault-class-changed"]),
      check: .value([.responseProperty]) { site in
        guard site.expected.shapes.contains(where: StringShape.exceptionTexts.contains) else {
          return []
        }
        return StringShapeChanged.changes(site) { _ in true }
      })
  ]

  private static let java =
    "<OnlineException Type=\"5\" "
    + "FullText=\"com.dexcom.udp.common.data.exception.OnlineException: Failed\" />"
}
