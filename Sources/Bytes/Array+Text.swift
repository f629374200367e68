extension [UInt8] {
  /// Appends an integer in decimal digits.
  @inlinable
  public mutating func append(decimal value: some BinaryInteger) {
    var digits: (UInt64, Bool) = (UInt64(value.magnitude), value < 0)
    if digits.1 { append(UInt8(ascii: "-")) }
    if digits.0 < 10 {
      append(UInt8(ascii: "0") + UInt8(digits.0))
      return
    }
    let start = count
    while digits.0 > 0 {
      append(UInt8(ascii: "0") + UInt8(digits.0 % 10))
      digits.0 /= 10
    }
    self[start...].reverse()
  }

  /// Appends an integer in decimal digits, with zeros in front up to a width.
  @inlinable
  public mutating func append(decimal value: Int, width: Int) {
    var scale = 1
    for _ in 1..<width { scale *= 10 }
    while scale > 0 {
      append(UInt8(ascii: "0") + UInt8(value / scale % 10))
      scale /= 10
    }
  }
}

/// An integer in lower-case hexadecimal digits of a given number.
public func hexadecimal(_ value: some FixedWidthInteger, digits: Int) -> [UInt8] {
  (0..<digits).reversed().map { place in
    let digit = UInt8(truncatingIfNeeded: value >> (place * 4)) & 0xF
    return digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
  }
}
