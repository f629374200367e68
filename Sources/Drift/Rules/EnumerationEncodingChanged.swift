internal import APISchema
internal import Evidence

/// Enumerations in another spelling.
enum EnumerationEncodingChanged {
  static let rules = Direction.allCases.map { direction in
    let places: [ValuePlace] =
      direction == .request
      ? [.parameter, .requestBody, .requestProperty] : [.responseBody, .responseProperty]
    return Rule(
      "\(direction)-enum-encoding-changed", .error, direction.effect,
      "the words of a list in \(direction.messages) are spelled otherwise",
      explanation: """
        All words that are not in the list of the baseline are words of the list in another spelling: \
        `FORTY_FIVE_UP` for `FortyFiveUp`, `flat` for `Flat`. A list that went from numbers to words is \
        a change of type.
        """,
      advice: direction == .response
        ? "Compare words without letter case and underscores." : "Use the words of the list.",
      example: RuleExample(
        .schema(list(direction, "[Flat, FortyFiveUp]")),
        .schema(list(direction, "[FLAT, FORTY_FIVE_UP]")),
        at: "$.Value", reverse: ["\(direction)-enum-encoding-changed"]),
      check: .value(places) { site in
        guard isOtherSpelling(site) else { return [] }
        let new = EnumerationChanged.unexpected(site)
        let tally = new.isEmpty ? StringShapeChanged.unexpected(site).values.sum : new.values.sum
        let words = new.keys.sorted().filter { $0 != Words.hidden }
        return [
          Change(
            expected: Words.expected(site.expected),
            observed: words.isEmpty ? "another spelling" : Words.some(words), key: "spelling", tally
          )
        ]
      })
  }

  private static func list(_ direction: Direction, _ words: String) -> String {
    PropertyExample.schema(
      direction == .request ? .requestProperty : .responseProperty,
      "{Value: {type: string, enum: \(words)}}", "[Value]")
  }

  /// Whether all words that are not listed are listed ones in another spelling.
  static func isOtherSpelling(_ site: ValueSite) -> Bool {
    let new = EnumerationChanged.unexpected(site).keys
    guard !new.isEmpty else { return false }
    let listed = Set(site.expected.values.map(\.text))
    let all = site.baseline.known.values
    // A recording has some of the words of a known list; another of them is another word.
    let isPart = site.baseline.isInferred && !listed.isDisjoint(with: all)
    let others = isPart ? Set(all.subtracting(new).map(bare)) : []
    let known = others.union(listed.map(bare))
    return new.allSatisfy { word in
      word != Words.hidden && Int(word) == nil && known.contains(bare(word))
    }
  }

  private static func bare(_ word: String) -> String {
    word.lowercased().filter { $0.isLetter || $0.isNumber }
  }
}
