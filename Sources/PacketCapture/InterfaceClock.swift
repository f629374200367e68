internal import Bytes

/// How an interface of a pcapng counts time.
///
/// **Source**: draft-ietf-opsawg-pcapng, section 4.2: `if_tsresol`, `if_tsoffset`
struct InterfaceClock: Sendable {
  /// The negative power of 10 that is a tick, in seconds; of 2, if the highest bit is set.
  var resolution: UInt8 = 6
  /// What is to be added to all times.
  var offsetSeconds: Int64 = 0

  /// The time after that many ticks; the nearest that can be told, where it is out of range.
  @inline(__always)
  func time(_ ticks: UInt64) -> Timestamp {
    if resolution == 6, offsetSeconds == 0, ticks < 1 << 53 {
      return Timestamp(nanoseconds: Int64(ticks) * 1_000)
    }
    return anyTime(ticks)
  }

  private func anyTime(_ ticks: UInt64) -> Timestamp {
    let exponent = Int(resolution & 0x7F)
    let nanoseconds: Int128
    if resolution & 0x80 != 0 {
      // 64 + 30 bits at most.
      nanoseconds = (Int128(ticks) * 1_000_000_000) >> Int128(min(exponent, 100))
    } else if exponent <= 9 {
      nanoseconds = Int128(ticks) * Int128(Self.powerOfTen(9 - exponent))
    } else {
      nanoseconds = exponent > 28 ? 0 : Int128(ticks / Self.powerOfTen(exponent - 9))
    }
    let sum = nanoseconds + Int128(offsetSeconds) * 1_000_000_000
    return Timestamp(nanoseconds: Int64(clamping: sum))
  }

  private static func powerOfTen(_ exponent: Int) -> UInt64 {
    (0..<exponent).reduce(1) { product, _ in product * 10 }
  }
}
