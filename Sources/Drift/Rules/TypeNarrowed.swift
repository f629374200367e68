internal import APISchema
internal import Evidence

/// Fewer types than before.
enum TypeNarrowed {
  static let rules = [
    ("request-parameter", [ValuePlace.parameter]),
    ("request-property", [.requestBody, .requestProperty]),
    ("response-property", [.responseBody, .responseProperty]),
  ].map { name, places in
    let isRequest = places[0].direction == .request
    let place = places[places.count - 1]
    return Rule(
      "\(name)-type-narrowed", isRequest ? .error : .info,
      isRequest ? .breaksWriters : .harmless, "\(place.noun) may be of fewer types",
      explanation: """
        One schema allows types that the other does not. Only schemas can show it: that a recording \
        has some of them alone says nothing.
        """,
      advice: isRequest ? "Send a type that both allow." : "Nothing.",
      example: .schemas(
        PropertyExample.schema(place, "{Value: {type: [integer, string]}}", "[Value]"),
        PropertyExample.schema(place, "{Value: {type: integer}}", "[Value]"),
        at: place == .parameter ? "Value" : "$.Value",
        reverse: ["\(place.rawValue)-type-changed"]),
      check: .value(places) { site in
        let old = withIntegers(site.expected.kinds)
        guard site.baseline.isDeclared, !old.isEmpty,
          withIntegers(Set(site.observed.kinds.keys)).isStrictSubset(of: old)
        else { return [] }
        return [
          Change(
            expected: Words.list(site.expected.kinds.sorted().map(\.description), "or"),
            observed: Words.observed(site.observed), Tally(count: 1))
        ]
      })
  }

  /// Where any number is right, integers are.
  private static func withIntegers(_ kinds: Set<ValueKind>) -> Set<ValueKind> {
    kinds.contains(.number) ? kinds.union([.integer]) : kinds
  }
}
