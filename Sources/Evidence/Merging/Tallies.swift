internal import APISchema
internal import Bytes

extension Dictionary where Value == Tally {
  /// Adds what was seen elsewhere.
  mutating func add(_ other: [Key: Tally]) {
    merge(other, uniquingKeysWith: +)
  }
}

extension [String: Tally] {
  /// Adds what was seen elsewhere, and keeps as much as a limit allows.
  mutating func add(_ other: [String: Tally], _ limit: Limit, _ leftOut: inout [Limit: Int]) {
    add(other)
    let gone = keep(limit.count, except: Names.hidden) { StableHash.precedes($0, $1) }
    leftOut.count(gone.reduce(0) { $0 + $1.value.count }, limit)
  }
}

extension Dictionary {
  /// Keeps so many of the keys, those that come first, and returns the rest.
  mutating func keep(
    _ count: Int, except free: Key? = nil, _ precedes: (Key, Key) -> Bool
  ) -> [(key: Key, value: Value)] {
    let countOfFree = free.map { self[$0] == nil ? 0 : 1 } ?? 0
    guard self.count - countOfFree > count else { return [] }
    let gone = keys.filter { $0 != free }.sorted(by: precedes).dropFirst(count)
    return gone.compactMap { key in removeValue(forKey: key).map { (key, $0) } }
  }
}

extension [Limit: Int] {
  mutating func count(_ more: Int, _ limit: Limit) {
    if more > 0 { self[limit, default: 0] += more }
  }

  mutating func add(_ other: [Limit: Int]) { merge(other, uniquingKeysWith: +) }
}
