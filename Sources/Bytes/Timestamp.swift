/// An instant, in nanoseconds since 1970-01-01 00:00 UTC.
///
/// **Shape**: reads and writes ISO 8601 (`2015-03-19T13:18:26.001Z`, RFC 3339 section 5.6).
/// **Units**: nanoseconds. The range is 1677-09-21 to 2262-04-11.
public struct Timestamp: Hashable, Comparable, Sendable {
  /// Nanoseconds since 1970.
  public var nanoseconds: Int64

  /// An instant in nanoseconds since 1970.
  public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// An instant in milliseconds since 1970; nil where that is out of range.
  public init?(milliseconds: Int64) {
    let (nanoseconds, overflow) = milliseconds.multipliedReportingOverflow(by: 1_000_000)
    guard !overflow else { return nil }
    self.nanoseconds = nanoseconds
  }

  /// How many milliseconds it is later than another, as far as a `Double` can tell: half a microsecond. Two
  /// recorded times may lie further apart than their difference in nanoseconds could say.
  public func milliseconds(since other: Timestamp) -> Double {
    Double(nanoseconds) / 1e6 - Double(other.nanoseconds) / 1e6
  }

  /// Earlier before later.
  public static func < (left: Timestamp, right: Timestamp) -> Bool {
    left.nanoseconds < right.nanoseconds
  }
}

/// A day and a time of day in the proleptic Gregorian calendar.
public struct CalendarTime: Hashable, Sendable {
  /// The parts of the day, and the time of day.
  public let year, month, day, hour, minute, second, nanosecond: Int
  /// How far east of Greenwich the clock stands; nil for one in Greenwich.
  public let offsetMinutes: Int?

  /// The parts of an instant in UTC.
  public init(_ timestamp: Timestamp) {
    let (seconds, nanosecond) = floorDivide(Int(timestamp.nanoseconds), 1_000_000_000)
    self.init(seconds: seconds, nanosecond: nanosecond, offsetMinutes: nil)
  }

  /// The parts of a number of milliseconds since 1970.
  public init(milliseconds: Int64, offsetMinutes: Int?) {
    let (seconds, millisecond) = floorDivide(Int(milliseconds), 1_000)
    self.init(seconds: seconds, nanosecond: millisecond * 1_000_000, offsetMinutes: offsetMinutes)
  }

  /// The parts of a number of seconds since 1970.
  ///
  /// The arithmetic counts years from March, so that the leap day is the last of its year, in eras of
  /// 400 years of 146,097 days.
  private init(seconds: Int, nanosecond: Int, offsetMinutes: Int?) {
    let (days, secondOfDay) = floorDivide(seconds + (offsetMinutes ?? 0) * 60, 86_400)
    let (era, dayOfEra) = floorDivide(days + 719_468, 146_097)
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    hour = secondOfDay / 3_600
    minute = secondOfDay / 60 % 60
    second = secondOfDay % 60
    self.nanosecond = nanosecond
    self.offsetMinutes = offsetMinutes
  }

  /// Days since 1970-01-01.
  public static func days(year: Int, month: Int, day: Int) -> Int {
    let marchYear = month <= 2 ? year - 1 : year
    let (era, yearOfEra) = floorDivide(marchYear, 400)
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}

private func floorDivide(_ dividend: Int, _ divisor: Int) -> (quotient: Int, remainder: Int) {
  let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
  return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
}
