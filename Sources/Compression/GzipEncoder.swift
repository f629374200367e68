internal import CZlib

/// Packs bytes as gzip (RFC 1952), as servers do with answers.
public enum GzipEncoder {
  /// The packed bytes; nil where zlib has no memory.
  public static func encode(_ bytes: [UInt8]) -> [UInt8]? {
    var stream = z_stream()
    // The 16 is how zlib is told to write gzip (zlib.h, deflateInit2).
    let status = deflateInit2_(
      &stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK, bytes.count < Int32.max / 2 else { return nil }
    defer { deflateEnd(&stream) }
    var input = bytes
    var output = [UInt8](
      repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))))
    let outcome = input.withUnsafeMutableBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output in
        stream.next_in = input.baseAddress
        stream.avail_in = UInt32(input.count)
        stream.next_out = output.baseAddress
        stream.avail_out = UInt32(output.count)
        return deflate(&stream, Z_FINISH)
      }
    }
    guard outcome == Z_STREAM_END else { return nil }
    output.removeLast(Int(stream.avail_out))
    return output
  }
}
