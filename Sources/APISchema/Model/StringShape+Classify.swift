extension StringShape {
  /// All shapes, in the order in which they are tried.
  public static let all: [StringShape] = ShapeScanner.Form.allCases.map(\.shape)

  /// The shape of a text of UTF-8 bytes.
  public init(utf8: UnsafeBufferPointer<UInt8>) { self = Self.all[Self.classify(utf8).index] }

  /// The shape of a text.
  public init(_ text: String) {
    var text = text
    self = text.withUTF8 { StringShape(utf8: $0) }
  }

  /// The place of a text's shape in `all`, and whether the text is a date with a fraction of a second
  /// that is not zero.
  public static func classify(
    _ utf8: UnsafeBufferPointer<UInt8>
  ) -> (index: Int, isFractional: Bool) {
    var scanner = ShapeScanner(utf8)
    let form = scanner.form()
    return (form.rawValue, scanner.isFractional)
  }
}

/// Tells the shape of a text from its bytes, looking at each of them once or twice.
private struct ShapeScanner {
  private let bytes: UnsafeBufferPointer<UInt8>
  private(set) var isFractional = false
  private var at = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  /// The shapes, as small numbers.
  enum Form: Int, CaseIterable {
    case empty, guid, zeroGUID, bracedGUID
    case wcfDate, wcfDateOffset, bareDate, bareDateOffset
    case isoDateTime, isoDateTimeFine, dotnetDateTimeUTC, dotnetDateTimeZoned, isoDate, isoDuration
    case hex32, serialNumber, integerText, numberText, booleanText
    case exceptionXML, exceptionJSON, dotnetExceptionText, javaExceptionText, jsonText, xmlText
    case url, email, version, fileName, word, text

    var shape: StringShape {
      switch self {
      case .empty: .empty
      case .guid: .guid
      case .zeroGUID: .zeroGUID
      case .bracedGUID: .bracedGUID
      case .wcfDate: .wcfDate
      case .wcfDateOffset: .wcfDateOffset
      case .bareDate: .bareDate
      case .bareDateOffset: .bareDateOffset
      case .isoDateTime: .isoDateTime
      case .isoDateTimeFine: .isoDateTimeFine
      case .dotnetDateTimeUTC: .dotnetDateTimeUTC
      case .dotnetDateTimeZoned: .dotnetDateTimeZoned
      case .isoDate: .isoDate
      case .isoDuration: .isoDuration
      case .hex32: .hex32
      case .serialNumber: .serialNumber
      case .integerText: .integerText
      case .numberText: .numberText
      case .booleanText: .booleanText
      case .exceptionXML: .exceptionXML
      case .exceptionJSON: .exceptionJSON
      case .dotnetExceptionText: .dotnetExceptionText
      case .javaExceptionText: .javaExceptionText
      case .jsonText: .jsonText
      case .xmlText: .xmlText
      case .url: .url
      case .email: .email
      case .version: .version
      case .fileName: .fileName
      case .word: .word
      case .text: .text
      }
    }
  }

  /// The bytes of a text that decide: no shape but a document or a message is longer.
  private static let longest = 320

  mutating func form() -> Form {
    guard let first = bytes.first else { return .empty }
    // Dates first: most of what is written is dates.
    if first == UInt8(ascii: "/") || first == UInt8(ascii: "D") || first == UInt8(ascii: "\\"),
      let date = serviceDate()
    {
      return date
    }
    if let document = document() { return document }
    guard bytes.count <= Self.longest else { return exception() ?? .text }
    if let found = guid() { return found }
    if isDigit(first), bytes.count >= 10, let date = calendarDate() { return date }
    if first == UInt8(ascii: "P"), isDuration() { return .isoDuration }
    if bytes.count == 32, bytes.allSatisfy(isHexadecimal) { return .hex32 }
    if isSerialNumber() { return .serialNumber }
    if let number = number() { return number }
    if bytes.count == 4 && isText("true") || bytes.count == 5 && isText("false") {
      return .booleanText
    }
    return exception() ?? plain()
  }

  // MARK: Dates

  /// `Date(…)` between two slashes or none.
  private mutating func serviceDate() -> Form? {
    at = 0
    defer { at = 0 }
    guard bytes.count <= 40 else { return nil }
    let isOpened = takeSlash()
    guard take("Date(") else { return nil }
    _ = take("-")
    let start = at
    while at < bytes.count, isDigit(bytes[at]) { at += 1 }
    let digits = start..<at
    guard isMilliseconds(digits) else { return nil }
    var hasOffset = false
    if at < bytes.count, bytes[at] == UInt8(ascii: "+") || bytes[at] == UInt8(ascii: "-") {
      guard at + 4 < bytes.count, (1...4).allSatisfy({ isDigit(bytes[at + $0]) }) else {
        return nil
      }
      at += 5
      hasOffset = true
    }
    guard take(")") else { return nil }
    let isClosed = takeSlash()
    guard at == bytes.count, isOpened == isClosed else { return nil }
    isFractional = digits.suffix(3).contains { bytes[$0] != UInt8(ascii: "0") }
    return isOpened
      ? (hasOffset ? .wcfDateOffset : .wcfDate) : (hasOffset ? .bareDateOffset : .bareDate)
  }

  /// Whether digits may count milliseconds, of a time from 1973 on: seconds have ten and microseconds
  /// sixteen. Where there is no time, the service writes zero, as it is somewhere on that day, or what
  /// .NET has: a time before 1970.
  private func isMilliseconds(_ digits: Range<Int>) -> Bool {
    let isNegative = bytes[digits.lowerBound - 1] == UInt8(ascii: "-")
    return 1...8 ~= digits.count || 11...14 ~= digits.count || isNegative && 1...19 ~= digits.count
  }

  /// A day, or a day and a time of day.
  private mutating func calendarDate() -> Form? {
    at = 0
    defer { at = 0 }
    guard digits(4), take("-"), digits(2), take("-"), digits(2) else { return nil }
    if at == bytes.count { return .isoDate }
    let isSpaced = take(" ")
    guard isSpaced || take("T"), digits(2), take(":"), digits(2), take(":"), digits(2) else {
      return nil
    }
    var places = 0
    var isFractional = false
    if take(".") {
      while at < bytes.count, isDigit(bytes[at]) {
        if bytes[at] != UInt8(ascii: "0") { isFractional = true }
        places += 1
        at += 1
      }
      guard places > 0 else { return nil }
    }
    var hasZone = take("Z")
    var isUTC = hasZone
    if !hasZone, at < bytes.count, bytes[at] == UInt8(ascii: "+") || bytes[at] == UInt8(ascii: "-")
    {
      let start = at + 1
      at = start
      guard digits(2), take(":") || at < bytes.count, digits(2) else { return nil }
      hasZone = true
      isUTC = bytes[start..<at].allSatisfy { $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: ":") }
    }
    guard at == bytes.count, !isSpaced || hasZone else { return nil }
    self.isFractional = isFractional
    if isSpaced { return isUTC ? .dotnetDateTimeUTC : .dotnetDateTimeZoned }
    return places > 3 ? .isoDateTimeFine : .isoDateTime
  }

  /// `PT1H30M`: hours, minutes and seconds, each at most once, in this order.
  private mutating func isDuration() -> Bool {
    at = 0
    defer { at = 0 }
    guard take("PT"), at < bytes.count else { return false }
    var units = "HMS".utf8[...]
    while at < bytes.count {
      let start = at
      while at < bytes.count, isDigit(bytes[at]) { at += 1 }
      guard (1...8).contains(at - start), at < bytes.count,
        let unit = units.firstIndex(of: bytes[at])
      else { return false }
      units = units[units.index(after: unit)...]
      at += 1
    }
    return true
  }

  // MARK: IDs and numbers

  private func guid() -> Form? {
    switch bytes.count {
    case 36: return isGUID(0) ? (isZero(0..<36) ? .zeroGUID : .guid) : nil
    case 38 where bytes[0] == UInt8(ascii: "{") && bytes[37] == UInt8(ascii: "}"):
      return isGUID(1) ? .bracedGUID : nil
    default: return nil
    }
  }

  private func isGUID(_ start: Int) -> Bool {
    for index in 0..<36 {
      let byte = bytes[start + index]
      switch index {
      case 8, 13, 18, 23: guard byte == UInt8(ascii: "-") else { return false }
      default: guard isHexadecimal(byte) else { return false }
      }
    }
    return true
  }

  private func isZero(_ range: Range<Int>) -> Bool {
    range.allSatisfy { bytes[$0] == UInt8(ascii: "0") || bytes[$0] == UInt8(ascii: "-") }
  }

  /// A receiver of the G4, a transmitter of the G5 and G6, a sensor of the G7.
  private func isSerialNumber() -> Bool {
    switch bytes.count {
    case 6:
      return bytes.allSatisfy { isDigit($0) || isCapital($0) } && bytes.contains(where: isDigit)
        && bytes.contains(where: isCapital)
    case 10: return bytes[..<2].allSatisfy(isCapital) && bytes[2...].allSatisfy(isDigit)
    case 12: return bytes.allSatisfy(isDigit)
    default: return false
    }
  }

  /// An integer, a number with a point, a version of more numbers.
  private func number() -> Form? {
    let hasSign = bytes[0] == UInt8(ascii: "-") || bytes[0] == UInt8(ascii: "+")
    var points = 0
    var isAfterDigit = false
    for byte in bytes[(hasSign ? 1 : 0)...] {
      if byte == UInt8(ascii: "."), isAfterDigit {
        points += 1
        isAfterDigit = false
      } else if isDigit(byte) {
        isAfterDigit = true
      } else {
        return nil
      }
    }
    guard isAfterDigit else { return nil }
    switch points {
    case 0: return .integerText
    case 1: return .numberText
    default: return hasSign ? nil : .version
    }
  }

  // MARK: Documents and messages

  private func document() -> Form? {
    guard let start = bytes.firstIndex(where: { $0 > 0x20 }) else { return nil }
    switch bytes[start] {
    case UInt8(ascii: "<"): return isText("<OnlineException", at: start) ? .exceptionXML : .xmlText
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      let opening = bytes[start]
      let last = bytes.last { $0 > 0x20 }
      guard last == (opening == UInt8(ascii: "{") ? UInt8(ascii: "}") : UInt8(ascii: "]")),
        guid() == nil
      else { return nil }
      let name = bytes[(start + 1)...].firstIndex { $0 > 0x20 } ?? bytes.endIndex
      return opening == UInt8(ascii: "{") && isText("\"OnlineException\"", at: name)
        ? .exceptionJSON : .jsonText
    default: return nil
    }
  }

  /// A message behind the name of a class and a colon.
  private func exception() -> Form? {
    var name = bytes.startIndex
    var points = 0
    while name < bytes.count, name < 160, isNameByte(bytes[name]) {
      if bytes[name] == UInt8(ascii: ".") { points += 1 }
      name += 1
    }
    let ending = "Exception".utf8
    guard points > 0, isLetter(bytes[0]), name > ending.count, isText(": ", at: name),
      bytes[(name - ending.count)..<name].elementsEqual(ending)
    else { return nil }
    return isCapital(bytes[0]) ? .dotnetExceptionText : .javaExceptionText
  }

  /// What is left: addresses, names and texts.
  private func plain() -> Form {
    var (ats, points, others, lastPoint, lastAt) = (0, 0, 0, 0, 0)
    for (index, byte) in bytes.enumerated() {
      switch byte {
      case UInt8(ascii: "@"): (ats, lastAt) = (ats + 1, index)
      case UInt8(ascii: "."): (points, lastPoint) = (points + 1, index)
      case 0...0x20: return .text
      case _ where isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "_"): break
      default: others += 1
      }
    }
    if isURL() { return .url }
    if ats == 1, lastAt > 0, lastAt < bytes.count - 1 { return .email }
    guard others == 0, ats == 0 else { return .text }
    if points == 0 { return isLetter(bytes[0]) ? .word : .text }
    let ending = bytes[(lastPoint + 1)...]
    let isFile =
      points == 1 && lastPoint > 0 && (2...5).contains(ending.count)
      && isLetter(ending[ending.startIndex])
    return isFile ? .fileName : .text
  }

  private func isURL() -> Bool {
    guard isLetter(bytes[0]),
      let colon = bytes.prefix(16).firstIndex(of: UInt8(ascii: ":")), isText("://", at: colon)
    else { return false }
    return bytes[..<colon].allSatisfy { isLetter($0) || isDigit($0) || "+-.".utf8.contains($0) }
      && colon + 3 < bytes.count
  }

  // MARK: Bytes

  /// Whether a text stands at a place.
  private func isText(_ text: StaticString, at start: Int = 0) -> Bool {
    let count = text.utf8CodeUnitCount
    guard start + count <= bytes.count else { return false }
    for index in 0..<count where bytes[start + index] != text.utf8Start[index] { return false }
    return true
  }

  private mutating func take(_ text: StaticString) -> Bool {
    guard isText(text, at: at) else { return false }
    at += text.utf8CodeUnitCount
    return true
  }

  private mutating func takeSlash() -> Bool { take("/") || take("\\/") }

  private mutating func digits(_ count: Int) -> Bool {
    guard at + count <= bytes.count, (0..<count).allSatisfy({ isDigit(bytes[at + $0]) }) else {
      return false
    }
    at += count
    return true
  }

  private func isNameByte(_ byte: UInt8) -> Bool {
    isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
      || byte == UInt8(ascii: "$")
  }
}

private func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
private func isCapital(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "A") < 26 }
private func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- UInt8(ascii: "a") < 26 }
private func isHexadecimal(_ byte: UInt8) -> Bool {
  isDigit(byte) || (byte | 0x20) &- UInt8(ascii: "a") < 6
}
