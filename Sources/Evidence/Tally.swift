public import Bytes
public import HTTPMessages

/// How often something was seen, and where first and last.
public struct Tally: Hashable, Sendable {
  /// How many values, or messages where there are no values.
  public var count: Int
  /// In how many messages. Values of one message tell little more than one of them.
  public var messages: Int
  /// The earliest place; nil in a summary of a schema, where nothing was seen.
  public var first: Sighting?
  /// The latest place.
  public var last: Sighting?

  /// Seen never, or so many times.
  public init(count: Int = 0, messages: Int = 0, first: Sighting? = nil, last: Sighting? = nil) {
    self.count = count
    self.messages = messages
    self.first = first
    self.last = last
  }
}

/// Where and when something was seen.
public struct Sighting: Hashable, Sendable {
  /// When; nil where the recording does not say.
  public var time: Timestamp?
  /// The capture, and the entry or the packets.
  public var place: Exchange.Place

  /// A sighting.
  public init(time: Timestamp?, place: Exchange.Place) {
    self.time = time
    self.place = place
  }
}
