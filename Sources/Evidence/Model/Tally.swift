public import Bytes
public import HTTPMessages

/// How often something was seen, and where first and last.
public struct Tally: Hashable, Sendable {
  /// How many values, or messages where there are no values.
  public var count: Int
  /// In how many messages. Values of one message tell little more than one of them.
  public var messages: Int
  /// In how many captures: what several people's recordings show is no habit of one of them.
  public var captures: Int
  /// The earliest place; nil in a summary of a schema, where nothing was seen.
  public var first: Sighting?
  /// The latest place.
  public var last: Sighting?

  /// Seen never, or so many times in one capture.
  public init(count: Int = 0, messages: Int = 0, first: Sighting? = nil, last: Sighting? = nil) {
    self.count = count
    self.messages = messages
    captures = first == nil ? 0 : 1
    self.first = first
    self.last = last
  }

  /// Adds what was seen elsewhere.
  mutating func add(_ other: Tally) {
    count += other.count
    messages += other.messages
    captures += other.captures
    // Summaries are merged by this: no arrays.
    if let theirs = other.first, first.map({ theirs < $0 }) ?? true { first = theirs }
    if let theirs = other.last { last = last.map { .latest($0, theirs) } ?? theirs }
  }
}

extension Tally {
  /// Both together.
  public static func + (left: Tally, right: Tally) -> Tally {
    var sum = left
    sum.add(right)
    return sum
  }
}

extension Collection where Element == Tally {
  /// All together.
  public var sum: Tally { reduce(Tally(), +) }
}

/// Where and when something was seen.
public struct Sighting: Hashable, Sendable {
  /// When; nil where the recording does not say.
  public var time: Timestamp?
  /// The capture, by the ID of its record, and the entry or the packets. Of several captures in one zip
  /// the second is `ID/2`.
  public var place: Exchange.Place

  /// A sighting.
  public init(time: Timestamp?, place: Exchange.Place) {
    self.time = time
    self.place = place
  }
}

extension Sighting: Comparable {
  /// Earlier before later; what has no time is last, and of one time the capture and the place decide.
  public static func < (left: Sighting, right: Sighting) -> Bool { left.key < right.key }

  /// The later one; what has no time is later than nothing that has one, so that a recording without times
  /// hides no date.
  static func latest(_ left: Sighting, _ right: Sighting) -> Sighting {
    if (left.time == nil) != (right.time == nil) { return left.time == nil ? right : left }
    return max(left, right)
  }

  private var key: (Int64, String, Int, Int, Int) {
    let (first, last, stream) =
      switch place.position {
      case .entry(let number): (number, 0, -1)
      case .packets(let first, let last, let stream): (first, last, stream)
      }
    return (time?.nanoseconds ?? .max, place.capture, first, last, stream)
  }
}
