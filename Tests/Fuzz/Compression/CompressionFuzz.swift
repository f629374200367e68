import Compression
import FuzzSupport

/// The format in a byte, and packed bytes: every split gives the same bytes and the same error.
@main enum CompressionFuzz: Fuzzer {
  static func test(_ input: FuzzInput) {
    var input = input
    let formats: [CompressionFormat] = [.gzip, .zlib, .deflate, .brotli, .zstd]
    guard let first = input.bytes.first else { return }
    let format = formats[Int(first) % formats.count]
    let packed = input.bytes.dropFirst()
    let (bytes, error) = decompressed(packed, as: format, limit: limit)
    precondition(bytes.count <= limit)
    var decompressor = Decompressor(format)
    var pieces = input.pieces(of: packed)[...]
    var split: [UInt8] = []
    var splitError: CompressionError?
    do {
      while true {
        if let piece = try decompressor.next() {
          split += piece
          guard split.count <= limit else { return }
        } else if let piece = pieces.popFirst() {
          decompressor.receive(piece)
          if pieces.isEmpty { decompressor.finish() }
        } else {
          break
        }
      }
    } catch {
      splitError = error
    }
    guard !packed.isEmpty else { return }
    precondition((splitError == nil) == (error == nil), "only one split is damaged")
    // What comes out before damage is noticed is the library's affair.
    precondition(error != nil || split == bytes, "another split gives other bytes")
  }
}

private let limit = 1 << 22
