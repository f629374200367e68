internal import APISchema
internal import Evidence

/// Other values of fields of headers.
enum HeaderChanged {
  static let rules = Direction.allCases.map { direction in
    Rule(
      "\(direction)-header-changed", .info, .unknown,
      "a field of the headers of \(direction.messages) has another value",
      explanation: """
        A field whose values are few and nobody's secret has a value that the baseline does not have: \
        `Strict-Transport-Security` went from `max-age=0` to a year. Between recordings it counts only \
        where none of the old values came any more; of one operation, in at least five messages on \
        either side.
        """,
      advice: "Mostly nothing: something in front of the service has changed.",
      example: HeaderExample.pair(
        direction, ("Pragma", "no-cache"), ("Pragma", "no-store"), at: "pragma",
        reverse: ["\(direction)-header-changed"]),
      check: .field(direction) { site in
        guard let expected = site.expected, let observed = site.observed,
          !expected.value.values.isEmpty, !expected.value.isOpenEnumeration, site.areOldValuesGone
        else { return [] }
        let known = Set(expected.value.values.map { $0.text.lowercased() })
        let new = observed.values.filter { !known.contains($0.key) }
        if site.baseline.isInferred, new.count < observed.values.count { return [] }
        guard !new.isEmpty else { return [] }
        return [
          Change(
            expected: words(known), observed: words(new.keys),
            new.values.sum, of: site.total.count)
        ]
      })
  }

  /// Values that may not be shown are one.
  private static func words(_ values: some Collection<String>) -> String {
    Words.some(values.sorted().map { $0 == "other" ? "another value" : $0 })
  }
}
