internal import APISchema
internal import Evidence

/// Times with fractions of a second.
enum DatePrecisionChanged {
  static let rules = [
    ("request-date-precision-changed", [ValuePlace.requestBody, .requestProperty]),
    ("response-date-precision-changed", [.responseBody, .responseProperty]),
  ].map { id, places in
    let direction = places[0].direction
    return Rule(
      id, .warning, direction.effect,
      "times in \(direction.messages) are no whole seconds any more",
      explanation: """
        All times of the baseline were whole seconds, and some came with a fraction. Readers that \
        compare times, or make them the key of a table, find a reading twice. Between recordings it \
        takes twenty times on the side of the baseline.
        """,
      advice: "Round times before you compare them.",
      example: direction == .response
        ? .answers(
          #"[{"ST":"Date(1638316800000)"},{"ST":"Date(1638316500000)"},{"ST":"Date(1638316200000)"}]"#,
          #"[{"ST":"Date(1638316800123)"}]"#, at: "$[*].ST")
        : .requests(
          #"{"Egvs":[{"ST":"/Date(1638316800000)/"},{"ST":"/Date(1638316500000)/"},{"ST":"/Date(1638316200000)/"}]}"#,
          #"{"Egvs":[{"ST":"/Date(1638316800123)/"}]}"#, at: "$.Egvs[*].ST"),
      check: .value(places) { site in
        guard site.expected.hasWholeSeconds, site.allows(.string),
          site.observed.fractionalDates.count > 0,
          StringShapeChanged.unexpected(site).isEmpty
        else { return [] }
        return [
          Change(
            expected: "whole seconds", observed: "fractions of a second",
            site.observed.fractionalDates)
        ]
      })
  }
}
