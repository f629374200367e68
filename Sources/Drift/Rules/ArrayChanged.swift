internal import APISchema
internal import Evidence

/// Arrays in place of objects, and objects in place of arrays.
enum ArrayChanged {
  static let rules = Direction.allCases.flatMap { direction in
    let places: [ValuePlace] =
      direction == .request
      ? [.requestBody, .requestProperty] : [.responseBody, .responseProperty]
    return [
      rule(direction, places, from: .object, to: .array, ("{}", "[{}]")),
      rule(direction, places, from: .array, to: .object, ("[{}]", "{}")),
    ]
  }

  private static func rule(
    _ direction: Direction, _ places: [ValuePlace], from old: ValueKind, to new: ValueKind,
    _ bodies: (String, String)
  ) -> Rule {
    Rule(
      "\(direction)-\(old.rawValue)-became-\(new.rawValue)", .error, direction.effect,
      "\(new.description) came in place of \(old.description)",
      explanation: new == .array
        ? "There may be several now of what there was one of. Parsers with types throw an error."
        : """
        There is one of what there were several of, or the list stands inside an object now. Parsers \
        with types throw an error.
        """,
      advice: direction == .response ? "Read both." : "Send the form of the baseline.",
      example: direction == .response
        ? .answers(
          bodies.0, bodies.1, at: "$",
          reverse: ["\(direction)-\(new.rawValue)-became-\(old.rawValue)"])
        : .requests(
          bodies.0, bodies.1, at: "$",
          reverse: ["\(direction)-\(new.rawValue)-became-\(old.rawValue)"]),
      check: .value(places) { site in
        guard site.expected.kinds.contains(old), !site.allows(new),
          let tally = site.observed.kinds[new], tally.count > 0
        else { return [] }
        return [
          Change(expected: Words.expected(site.expected), observed: new.description, tally)
        ]
      })
  }
}
