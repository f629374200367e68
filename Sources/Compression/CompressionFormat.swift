/// A way of packing bytes.
public enum CompressionFormat: String, Hashable, Sendable {
  /// One or more gzip members (RFC 1952).
  case gzip
  /// Deflate inside a zlib wrapper (RFC 1950).
  case zlib
  /// Deflate without a wrapper (RFC 1951).
  case deflate
  /// Brotli (RFC 7932).
  case brotli
  /// One or more Zstandard frames (RFC 8878).
  case zstd

  /// The format that the first bytes of a file give away; nil for deflate and brotli, which have no
  /// mark, and for what is not packed.
  public init?(firstBytes bytes: some Collection<UInt8>) {
    let head = Array(bytes.prefix(4))
    if head.starts(with: [0x1F, 0x8B, 8]) {
      self = .gzip
    } else if head.count == 4, head[1...] == [0xB5, 0x2F, 0xFD], head[0] == 0x28 {
      self = .zstd
    } else if head.count == 4, head[1...] == [0x2A, 0x4D, 0x18], head[0] & 0xF0 == 0x50 {
      self = .zstd  // a skippable frame comes first
    } else if Self.isZlibHeader(head) {
      self = .zlib
    } else {
      return nil
    }
  }

  /// Method 8, a window of at most 32 KiB, no dictionary, and a check that makes both bytes a
  /// multiple of 31 (RFC 1950 section 2.2).
  static func isZlibHeader(_ head: [UInt8]) -> Bool {
    guard head.count >= 2 else { return false }
    return head[0] & 0x0F == 8 && head[0] >> 4 <= 7 && head[1] & 0x20 == 0
      && (Int(head[0]) << 8 | Int(head[1])) % 31 == 0
  }
}
