public import Bytes
public import JSONDecoding

/// A date of the service, with the way it was written.
///
/// **Shape**: a JSON string, one of
/// ```
/// /Date(1426767421178)/          .NET, to 2021-11
/// /Date(1426780716000-0700)/     the same with an offset
/// Date(1691455258000-0400)       Java, since 2021-12
/// 2018-10-01T12:00:00.1234567Z   in XML answers
/// ```
/// A slash may have kept the backslash that escapes it in JSON.
/// **Units**: milliseconds since 1970 in UTC; the offset is informational. (In 2015, and in one
/// sample of 2020, the digits of `DT` are local time instead: facts, section 3.1.)
/// **Unknown**: no negative number was ever seen; WCF allows one.
public struct WCFDate: Hashable, Sendable {
  /// Milliseconds since 1970; of an ISO 8601 text, without its finer decimals.
  public let milliseconds: Int64
  /// The offset as it was written; nil where there was none.
  public let offset: Offset?
  private let form: Form

  private enum Form: Hashable, Sendable {
    case wcf(Marks)
    case iso8601(String)
  }

  /// What stands around the number, and how it was written.
  fileprivate struct Marks: Hashable, Sendable {
    let opening, closing: Slash
    let digits: UInt8
    let isNegative: Bool
  }

  fileprivate enum Slash: String, Hashable, Sendable {
    case none = ""
    case plain = "/"
    case escaped = "\\/"
  }

  private init(milliseconds: Int64, offset: Offset?, form: Form) {
    self.milliseconds = milliseconds
    self.offset = offset
    self.form = form
  }

  /// An offset from UTC: sign, hours and minutes, even where they are no offset of this world.
  public struct Offset: Hashable, Sendable {
    let isNegative: Bool
    let hours, minutes: UInt8

    /// Minutes east of Greenwich.
    public var totalMinutes: Int {
      (isNegative ? -1 : 1) * (Int(hours) * 60 + Int(minutes))
    }
  }

  /// The instant; nil where it is more than 292 years from 1970.
  public var timestamp: Timestamp? { Timestamp(milliseconds: milliseconds) }

  /// True for the form of XML answers, which no JSON answer is known to use.
  public var isISO8601: Bool {
    if case .iso8601 = form { true } else { false }
  }

  /// The date in ISO 8601, on the clock of its offset where it has one; nil outside of the years 1 to
  /// 9999. An offset that no zone has is left out.
  public var iso8601: String? {
    if case .iso8601(let text) = form { text } else { calendarTime?.iso8601 }
  }

  /// The time on the clock of the offset; nil where `iso8601` is.
  private var calendarTime: CalendarTime? {
    guard (-62_135_596_800_000...253_402_300_799_999).contains(milliseconds) else { return nil }
    let minutes = offset?.totalMinutes
    return CalendarTime(
      milliseconds: milliseconds, offsetMinutes: minutes.flatMap { abs($0) <= 18 * 60 ? $0 : nil })
  }
}

// MARK: - The text

extension WCFDate {
  /// Reads a date; nil where the text is not one, whole.
  public init?(_ text: String) {
    var text = text
    guard let date = text.withUTF8({ WCFDate(utf8: $0) }) else { return nil }
    self = date
  }

  /// Reads a date of UTF-8 bytes; nil where they are not one, whole.
  public init?(utf8: UnsafeBufferPointer<UInt8>) {
    if let (milliseconds, offset, marks) = Self.scan(utf8) {
      self.init(milliseconds: milliseconds, offset: offset, form: .wcf(marks))
    } else {
      self.init(iso8601: utf8)
    }
  }

  /// Whether bytes are a date, which is found out in half the time.
  public static func isDate(_ utf8: UnsafeBufferPointer<UInt8>) -> Bool {
    scan(utf8) != nil || WCFDate(iso8601: utf8) != nil
  }

  private static func scan(
    _ utf8: UnsafeBufferPointer<UInt8>
  ) -> (milliseconds: Int64, offset: Offset?, marks: Marks)? {
    // The longest form has 2 + 5 + 20 + 5 + 1 + 2 characters.
    guard (6...40).contains(utf8.count) else { return nil }
    var scanner = WCFScanner(utf8)
    let opening = scanner.slash()
    guard scanner.take("D"), scanner.take("a"), scanner.take("t"), scanner.take("e"),
      scanner.take("(")
    else { return nil }
    let isNegative = scanner.take("-")
    guard let (magnitude, digits) = scanner.number() else { return nil }
    var offset: Offset?
    let isWest = scanner.take("-")
    if isWest || scanner.take("+") {
      guard let hours = scanner.twoDigits(), let minutes = scanner.twoDigits() else { return nil }
      offset = Offset(isNegative: isWest, hours: hours, minutes: minutes)
    }
    guard scanner.take(")") else { return nil }
    let closing = scanner.slash()
    guard scanner.isAtEnd else { return nil }
    return (
      isNegative ? -magnitude : magnitude, offset,
      Marks(opening: opening, closing: closing, digits: digits, isNegative: isNegative)
    )
  }

  private init?(iso8601 utf8: UnsafeBufferPointer<UInt8>) {
    guard (6...40).contains(utf8.count), utf8[4] == UInt8(ascii: "-") else { return nil }
    let text = String(decoding: utf8, as: UTF8.self)
    guard let timestamp = Timestamp(iso8601: text) else { return nil }
    let (quotient, remainder) = timestamp.nanoseconds.quotientAndRemainder(dividingBy: 1_000_000)
    self.init(
      milliseconds: remainder < 0 ? quotient - 1 : quotient, offset: nil, form: .iso8601(text))
  }

  /// The same text for another instant; nil where that is past what 64 bits hold.
  public func moved(byMilliseconds shift: Int64) -> WCFDate? {
    let (moved, isPast) = milliseconds.addingReportingOverflow(shift)
    guard !isPast, let timestamp = Timestamp(milliseconds: moved) else { return nil }
    switch form {
    case .wcf(let marks):
      let marks = Marks(
        opening: marks.opening, closing: marks.closing, digits: marks.digits, isNegative: moved < 0)
      return WCFDate(milliseconds: moved, offset: offset, form: .wcf(marks))
    case .iso8601:
      return WCFDate(milliseconds: moved, offset: nil, form: .iso8601("\(timestamp)"))
    }
  }

  /// The date as it was written.
  public var text: String {
    switch form {
    case .iso8601(let text): return text
    case .wcf(let marks):
      let magnitude = String(milliseconds.magnitude)
      let zeros = String(repeating: "0", count: max(0, Int(marks.digits) - magnitude.utf8.count))
      let zone = offset.map { offset in
        (offset.isNegative ? "-" : "+") + twoDigits(offset.hours) + twoDigits(offset.minutes)
      }
      return marks.opening.rawValue + "Date(" + (marks.isNegative ? "-" : "") + zeros + magnitude
        + (zone ?? "") + ")" + marks.closing.rawValue
    }
  }
}

/// Reads the parts of a date one after another.
private struct WCFScanner {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var at = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  var isAtEnd: Bool { at == bytes.count }

  @inline(__always)
  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard at < bytes.count, bytes[at] == UInt8(ascii: character) else { return false }
    at &+= 1
    return true
  }

  @inline(__always)
  mutating func slash() -> WCFDate.Slash {
    if take("/") { return .plain }
    guard at + 1 < bytes.count, bytes[at] == UInt8(ascii: "\\"),
      bytes[at + 1] == UInt8(ascii: "/")
    else { return .none }
    at += 2
    return .escaped
  }

  @inline(__always)
  private mutating func digit() -> UInt8? {
    guard at < bytes.count, case let digit = bytes[at] &- UInt8(ascii: "0"), digit < 10 else {
      return nil
    }
    at &+= 1
    return digit
  }

  /// A run of digits, at least one; nil also where it is too large.
  @inline(__always)
  mutating func number() -> (magnitude: Int64, digits: UInt8)? {
    var magnitude: Int64 = 0
    let start = at
    var end = at
    while end < bytes.count, case let digit = bytes[end] &- UInt8(ascii: "0"), digit < 10 {
      magnitude = magnitude &* 10 &+ Int64(digit)
      end &+= 1
    }
    at = end
    // Only a longer one can be too large.
    if end - start > 18 {
      guard let exact = Int64(String(decoding: bytes[start..<end], as: UTF8.self)) else {
        return nil
      }
      magnitude = exact
    }
    return end > start ? (magnitude, UInt8(end - start)) : nil
  }

  @inline(__always)
  mutating func twoDigits() -> UInt8? {
    guard let tens = digit(), let ones = digit() else { return nil }
    return tens * 10 + ones
  }
}

private func twoDigits(_ value: UInt8) -> String { (value < 10 ? "0" : "") + String(value) }

// MARK: - WireValue

extension WCFDate: WireValue {
  /// What diagnostics call it.
  public static var form: String { "a date" }

  /// Reads a string in one of the forms. In JSON an ISO 8601 date counts as an anomaly.
  public init?(wire node: JSONNode, _ context: inout WireContext) {
    guard let utf8 = node.utf8, let date = WCFDate(utf8: utf8) else { return nil }
    self = date
    if date.isISO8601, context.source == .json { context.anomalies += 1 }
  }

  /// The string as it was written.
  public var wire: JSONValue { .string(text) }

  /// Writes the date in ISO 8601; one that has no place in the calendar as its milliseconds.
  public func describe(to writer: ValueWriter) {
    if case .iso8601(let text) = form {
      writer.word(text)
    } else if let calendarTime {
      writer.time(calendarTime)
    } else {
      writer.json.integer(milliseconds)
    }
  }

  /// Tells of a date in ISO 8601.
  public func inspect(_ finder: inout AnomalyFinder) {
    if isISO8601 { finder.report("unexpected-form", "a date in ISO 8601, expected Date(…)") }
  }
}
