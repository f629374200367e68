internal import APISchema
internal import Evidence

/// New parameters and members.
enum PropertyAdded {
  static let rules =
    ValuePlace.named.map { place in
      Rule(
        "\(place.rawValue)-added", .info, place.direction == .request ? .unknown : .harmless,
        "\(place.noun) that nobody knows has appeared",
        explanation: """
          \(place.direction == .request ? "A request" : "An answer") had something that the baseline \
          does not have. Readers that refuse unknown members break; all others do not notice.
          """,
        advice: place.direction == .response
          ? "Ignore unknown members. `shareproto learn` describes what this one holds."
          : "Nothing, as long as the service takes it.",
        example: PropertyExample.pair(
          place, #""Value":99"#, #""Value":99,"TrendRate":1.5"#, "minutes=5",
          "minutes=5&maxCount=1", at: place == .parameter ? "maxCount" : "TrendRate",
          reverse: ["\(place.rawValue)-removed"]),
        check: .object(place) { changes($0, isRequired: false) })
    }
    + [.parameter, .requestProperty].map { place in
      Rule(
        "\(place.rawValue)-added-as-required", .error, .breaksWriters,
        "\(place.noun) has become necessary that was not known before",
        explanation: """
          One schema requires what the other does not have. Only schemas can show it: that all clients \
          of a recording send something does not say that they must.
          """,
        advice: "Send it.",
        example: .schemas(
          PropertyExample.schema(place, "{Value: {type: integer}}", "[Value]"),
          PropertyExample.schema(
            place, "{Value: {type: integer}, Trend: {type: string}}", "[Value, Trend]"),
          at: place == .parameter ? "Trend" : "$.Trend", reverse: ["\(place.rawValue)-removed"]),
        check: .object(place) { changes($0, isRequired: true) })
    }

  private static func changes(_ site: ObjectSite, isRequired: Bool) -> [Change] {
    let isRequest = site.isRequest
    return site.pairing.added.compactMap { name in
      guard let member = site.observed.members[name] else { return nil }
      let mustBe = site.baseline.isDeclared && isRequest && member.missing.count == 0
      guard mustBe == isRequired else { return nil }
      return Change(
        at: name, expected: "not there",
        observed: mustBe ? "required" : Words.observed(member.value), key: name, member.present,
        of: site.observed.all.count)
    }
  }
}
