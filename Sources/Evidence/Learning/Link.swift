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
    let total = tallies.values.reduce(0) { $0 + $1.count }
    guard
      let best = tallies.filter({ ![Self.unseen, Names.hidden].contains($0.key) }).max(by: {
        ($0.value.count, $1.key) < ($1.value.count, $0.key)
      }), Double(best.value.count) >= EvidenceThreshold.link * Double(total)
    else { return nil }
    source = best.key
    evidence = Evidence(best.value, of: tallies.values.reduce(0) { $0 + $1.messages })
  }

  var json: JSONValue {
    .object([.init("from", .string(source)), .init("x-evidence", evidence.json)])
  }
}
