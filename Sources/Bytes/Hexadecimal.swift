/// An integer in lower-case hexadecimal digits of a given number.
public func hexadecimal(_ value: some FixedWidthInteger, digits: Int) -> [UInt8] {
  (0..<digits).reversed().map { place in
    let digit = UInt8(truncatingIfNeeded: value >> (place * 4)) & 0xF
    return digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
  }
}
