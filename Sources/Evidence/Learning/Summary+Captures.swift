internal import APISchema

// Summaries count captures by adding, so that what one capture has under two keys counts twice where the keys
// are one. There cannot be more than the captures of what it stands in.

extension Tally {
  func capped(atCaptures limit: Int) -> Tally {
    var tally = self
    tally.captures = min(captures, limit)
    return tally
  }
}

extension MemberSummary {
  func capped(atCaptures limit: Int) -> MemberSummary {
    var member = self
    member.present = present.capped(atCaptures: limit)
    member.missing = missing.capped(atCaptures: limit)
    member.value.cap(atCaptures: limit)
    return member
  }
}

extension ValueSummary {
  mutating func cap(atCaptures limit: Int) {
    func capped<Key>(_ tallies: [Key: Tally]) -> [Key: Tally] {
      tallies.mapValues { $0.capped(atCaptures: limit) }
    }
    all = all.capped(atCaptures: limit)
    kinds = capped(kinds)
    shapes = capped(shapes)
    numbers = capped(numbers)
    values = capped(values)
    links = capped(links)
    fractionalDates = fractionalDates.capped(atCaptures: limit)
    lengths = capped(lengths)
    object.all = object.all.capped(atCaptures: limit)
    object.members = object.members.mapValues { $0.capped(atCaptures: limit) }
    object.orders = capped(object.orders)
    elements?.value.cap(atCaptures: limit)
    for shape in contents.keys { contents[shape]?.value.cap(atCaptures: limit) }
  }
}
