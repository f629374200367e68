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
    case wcf(opening: Slash, closing: Slash, digits: UInt8, isNegative: Bool)
    case iso8601(String)
  }

  private enum Slash: String, Hashable, Sendable {
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

  /// True where slashes stand around the date: the .NET backend, and clients.
  public var hasSlashes: Bool {
    if case .wcf(let opening, _, _, _) = form { opening != .none } else { false }
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

  init?(utf8: UnsafeBufferPointer<UInt8>) {
    // The longest form has 2 + 5 + 20 + 5 + 1 + 2 characters.
    guard utf8.count <= 40 else { return nil }
    var rest = utf8[...]
    let opening = Self.takeSlash(&rest)
    guard rest.starts(with: "Date(".utf8) else {
      self.init(iso8601: utf8)
      return
    }
    rest = rest.dropFirst(5)
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative { rest = rest.dropFirst() }
    var magnitude: Int64 = 0
    var digits: UInt8 = 0
    while let digit = Self.takeDigit(&rest) {
      let (product, overflow) = magnitude.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(Int64(digit))
      guard !overflow, !carry else { return nil }
      magnitude = sum
      digits += 1
    }
    guard digits > 0 else { return nil }
    var offset: Offset?
    if let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
      rest = rest.dropFirst()
      guard let h1 = Self.takeDigit(&rest), let h2 = Self.takeDigit(&rest),
        let m1 = Self.takeDigit(&rest), let m2 = Self.takeDigit(&rest)
      else { return nil }
      offset = Offset(
        isNegative: sign == UInt8(ascii: "-"), hours: h1 * 10 + h2, minutes: m1 * 10 + m2)
    }
    guard rest.popFirst() == UInt8(ascii: ")") else { return nil }
    let closing = Self.takeSlash(&rest)
    guard rest.isEmpty else { return nil }
    self.init(
      milliseconds: isNegative ? -magnitude : magnitude, offset: offset,
      form: .wcf(opening: opening, closing: closing, digits: digits, isNegative: isNegative))
  }

  private init?(iso8601 utf8: UnsafeBufferPointer<UInt8>) {
    let text = String(decoding: utf8, as: UTF8.self)
    guard let timestamp = Timestamp(iso8601: text) else { return nil }
    let (quotient, remainder) = timestamp.nanoseconds.quotientAndRemainder(dividingBy: 1_000_000)
    self.init(
      milliseconds: remainder < 0 ? quotient - 1 : quotient, offset: nil, form: .iso8601(text))
  }

  private static func takeSlash(_ rest: inout Slice<UnsafeBufferPointer<UInt8>>) -> Slash {
    if rest.first == UInt8(ascii: "/") {
      rest = rest.dropFirst()
      return .plain
    }
    if rest.starts(with: "\\/".utf8) {
      rest = rest.dropFirst(2)
      return .escaped
    }
    return .none
  }

  @inline(__always)
  private static func takeDigit(_ rest: inout Slice<UnsafeBufferPointer<UInt8>>) -> UInt8? {
    guard let byte = rest.first, UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte else { return nil }
    rest = rest.dropFirst()
    return byte - UInt8(ascii: "0")
  }

  /// The date as it was written.
  public var text: String {
    switch form {
    case .iso8601(let text): return text
    case .wcf(let opening, let closing, let digits, let isNegative):
      let magnitude = String(milliseconds.magnitude)
      let zeros = String(repeating: "0", count: max(0, Int(digits) - magnitude.utf8.count))
      let zone = offset.map { offset in
        (offset.isNegative ? "-" : "+") + twoDigits(offset.hours) + twoDigits(offset.minutes)
      }
      return opening.rawValue + "Date(" + (isNegative ? "-" : "") + zeros + magnitude
        + (zone ?? "") + ")" + closing.rawValue
    }
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

  /// Writes the instant in ISO 8601, with the offset where there was one.
  public func describe(to sink: inout some ValueSink) {
    if let timestamp {
      sink.timestamp(timestamp, offsetMinutes: offset?.totalMinutes)
    } else {
      sink.integer(milliseconds)
    }
  }

  /// Tells of a date in ISO 8601.
  public func inspect(_ finder: inout AnomalyFinder) {
    if isISO8601 { finder.report("unexpected-form", "a date in ISO 8601, expected Date(…)") }
  }
}
