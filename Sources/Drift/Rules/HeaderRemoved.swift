internal import APISchema
internal import Evidence

/// Fields of headers that are gone.
enum HeaderRemoved {
  static let rules = Direction.allCases.map { direction in
    Rule(
      "\(direction)-header-removed", .warning, direction.effect,
      "a field is gone from the headers of \(direction.messages)",
      explanation: """
        No message has a field that the baseline has, be it of all operations or of one. Where it is not required, it takes at least \
        five messages on either side (see the rule about absence in Docs/Drift.md).
        """,
      advice: direction == .response
        ? "Do without the field, or take a default for it." : "Send the field again.",
      example: HeaderExample.pair(direction, ("Pragma", "no-cache"), nil, at: "pragma"),
      check: .field(direction) { site in
        guard let expected = site.expected, site.absence == .gone else { return [] }
        return [
          Change(
            expected: expected.presence == .required ? "always there" : "there",
            observed: "not there", site.lack.missing, of: site.lack.missing.count)
        ]
      })
  }
}
