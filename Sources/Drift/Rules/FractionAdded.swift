internal import APISchema
internal import Evidence

/// Integers that became fractions.
enum FractionAdded {
  static let rules = [
    ("request-parameter", [ValuePlace.parameter]),
    ("request-property", [.requestBody, .requestProperty]),
    ("response-property", [.responseBody, .responseProperty]),
  ].map { name, places in
    let direction = places[0].direction
    return Rule(
      "\(name)-became-fractional", .error, direction.effect,
      "\(places[places.count - 1].noun) that was an integer has a fraction",
      explanation: """
        The baseline has integers alone, and a number with a fraction or an exponent came. Parsers of \
        integers throw an error. For a glucose value it may also mean another unit: mmol/L in place of \
        mg/dL.
        """,
      advice: direction == .response
        ? "Read numbers as decimals, and check the unit." : "Send integers.",
      example: PropertyExample.pair(
        places[places.count - 1], #""Value":99"#, #""Value":5.5"#, "minutes=5", "minutes=5.5",
        at: places[0] == .parameter ? "minutes" : "Value",
        reverse: []),
      check: .value(places) { site in
        guard site.allows(.integer), !site.allows(.number),
          let tally = site.observed.kinds[.number], tally.count > 0
        else { return [] }
        return [
          Change(
            expected: Words.expected(site.expected),
            observed: "a number with a fraction or an exponent",
            key: "a number with a fraction", tally, isHarmless: site.isWidened)
        ]
      })
  }
}
