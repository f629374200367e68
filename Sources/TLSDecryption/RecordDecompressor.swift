internal import Compression

/// Undoes the compression of the records of one end.
///
/// All of them together are one stream of zlib, flushed behind each: without one record those after it
/// cannot be read.
///
/// **Source**: RFC 3749, RFC 5246 section 6.2.2.
final class RecordDecompressor: @unchecked Sendable {
  // Sendable: only the connection that made it uses it.
  private var decompressor = Decompressor(.zlib)

  /// Bytes that a record holds at most.
  private static let limit = 1 << 14

  /// The number of this method in a hello; 0 is none.
  static let deflate: UInt8 = 1

  /// What the next record says; nil where it is damaged, or one before it is missing.
  func content(of record: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    decompressor.receive(record)
    var content: [UInt8] = []
    do {
      while let piece = try decompressor.next() {
        content += piece
        guard content.count <= Self.limit else { return nil }
      }
      return content[...]
    } catch {
      return nil
    }
  }
}
