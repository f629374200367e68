internal import APISchema
internal import Evidence

/// Values of another type.
enum TypeChanged {
  static let rules = ValuePlace.allCases.map { place in
    Rule(
      "\(place.rawValue)-type-changed", .error, place.direction.effect,
      "\(place.noun) is of another type",
      explanation: """
        A value is of a type that the baseline does not have there: a number became a text, a text an \
        object. Parsers with types throw an error, and mostly for the whole message. What is inside a \
        value of another type is not compared. Between schemas it is a note where requests may have the \
        old types too.
        """,
      advice: place.direction == .response
        ? "Read both types." : "Send the type of the baseline.",
      example: example(place),
      check: .value([place]) { changes($0) })
  }

  private static func example(_ place: ValuePlace) -> RuleExample {
    let reverse = ["\(place.rawValue)-type-changed"]
    switch place {
    case .parameter:
      return .queries(
        "minutes=5", "minutes=five", at: "minutes", reverse: ["request-parameter-shape-changed"])
    case .requestBody: return .requests(#"{"Value":5}"#, "5", at: "$", reverse: reverse)
    case .requestProperty:
      return .requests(#"{"Value":99}"#, #"{"Value":"99"}"#, at: "$.Value", reverse: reverse)
    case .responseBody:
      return .answers(
        #""6e5d4c3b-2a19-4f8e-9d7c-6b5a4f3e2d1c""#,
        #"{"Id":"6e5d4c3b-2a19-4f8e-9d7c-6b5a4f3e2d1c"}"#,
        to: "POST \(OperationAdded.root)Publisher/CreateContact", at: "$", reverse: reverse)
    case .responseProperty:
      return .answers(
        #"[{"Value":99,"Trend":4}]"#, #"[{"Value":99,"Trend":"Flat"}]"#, at: "$[*].Trend",
        reverse: reverse)
    }
  }

  private static func changes(_ site: ValueSite) -> [Change] {
    let new = site.observed.kinds.filter { kind, tally in
      tally.count > 0 && !site.allows(kind) && !hasOwnRule(kind, site)
    }
    guard !new.isEmpty else { return [] }
    return [
      Change(
        expected: Words.expected(site.expected), observed: Words.observed(site.observed, new.keys),
        key: new.keys.sorted().map(\.rawValue).joined(separator: " "), new.values.sum,
        isHarmless: site.isWidened)
    ]
  }

  /// Whether another rule tells of a value of this kind.
  private static func hasOwnRule(_ kind: ValueKind, _ site: ValueSite) -> Bool {
    switch kind {
    case .null: true
    case .number: site.allows(.integer)
    case .array: site.expected.kinds.contains(.object)
    case .object: site.expected.kinds.contains(.array)
    default: false
    }
  }
}
