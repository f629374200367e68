internal import APISchema
internal import Evidence

/// Names in another letter case.
enum PropertyCaseChanged {
  static let rules = ValuePlace.named.map { place in
    Rule(
      "\(place.rawValue)-case-changed", place == .responseProperty ? .error : .info,
      place == .responseProperty ? .breaksReaders : .unknown,
      "the name of \(place.noun) is in another letter case",
      explanation: explanation(place),
      advice: place == .responseProperty ? "Read both." : "Use the spelling that was expected.",
      example: PropertyExample.pair(
        place, #""Value":99"#, #""value":99"#, "maxCount=1", "maxcount=1",
        at: place == .parameter ? "maxCount" : "Value",
        reverse: ["\(place.rawValue)-case-changed"]),
      check: .object(place) { site in
        guard !site.isCaseInsensitive else { return [] }
        let pairs = site.pairing.pairs.filter { $0.name != $0.expected.name }
        guard let first = pairs.first else { return [] }
        // All in one object changed at once.
        var change = Change(
          at: first.expected.name,
          expected: pairs.map(\.expected.name).joined(separator: ", "),
          observed: pairs.map(\.name).joined(separator: ", "), first.observed.present,
          of: site.observed.all.count)
        for name in pairs.map(\.expected.name)
        where name != first.expected.name && !change.siblings.contains(name) {
          change.siblings.append(name)
        }
        return [change]
      })
  }

  private static func explanation(_ place: ValuePlace) -> String {
    switch place {
    case .responseProperty:
      "JSON tells `value` from `Value`: readers that look for the one do not find the other."
    case .parameter:
      """
      The name differs from that of the baseline in letter case alone. The service takes any in its \
      queries, so the built-in schema does not judge it, but a recording or a schema of one's own \
      does: other servers may not take any.
      """
    default:
      "The name differs from that of the baseline in letter case alone. Servers may not take any."
    }
  }
}
