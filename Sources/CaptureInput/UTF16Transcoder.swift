/// Turns UTF-16 into UTF-8 as it comes. A surrogate without its partner becomes U+FFFD.
struct UTF16Transcoder {
  /// Which byte of a code unit comes first.
  enum Order {
    case littleEndian
    case bigEndian

    /// The order that a byte order mark tells, or that the zeros beside two ASCII characters tell;
    /// one zero alone also stands in captures that are no text.
    init?(firstBytes head: [UInt8]) {
      guard head.count >= 2 else { return nil }
      switch (head[0], head[1]) {
      case (0xFF, 0xFE): self = .littleEndian
      case (0xFE, 0xFF): self = .bigEndian
      default:
        guard head.count >= 4 else { return nil }
        let isText = { (byte: UInt8) in 0x20..<0x7F ~= byte || 0x09...0x0D ~= byte }
        switch (head[0], head[1], head[2], head[3]) {
        case (let first, 0, let second, 0) where isText(first) && isText(second):
          self = .littleEndian
        case (0, let first, 0, let second) where isText(first) && isText(second): self = .bigEndian
        default: return nil
        }
      }
    }
  }

  private let order: Order
  private var oddByte: UInt8?
  private var high: UInt16?
  private var isAtStart = true

  init(_ order: Order) { self.order = order }

  mutating func receive(_ bytes: [UInt8]) -> [UInt8] {
    var utf8: [UInt8] = []
    utf8.reserveCapacity(bytes.count)
    var index = 0
    if let first = oddByte, let second = bytes.first {
      append(unit(first, second), to: &utf8)
      oddByte = nil
      index = 1
    }
    while index + 1 < bytes.count {
      append(unit(bytes[index], bytes[index + 1]), to: &utf8)
      index += 2
    }
    if index < bytes.count { oddByte = bytes[index] }
    return utf8
  }

  mutating func finish() -> [UInt8] {
    defer { (oddByte, high) = (nil, nil) }
    return oddByte == nil && high == nil ? [] : Self.replacement
  }

  private static let replacement: [UInt8] = [0xEF, 0xBF, 0xBD]

  private func unit(_ first: UInt8, _ second: UInt8) -> UInt16 {
    switch order {
    case .littleEndian: UInt16(second) << 8 | UInt16(first)
    case .bigEndian: UInt16(first) << 8 | UInt16(second)
    }
  }

  private mutating func append(_ unit: UInt16, to utf8: inout [UInt8]) {
    defer { isAtStart = false }
    if unit < 0x80, high == nil { return utf8.append(UInt8(unit)) }
    if let high {
      self.high = nil
      if UTF16.isTrailSurrogate(unit) {
        let pair = 0x10000 + (UInt32(high) - 0xD800) << 10 + (UInt32(unit) - 0xDC00)
        return append(pair, to: &utf8)
      }
      utf8 += Self.replacement
    }
    if UTF16.isLeadSurrogate(unit) {
      high = unit
    } else if UTF16.isTrailSurrogate(unit) {
      utf8 += Self.replacement
    } else if !(isAtStart && unit == 0xFEFF) {
      append(UInt32(unit), to: &utf8)
    }
  }

  private func append(_ code: UInt32, to utf8: inout [UInt8]) {
    guard let scalar = Unicode.Scalar(code) else { return utf8 += Self.replacement }
    utf8 += UTF8.encode(scalar).map(Array.init) ?? Self.replacement
  }
}
