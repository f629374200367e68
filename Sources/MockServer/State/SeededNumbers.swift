/// Numbers that look like chance and are the same for the same seed (SplitMix64, Steele et al. 2014).
struct SeededNumbers: RandomNumberGenerator, Sendable {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// Numbers of their own for one thing among many.
  init(seed: UInt64, _ parts: UInt64...) {
    state = parts.reduce(seed) { seed, part in
      var numbers = SeededNumbers(seed: seed ^ (part &* 0x9E37_79B9_7F4A_7C15))
      return numbers.next()
    }
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A GUID of version 4, in lower case.
  mutating func guid() -> String {
    var digits = hexadecimalDigits(32)
    digits[12] = UInt8(ascii: "4")
    digits[16] = Self.hexadecimalDigit(8 + next() >> 62)
    for place in [8, 13, 18, 23] { digits.insert(UInt8(ascii: "-"), at: place) }
    return String(decoding: digits, as: UTF8.self)
  }

  /// Hexadecimal digits in lower case.
  mutating func hexadecimal(_ count: Int) -> String {
    String(decoding: hexadecimalDigits(count), as: UTF8.self)
  }

  private mutating func hexadecimalDigits(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in Self.hexadecimalDigit(next() >> 60) }
  }

  private static func hexadecimalDigit(_ value: UInt64) -> UInt8 {
    let value = UInt8(truncatingIfNeeded: value)
    return value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") - 10 + value
  }
}
