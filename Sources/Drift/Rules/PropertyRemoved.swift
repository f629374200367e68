internal import APISchema
internal import Evidence

/// Parameters and members that are gone.
enum PropertyRemoved {
  static let rules = ValuePlace.named.map { place in
    Rule(
      "\(place.rawValue)-removed", place == .responseProperty ? .error : .warning,
      place.direction.effect, "\(place.noun) that always came is gone",
      explanation: """
        What the baseline has is missing from all messages, or from all after a certain one. What a \
        document requires is missed at once; what is optional, or was only observed, in a sample of at \
        least five messages (see the rule about absence in Docs/Drift.md).
        """,
      advice: place.direction == .response
        ? "Do without it, or look for it under another name."
        : "Send it again, unless calls succeed without it.",
      example: PropertyExample.pair(
        place, #""Value":99,"Trend":4"#, #""Value":99"#, "minutes=5&maxCount=1", "minutes=5",
        at: place == .parameter ? "maxCount" : "Trend", reverse: ["\(place.rawValue)-added"]),
      check: .object(place) { site in
        site.pairing.gone.map { gone in
          let name = gone.expected.name
          return Change(
            at: name, expected: expected(gone.expected), observed: "not there", key: name,
            gone.tally, of: site.observed.all.count)
        }
      })
  }

  private static func expected(_ property: PropertySchema) -> String {
    let value = Words.expected(property.value)
    switch property.presence {
    case .required: return "\(value), always"
    case .optional, .observed: return value
    }
  }
}
