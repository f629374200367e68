extension ObjectSummary {
  /// The same with names that differ in nothing but letter case as one, in their most frequent spelling, or
  /// in that of more words.
  var withoutCase: ObjectSummary {
    var folded = self
    folded.members = [:]
    for (_, spellings) in Dictionary(grouping: members, by: { $0.key.lowercased() }) {
      let sorted = spellings.sorted { left, right in
        let (one, other) = (left.value.present.count, right.value.present.count)
        return one == other ? Names.clearer(left.key, right.key) == left.key : one > other
      }
      guard let (name, first) = sorted.first else { continue }
      var sum = first
      for (_, other) in sorted.dropFirst() {
        sum.present.add(other.present)
        sum.value.add(other.value)
        let missing = max(0, all.messages - sum.present.messages)
        sum.missing = Tally(count: missing, messages: missing, first: all.first, last: all.last)
      }
      // One capture may have several spellings.
      folded.members[name] = sorted.count > 1 ? sum.capped(atCaptures: all.captures) : sum
    }
    return folded
  }
}
