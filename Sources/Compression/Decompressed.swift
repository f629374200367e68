/// Unpacks a whole buffer, up to a limit.
///
/// - Parameter limit: How many bytes may come out; a small file can hold terabytes of zeros.
/// - Returns: All that could be unpacked, and why that is not everything.
public func decompressed(
  _ packed: some Collection<UInt8>, as format: CompressionFormat, limit: Int
) -> (bytes: [UInt8], error: CompressionError?) {
  var decompressor = Decompressor(format)
  decompressor.receive(packed)
  decompressor.finish()
  var bytes: [UInt8] = []
  do {
    while let piece = try decompressor.next() {
      guard piece.count <= limit - bytes.count else {
        bytes.append(contentsOf: piece.prefix(max(limit - bytes.count, 0)))
        return (bytes, CompressionError(format, .limit(limit), offset: decompressor.offset))
      }
      bytes.append(contentsOf: piece)
    }
    return (bytes, nil)
  } catch {
    return (bytes, error)
  }
}
