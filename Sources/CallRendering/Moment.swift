internal import Bytes

/// An instant as people read it, in UTC.
struct Moment {
  private let parts: CalendarTime

  init(_ timestamp: Timestamp) { parts = CalendarTime(timestamp) }

  /// `2024-07-21 02:05:27`
  var full: String { "\(date) \(time):\(Self.two(parts.second))" }
  /// `2024-07-21`
  var date: String {
    "\(parts.year)-\(Self.two(parts.month))-\(Self.two(parts.day))"
  }
  /// `02:05`
  var time: String { "\(Self.two(parts.hour)):\(Self.two(parts.minute))" }
  /// `02:05:27`
  var timeWithSeconds: String { "\(time):\(Self.two(parts.second))" }
  /// `21 Jul 02:05`
  var dayAndTime: String { "\(parts.day) \(Self.months[parts.month - 1]) \(time)" }

  func isSameDay(as other: Moment) -> Bool { date == other.date }

  private static func two(_ value: Int) -> String { (value < 10 ? "0" : "") + String(value) }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}
