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
        where none of the old values came any more.
        """,
      advice: "Mostly nothing: something in front of the service has changed.",
      example: HeaderExample.pair(
        direction, ("Pragma", "no-cache"), ("Pragma", "no-store"), at: "pragma",
        reverse: ["\(direction)-header-changed"]),
      check: .field(direction) { site in
        guard let expected = site.expected, let observed = site.observed,
          !expected.value.values.isEmpty, !expected.value.isOpenEnumeration
        else { return [] }
        let known = Set(expected.value.values.map { $0.text.lowercased() })
        let new = observed.values.filter { !known.contains($0.key) && $0.key != "other" }
        if site.baseline.isInferred, new.count < observed.values.count { return [] }
        guard !new.isEmpty else { return [] }
        return [
          Change(
            expected: Words.some(known.sorted()), observed: Words.some(new.keys.sorted()),
            new.values.sum, of: site.total.count)
        ]
      })
  }
}
