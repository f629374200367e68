extension Timestamp: CustomStringConvertible {
  /// The instant in UTC: `2015-03-19T13:18:26.001Z`, with as many threes of decimals as it needs.
  public var description: String { CalendarTime(self).iso8601 }

  /// The instant that a text names; nil where the text is not a date with a time.
  ///
  /// Takes what recorders and servers write: `T` or a space between date and time, seconds and
  /// decimals left out, any number of decimals (beyond the ninth they are dropped), a zone as `Z`,
  /// `+hh:mm`, `+hhmm` or `+hh`. Without a zone the text is taken as UTC.
  @inlinable
  public init?(iso8601 text: some StringProtocol) {
    // Copied here, where the type of the text is known: elsewhere that took ten times as long.
    self.init(iso8601Bytes: Array(text.utf8.prefix(64)))
  }

  @usableFromInline
  init?(iso8601Bytes bytes: [UInt8]) {
    var scanner = DigitScanner(bytes)
    guard let year = scanner.digits(4), scanner.take("-"), let month = scanner.digits(2),
      scanner.take("-"), let day = scanner.digits(2),
      scanner.take("T") || scanner.take("t")
        || scanner.take(" "),
      let hour = scanner.digits(2), scanner.take(":"), let minute = scanner.digits(2),
      (1...12).contains(month), (1...31).contains(day), hour <= 24, minute < 60
    else { return nil }
    var second = 0
    if scanner.take(":") {
      guard let digits = scanner.digits(2), digits <= 60 else { return nil }
      second = digits
    }
    let fraction = scanner.take(".") || scanner.take(",") ? scanner.fraction() : 0
    guard let fraction, let offsetMinutes = scanner.zone(), scanner.isAtEnd else { return nil }
    let days = CalendarTime.days(year: year, month: month, day: day)
    let seconds = days * 86_400 + hour * 3_600 + (minute - offsetMinutes) * 60 + second
    let (scaled, overflow) = Int64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, carry) = scaled.addingReportingOverflow(Int64(fraction))
    guard !overflow, !carry else { return nil }
    self.init(nanoseconds: sum)
  }
}

extension CalendarTime {
  /// The time in ISO 8601, with `Z` where it is of no other clock than that of Greenwich.
  public var iso8601: String {
    String(unsafeUninitializedCapacity: Self.iso8601Capacity, initializingUTF8With: writeISO8601)
  }

  /// The longest form: 10 + 1 + 8 + 10 + 6 bytes.
  public static let iso8601Capacity = 40

  /// Writes the time into a buffer of at least `iso8601Capacity`, and returns how many bytes it takes.
  public func writeISO8601(into buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
    var digits = DigitWriter(buffer)
    digits.writeTwo(year / 100)
    digits.writeTwo(year % 100)
    digits.write("-", month)
    digits.write("-", day)
    digits.write("T", hour)
    digits.write(":", minute)
    digits.write(":", second)
    if nanosecond != 0 {
      digits.write(".")
      if nanosecond % 1_000_000 == 0 {
        digits.write(nanosecond / 1_000_000, width: 3)
      } else if nanosecond % 1_000 == 0 {
        digits.write(nanosecond / 1_000, width: 6)
      } else {
        digits.write(nanosecond, width: 9)
      }
    }
    if let offsetMinutes {
      digits.write(offsetMinutes < 0 ? "-" : "+", abs(offsetMinutes) / 60)
      digits.write(":", abs(offsetMinutes) % 60)
    } else {
      digits.write("Z")
    }
    return digits.count
  }
}

/// Writes fixed runs of digits into a buffer.
private struct DigitWriter {
  private let buffer: UnsafeMutableBufferPointer<UInt8>
  private(set) var count = 0

  init(_ buffer: UnsafeMutableBufferPointer<UInt8>) { self.buffer = buffer }

  @inline(__always)
  mutating func write(_ mark: Unicode.Scalar) {
    buffer[count] = UInt8(ascii: mark)
    count &+= 1
  }

  mutating func write(_ mark: Unicode.Scalar, _ value: Int) {
    write(mark)
    writeTwo(value)
  }

  @inline(__always)
  mutating func writeTwo(_ value: Int) {
    let (tens, ones) = UInt8(truncatingIfNeeded: value).quotientAndRemainder(dividingBy: 10)
    buffer[count] = UInt8(ascii: "0") + tens
    buffer[count &+ 1] = UInt8(ascii: "0") + ones
    count &+= 2
  }

  mutating func write(_ value: Int, width: Int) {
    var rest = value
    for place in stride(from: count + width - 1, through: count, by: -1) {
      buffer[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
    count += width
  }
}

/// Reads fixed runs of digits from a text.
private struct DigitScanner {
  private let bytes: [UInt8]
  private var at = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { at == bytes.count }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard at < bytes.count, bytes[at] == UInt8(ascii: character) else { return false }
    at += 1
    return true
  }

  mutating func digits(_ count: Int) -> Int? {
    guard at + count <= bytes.count else { return nil }
    var value = 0
    for byte in bytes[at..<at + count] {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
      value = value * 10 + Int(byte - UInt8(ascii: "0"))
    }
    at += count
    return value
  }

  /// Decimals as nanoseconds.
  mutating func fraction() -> Int? {
    var value = 0
    var scale = 100_000_000
    let start = at
    while let digit = digits(1) {
      value += digit * scale
      scale /= 10
    }
    return at > start ? value : nil
  }

  /// Minutes east of Greenwich; 0 where no zone follows.
  mutating func zone() -> Int? {
    if isAtEnd || take("Z") || take("z") { return 0 }
    let sign = take("-") ? -1 : 1
    guard sign == -1 || take("+"), let hours = digits(2) else { return nil }
    _ = take(":")
    guard let minutes = isAtEnd ? 0 : digits(2) else { return nil }
    return sign * (hours * 60 + minutes)
  }
}
