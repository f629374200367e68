internal import APISchema
internal import Evidence

/// Times of another form.
enum DateFormChanged {
  static let rules = [
    ("request-date-form-changed", [ValuePlace.parameter, .requestBody, .requestProperty]),
    ("response-date-form-changed", [.responseBody, .responseProperty]),
  ].map { id, places in
    let direction = places[0].direction
    return Rule(
      id, .error, direction.effect, "times in \(direction.messages) have another form",
      explanation: """
        A time is still a text, but is written otherwise: `/Date(ms)/` lost its slashes, or became \
        ISO 8601. No comparison of types shows it, and readers that cut characters off get another \
        time or none. All times of an answer that changed in the same way are one finding.
        """,
      advice: direction == .response
        ? "Read all forms of times; Docs/Reference/Formats.md lists them."
        : "Send the form of the baseline.",
      example: direction == .response
        ? .answers(
          #"[{"ST":"/Date(1638316800000)/"}]"#, #"[{"ST":"Date(1638316800000)"}]"#,
          at: "$[*].ST", reverse: [id])
        : .requests(
          #"{"ST":"/Date(1638316800000)/"}"#, #"{"ST":"2021-12-01T00:00:00Z"}"#, at: "$.ST",
          reverse: [id]),
      check: .value(places) { site in
        guard !site.expected.shapes.isDisjoint(with: StringShape.times) else { return [] }
        return StringShapeChanged.changes(site)
      })
  }
}
