internal import Bytes
internal import HTTPMessages

/// Where a message stands, in a form that is cheap to keep and to compare.
struct Stamp: Comparable {
  /// Nanoseconds since 1970; the largest number where there is no time.
  let time: Int64
  /// The number of the capture, where several come out of one file.
  let part: Int32
  let first, last, stream: Int32

  init(_ place: Exchange.Place, at time: Timestamp?, part: Int32) {
    self.time = time?.nanoseconds ?? .max
    self.part = part
    switch place.position {
    case .entry(let number): (first, last, stream) = (Int32(clamping: number), 0, -1)
    case .packets(let first, let last, let stream):
      self.first = Int32(clamping: first)
      self.last = Int32(clamping: last)
      self.stream = Int32(clamping: stream)
    }
  }

  private init() { (time, part, first, last, stream) = (.max, 0, 0, 0, -1) }

  /// Before the first message.
  static let none = Stamp()

  static func < (left: Stamp, right: Stamp) -> Bool {
    if left.time != right.time { return left.time < right.time }
    return (left.part, left.first, left.last, left.stream)
      < (right.part, right.first, right.last, right.stream)
  }

  /// The later one; what has no time is later than nothing that has one.
  static func latest(_ left: Stamp, _ right: Stamp) -> Stamp {
    if (left.time == .max) != (right.time == .max) { return left.time == .max ? right : left }
    return max(left, right)
  }

  /// The place, as a summary has it.
  ///
  /// - Parameter id: What sightings call the capture.
  func sighting(in id: String) -> Sighting {
    let capture = part == 0 ? id : "\(id)/\(part + 1)"
    let place =
      stream < 0
      ? Exchange.Place(capture: capture, entry: Int(first))
      : Exchange.Place(
        capture: capture, stream: Int(stream), firstPacket: Int(first), lastPacket: Int(last))
    return Sighting(time: time == .max ? nil : Timestamp(nanoseconds: time), place: place)
  }
}

/// The message that is observed now.
struct Moment {
  /// Each message has its own.
  var message = 0
  var stamp: Stamp
}

/// Counts as a tally does, at the speed of bodies.
struct Counter {
  private(set) var count = 0
  private var messages = 0
  private var message = -1
  private var range: (first: Stamp, last: Stamp)?

  /// Counts one more.
  @inline(__always)
  mutating func add(_ moment: Moment) {
    count &+= 1
    if message != moment.message { addMessage(moment) }
  }

  private mutating func addMessage(_ moment: Moment) {
    message = moment.message
    messages += 1
    if let (first, last) = range {
      range = (min(first, moment.stamp), .latest(last, moment.stamp))
    } else {
      range = (moment.stamp, moment.stamp)
    }
  }

  func tally(_ id: String) -> Tally {
    Tally(
      count: count, messages: messages, first: range?.first.sighting(in: id),
      last: range?.last.sighting(in: id))
  }
}

/// Counters of a few things that are told apart by a small number.
struct SmallCounters {
  private var entries: [(key: UInt8, counter: Counter)] = []

  @inline(__always)
  mutating func add(_ key: Int, _ moment: Moment) {
    for index in entries.indices where entries[index].key == UInt8(truncatingIfNeeded: key) {
      entries[index].counter.add(moment)
      return
    }
    var counter = Counter()
    counter.add(moment)
    entries.append((UInt8(truncatingIfNeeded: key), counter))
  }

  var total: Int { entries.reduce(0) { $0 + $1.counter.count } }

  func tallies<Key: Hashable>(_ id: String, _ key: (Int) -> Key) -> [Key: Tally] {
    Dictionary(uniqueKeysWithValues: entries.map { (key(Int($0.key)), $0.counter.tally(id)) })
  }
}

/// Counters of names, of which there may be so many.
struct NamedCounters {
  private let limit: Limit
  private var entries: [String: Counter] = [:]
  private(set) var leftOut = 0

  init(_ limit: Limit) { self.limit = limit }

  mutating func add(_ name: String, _ moment: Moment) {
    if entries[name] == nil {
      guard entries.count < limit.count || makeRoom(for: name) else {
        leftOut += 1
        return
      }
      entries[name] = Counter()
    }
    entries[name]?.add(moment)
  }

  /// Takes out the name of the greatest hash, unless the new one has it.
  private mutating func makeRoom(for name: String) -> Bool {
    guard let last = entries.keys.max(by: { StableHash.precedes($0, $1) }),
      StableHash.precedes(name, last)
    else { return false }
    leftOut += entries.removeValue(forKey: last)?.count ?? 0
    return true
  }

  func tallies(_ id: String, _ leftOut: inout [Limit: Int]) -> [String: Tally] {
    if self.leftOut > 0 { leftOut[limit, default: 0] += self.leftOut }
    return entries.mapValues { $0.tally(id) }
  }
}

extension StableHash {
  /// Which of two names stays where there may be only so many.
  static func precedes(_ left: String, _ right: String) -> Bool {
    let (one, other) = (StableHash(left).value, StableHash(right).value)
    return one == other ? left < right : one < other
  }
}
