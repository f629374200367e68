internal import JSONDecoding

/// Where the identifiers of a place in a request were first seen.
struct Link {
  /// What stands for identifiers that no earlier answer had.
  static let unseen = "none"

  /// The operation and the place in its answer: `Publisher/ListPublisherAccountSubscriptions
  /// $[*].SubscriptionId`.
  let source: String
  let evidence: Evidence

  /// The one place that enough of them come from; nil where there is none.
  init?(_ tallies: [String: Tally]) {
    let all = tallies.values.sum
    let places = tallies.filter { ![Self.unseen, Names.hidden].contains($0.key) }
    guard let source = places.mostFrequent, let tally = places[source],
      Double(tally.count) >= EvidenceThreshold.link * Double(all.count)
    else { return nil }
    self.source = source
    evidence = Evidence(tally, of: all.messages)
  }

  var json: JSONValue {
    .object([.init("from", .string(source)), .init("x-evidence", evidence.json)])
  }
}
