internal import APISchema
internal import Bytes

extension ValueSummary {
  /// Adds what was seen elsewhere in the same place.
  mutating func add(_ other: ValueSummary) {
    all.add(other.all)
    kinds.add(other.kinds)
    shapes.add(other.shapes)
    numbers.add(other.numbers)
    lengths.add(other.lengths)
    fractionalDates.add(other.fractionalDates)
    leftOut.add(other.leftOut)
    links.add(other.links, .links, &leftOut)
    values.add(other.values, .values, &leftOut)
    object.add(other.object)
    elements = Self.sum(elements, other.elements)
    for (shape, content) in other.contents {
      contents[shape] = Self.sum(contents[shape], content)
    }
  }

  private static func sum(
    _ left: Indirect<ValueSummary>?, _ right: Indirect<ValueSummary>?
  ) -> Indirect<ValueSummary>? {
    guard var sum = left else { return right }
    if let right { sum.value.add(right.value) }
    return sum
  }
}

extension ObjectSummary {
  /// Adds what was seen elsewhere in the same place.
  mutating func add(_ other: ObjectSummary) {
    // A member that only one of the two has is missing in all objects of the other.
    for (name, member) in other.members {
      if members[name] == nil {
        members[name] = MemberSummary()
        members[name]?.missing = all
      }
      members[name]?.add(member)
    }
    for name in members.keys where other.members[name] == nil {
      members[name]?.missing.add(other.all)
    }
    all.add(other.all)
    leftOut.add(other.leftOut)
    orders.add(other.orders)
    let gone = orders.keep(Limit.orders.count) {
      StableHash.precedes($0.orderKey, $1.orderKey)
    }
    leftOut.count(gone.reduce(0) { $0 + $1.value.count }, .orders)
    forgetOrdersIfIncomplete()
  }

  /// Where members were left out, nobody knows the order of all.
  mutating func forgetOrdersIfIncomplete() {
    guard leftOut[.members] != nil else { return }
    orders = [:]
    leftOut[.orders] = all.count
  }
}

extension MemberSummary {
  fileprivate mutating func add(_ other: MemberSummary) {
    present.add(other.present)
    missing.add(other.missing)
    value.add(other.value)
  }
}
