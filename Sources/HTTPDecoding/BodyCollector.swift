/// Keeps the bytes of a body, up to a limit.
struct BodyCollector {
  private(set) var bytes: [UInt8] = []
  /// Bytes that came, kept or not.
  private(set) var received = 0
  /// Bytes that are known to be missing from the recording.
  private(set) var missing = 0
  /// Bytes of unknown number are missing from the recording.
  private(set) var hasHole = false

  /// Bytes of a body that are kept.
  static let limit = 1 << 25

  var isOverLimit: Bool { received > bytes.count }

  /// Adds bytes, and returns how many of them are kept.
  mutating func append(_ slice: ArraySlice<UInt8>) -> Int {
    received += slice.count
    let kept = slice.prefix(Self.limit - bytes.count)
    if bytes.isEmpty { bytes = Array(kept) } else { bytes += kept }
    return kept.count
  }

  mutating func miss(_ count: Int?) {
    missing = min(missing + (count ?? 0), 1 << 50)
    hasHole = true
  }
}
