internal import APISchema
internal import Evidence

/// Values that may be null.
enum NullAdded {
  static let rules = [
    ("request-property-became-nullable", ValuePlace.requestProperty),
    ("response-property-became-nullable", .responseProperty),
    ("request-body-became-null", .requestBody), ("response-body-became-null", .responseBody),
  ].map { id, place in
    Rule(
      id, .error, place.direction.effect, "\(place.noun) is null",
      explanation: """
        `null` came where the baseline always has a value. Parsers with types throw an error, or hand \
        on a value that nobody expects. `null` is not the same as an empty body or a missing member.
        """,
      advice: place.direction == .response ? "Take null for a missing value." : "Leave it out.",
      example: place == .responseBody
        ? .answers("[]", "null", at: "$", reverse: ["response-body-type-changed"])
        : place == .requestBody
          ? .requests("{}", "null", at: "$", reverse: ["request-body-type-changed"])
          : PropertyExample.pair(
            place, #""Value":99"#, #""Value":null"#, "", "", at: "Value",
            reverse: ["\(place.rawValue)-type-changed"]),
      check: .value([place]) { site in
        guard !site.allows(.null), let tally = site.observed.kinds[.null], tally.count > 0 else {
          return []
        }
        return [
          Change(
            expected: Words.expected(site.expected), observed: "null", tally,
            isHarmless: site.isWidened)
        ]
      })
  }
}
