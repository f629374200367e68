/// A change with its time: what a journal has in a line.
public struct JournalEntry: Codable, Sendable {
  /// In milliseconds since 1970, on the service's own clock.
  var time: Int64
  /// How many IDs were given out by then.
  var issued: UInt64
  var change: Change
}
