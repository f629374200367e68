internal import APISchema
internal import Evidence

/// What was always there and is not, or the other way round.
enum PresenceChanged {
  static let rules = ValuePlace.named.flatMap { place in
    [
      Rule(
        "\(place.rawValue)-became-optional",
        place == .responseProperty ? .error : .info,
        place == .responseProperty ? .breaksReaders : .harmless,
        "\(place.noun) is missing now and then",
        explanation: """
          What the baseline always has is missing from some messages. Where the baseline was only \
          observed, it takes at least five messages on either side, and a share that cannot be chance \
          (Docs/Drift.md).
          """,
        advice: place == .responseProperty
          ? "Take it for optional." : "Nothing, as long as calls succeed.",
        example: .schemas(
          PropertyExample.schema(place, "{Value: {type: integer}}", "[Value]"),
          PropertyExample.schema(place, "{Value: {type: integer}}", "[]"),
          at: place == .parameter ? "Value" : "$.Value",
          reverse: ["\(place.rawValue)-became-required"]),
        check: .object(place) { becameOptional($0) }),
      Rule(
        "\(place.rawValue)-became-required",
        place == .responseProperty ? .info : .error,
        place == .responseProperty ? .harmless : .breaksWriters,
        "\(place.noun) is always there now",
        explanation: """
          One schema requires what the other has as optional. Only schemas can show it: that a \
          recording always has something does not say that it must be there.
          """,
        advice: place == .responseProperty ? "Nothing." : "Always send it.",
        example: .schemas(
          PropertyExample.schema(place, "{Value: {type: integer}}", "[]"),
          PropertyExample.schema(place, "{Value: {type: integer}}", "[Value]"),
          at: place == .parameter ? "Value" : "$.Value",
          reverse: ["\(place.rawValue)-became-optional"]),
        check: .object(place) { becameRequired($0) }),
    ]
  }

  private static func becameOptional(_ site: ObjectSite) -> [Change] {
    let explained = Set(
      site.pairing.gone.map(\.expected.name) + site.pairing.renamed.map(\.expected.name))
    return site.pairing.pairs.compactMap { pair in
      let (present, missing) = (pair.observed.present, pair.observed.missing)
      guard missing.count > pair.excused, present.count > 0, pair.name == pair.expected.name,
        !explained.contains(pair.expected.name), isMissed(pair, present, missing, site.baseline)
      else { return nil }
      return Change(
        at: pair.expected.name, expected: "always there", observed: "missing from some",
        key: pair.expected.name, missing, of: site.observed.all.count)
    }
  }

  private static func isMissed(
    _ pair: Pairing.Pair, _ present: Tally, _ missing: Tally, _ baseline: Baseline
  ) -> Bool {
    switch pair.expected.presence {
    case .required: return true
    case .optional:
      // What was always there in the recordings that it was learned from is like what was observed.
      guard pair.expected.isUsual, pair.expected.provenance.isLearned,
        let seen = pair.expected.provenance.sightings
      else { return false }
      return seen.seen == seen.of && isOften(missing, besides: present, with: seen.seen)
    case .observed(_, let without) where baseline.isAnswer: return without == 0
    case .observed(let with, let without):
      return without == 0 && isOften(missing, besides: present, with: with)
    }
  }

  private static func isOften(_ missing: Tally, besides present: Tally, with: Int) -> Bool {
    Absence(missing: missing.messages, with: with, without: 0) == .gone
      && missing.messages * 2 > present.messages
  }

  private static func becameRequired(_ site: ObjectSite) -> [Change] {
    guard site.baseline.isDeclared else { return [] }
    return site.pairing.pairs.compactMap { pair in
      guard pair.observed.missing.count == 0, pair.observed.present.count > 0,
        pair.expected.presence == .optional
      else { return nil }
      return Change(
        at: pair.expected.name, expected: "optional", observed: "required",
        key: pair.expected.name, pair.observed.present)
    }
  }
}
