/// The hash of texts, one after the other, the same in every run (FNV-1a of 64 bits, then the finalizer of
/// SplitMix64).
public struct StableHash: Sendable {
  private var state: UInt64 = 0xCBF2_9CE4_8422_2325

  /// The hash of nothing.
  public init() {}

  /// The hash of a text.
  public init(_ text: some StringProtocol) { add(text) }

  /// Adds a text; `ab`, `c` is another hash than `a`, `bc`.
  public mutating func add(_ text: some StringProtocol) {
    for byte in text.utf8 { mix(byte) }
    mix(0xFF)
  }

  private mutating func mix(_ byte: UInt8) {
    state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
  }

  /// The hash, of which each bit depends on all bits of the texts.
  public var value: UInt64 {
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
