internal import JSONDecoding

/// Where the identifiers of a place in a request were first seen.
struct Link {
  /// What stands for identifiers that no earlier answer had.
  static let unseen = "none"

  /// The places that they come from, the most frequent first.
  let sources: [Fact.Source]

  /// The places that gave a share of them each, and together enough; nil where there are none.
  ///
  /// - Parameter others: Values seen before of which nobody knows where they came from.
  init?(_ tallies: [String: Tally], besides others: Int = 0) {
    let all = tallies.values.sum
    let places = tallies.filter { place, tally in
      ![Self.unseen, Names.hidden].contains(place)
        && Double(tally.count) >= EvidenceThreshold.linkSource * Double(all.count)
    }
    let count = places.values.reduce(0) { $0 + $1.count }
    guard !places.isEmpty, Double(count) >= EvidenceThreshold.link * Double(all.count + others)
    else {
      return nil
    }
    sources = places.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
      .map { .init(place: $0.key, evidence: Evidence($0.value, of: all.messages)) }
  }

  /// One place, or an array of them.
  var json: JSONValue {
    let values = sources.map { source in
      JSONValue.object([
        .init("from", .string(source.place)), .init("x-evidence", source.evidence.json),
      ])
    }
    return values.count == 1 ? values[0] : .array(values)
  }
}
