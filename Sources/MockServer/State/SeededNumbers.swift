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
    let digits = hexadecimal(32)
    let variant = "89ab".randomElement(using: &self) ?? "8"
    return [
      digits.prefix(8), digits.dropFirst(8).prefix(4), "4" + digits.dropFirst(13).prefix(3),
      String(variant) + digits.dropFirst(17).prefix(3), digits.dropFirst(20),
    ].joined(separator: "-")
  }

  /// Hexadecimal digits in lower case.
  mutating func hexadecimal(_ count: Int) -> String {
    String((0..<count).map { _ in "0123456789abcdef".randomElement(using: &self) ?? "0" })
  }
}
