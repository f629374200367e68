internal import APISchema
internal import Evidence

/// Parameters and members under another name.
enum PropertyRenamed {
  static let rules = ValuePlace.named.map { place in
    Rule(
      "\(place.rawValue)-renamed", .error, place.direction.effect,
      "\(place.noun) has another name",
      explanation: """
        What the baseline has is missing, and just where it is missing there is something new that \
        holds the same: values of the same form, in the same place or under a similar name. Several \
        members of one object that changed together are one finding.
        """,
      advice: place.direction == .response ? "Read both names." : "Send the new name too.",
      example: PropertyExample.pair(
        place, #""Value":99,"Trend":4"#, #""GlucoseValue":99,"Trend":4"#, "minutes=5&maxCount=1",
        "lastMinutes=5&maxCount=1", at: place == .parameter ? "minutes" : "Value",
        reverse: ["\(place.rawValue)-renamed"]),
      check: .object(place) { site in
        let renamed = site.pairing.renamed
        guard let first = renamed.first else { return [] }
        var change = Change(
          at: first.expected.name, expected: list(renamed.map(\.expected.name)),
          observed: list(renamed.map { shown($0.name) }), first.tally,
          of: site.observed.all.count)
        change.siblings = renamed.dropFirst().map(\.expected.name)
        return [change]
      })
  }

  private static func list(_ names: [String]) -> String { names.joined(separator: ", ") }

  private static func shown(_ name: String) -> String {
    name == Words.hidden ? "a name that is not shown" : name
  }
}
