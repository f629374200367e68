import Compression
import Foundation
import Testing

struct DecompressorTests {
  /// Twelve lines, packed by Python's zlib and gzip, zstd 1.5 and libbrotlienc.
  static let text = Array(
    (0..<12).map { "line \($0) of a text that repeats\n" }.joined().utf8)

  static let packed: [(CompressionFormat, String)] = [
    (
      .gzip,
      "H4sIAAAAAAACA8vJzEtVMFDIT1NIVChJrShRKMlILFEoSi1ITSwp5soByRrilTXCK2uMV9YEr6wpXlkzvLLmeGUt"
        + "8Mpa4g8NAoGFM7QA9kCyrWoBAAA="
    ),
    (
      .zlib,
      "eNrLycxLVTBQyE9TSFQoSa0oUSjJSCxRKEotSE0sKebKAcka4pU1witrjFfWBK+sKV5ZM7yy5nhlLfDKWuIPDQKB"
        + "hTO0ALH4e6k="
    ),
    (
      .deflate,
      "y8nMS1UwUMhPU0hUKEmtKFEoyUgsUShKLUhNLCnmygHJGuKVNcIra4xX1gSvrCleWTO8suZ4ZS3wylriDw0CgYUz"
        + "tAA="
    ),
    (
      .zstd,
      "KLUv/QRoJQIAhAJsaW5lIDAgb2YgYSB0ZXh0IHRoYXQgcmVwZWF0cwoxMjM0NTY3ODkxDKBAeP/PAbAzrAMxWWA2"
        + "9+1932733TcGwcrLdC94"
    ),
    (
      .brotli,
      "G2kBUBwJNg51swZSPkKlJ4jZmw4OUfd6hqUCyBzh4gDklXYDyyxOqxC2LgiZwREscL0JbTIzp8vt8fL28fX78HYD"
    ),
  ]

  @Test(arguments: packed)
  func `what another program packed is unpacked`(format: CompressionFormat, base64: String) {
    let (bytes, error) = decompressed(fixture(base64), as: format, limit: 1_000)
    #expect(bytes == Self.text)
    #expect(error == nil)
  }

  @Test(arguments: packed)
  func `every split of the same bytes gives the same output`(
    format: CompressionFormat, base64: String
  ) throws {
    let bytes = fixture(base64)
    for split in 0...bytes.count {
      #expect(try unpacked([bytes[..<split], bytes[split...]], format) == Self.text)
    }
    #expect(try unpacked(bytes.indices.map { bytes[$0...$0] }, format) == Self.text)
  }

  @Test(arguments: packed)
  func `cut data give a beginning of the text, and say that they are cut`(
    format: CompressionFormat, base64: String
  ) {
    let whole = fixture(base64)
    for length in 0..<whole.count {
      let (bytes, error) = decompressed(whole[..<length], as: format, limit: 1_000)
      #expect(Self.text.starts(with: bytes))
      #expect(error == CompressionError(format, .cut, offset: length))
    }
  }

  @Test func `frames of zstd from before its standard are none, however they are split`() {
    // Found by the fuzzer: version 0.5, which the library may read, otherwise in other pieces.
    let bytes = fixture("JbUv/QRoAH0IEAQotS/9BGglAgCEAmxpbmUgMCBvZg==")
    for split in 0..<bytes.count {
      #expect(throws: CompressionError.self) {
        try unpacked([bytes[..<split], bytes[split...]], .zstd)
      }
    }
  }

  @Test(arguments: packed)
  func `damaged bytes never trap`(format: CompressionFormat, base64: String) {
    var generator = SystemRandomNumberGenerator()
    let whole = fixture(base64)
    for _ in 0..<2_000 {
      var bytes = whole
      bytes[.random(in: bytes.indices, using: &generator)] = .random(in: 0...255, using: &generator)
      let (output, _) = decompressed(bytes, as: format, limit: 10_000)
      #expect(output.count <= 10_000)
    }
  }

  @Test func `what comes before damage survives`() {
    // Two gzip members, the second with a broken check; two frames of zstd, the second broken.
    for (format, base64) in Self.packed where format == .gzip || format == .zstd {
      let whole = fixture(base64)
      var second = whole
      second[second.count - 6] ^= 0xFF
      let (bytes, error) = decompressed(whole + second, as: format, limit: 1_000)
      #expect(bytes.starts(with: Self.text))
      guard case .damaged = error?.reason else {
        Issue.record("expected damage, got \(String(describing: error))")
        continue
      }
      #expect(error.map { $0.offset > whole.count } == true)
    }
  }

  @Test func `members and frames follow one another`() {
    for (format, base64) in Self.packed where format == .gzip || format == .zstd {
      let whole = fixture(base64)
      let (bytes, error) = decompressed(whole + whole + whole, as: format, limit: 2_000)
      #expect(bytes == Self.text + Self.text + Self.text)
      #expect(error == nil)
    }
  }

  @Test func `zeros behind gzip are padding, other bytes are reported`() {
    let whole = fixture(Self.packed[0].1)
    #expect(decompressed(whole + [0, 0, 0], as: .gzip, limit: 1_000).error == nil)
    let (bytes, error) = decompressed(whole + [7], as: .gzip, limit: 1_000)
    #expect(bytes == Self.text)
    #expect(error == CompressionError(.gzip, .trailingBytes, offset: whole.count))
  }

  @Test func `a bomb stops at the limit`() {
    // 100,000,000 zeros, by gzip twice; the outer layer takes off to 97 kB.
    let inner = decompressed(fixture(bomb), as: .gzip, limit: 1 << 20)
    #expect(inner.error == nil)
    let (bytes, error) = decompressed(inner.bytes, as: .gzip, limit: 1_000_000)
    #expect(bytes.count == 1_000_000)
    #expect(error?.reason == .limit(1_000_000))
  }

  @Test func `formats are known by their first bytes`() {
    for (format, base64) in Self.packed {
      let expected: CompressionFormat? =
        format == .deflate || format == .brotli ? nil : format
      #expect(CompressionFormat(firstBytes: fixture(base64)) == expected)
    }
    for text in ["{\"log\":", "onInputData({", "<html>", "", "x", "call("] {
      #expect(CompressionFormat(firstBytes: Array(text.utf8)) == nil)
    }
  }

  private func unpacked(
    _ pieces: [ArraySlice<UInt8>], _ format: CompressionFormat
  ) throws -> [UInt8] {
    var decompressor = Decompressor(format)
    var output: [UInt8] = []
    for piece in pieces {
      decompressor.receive(piece)
      while let more = try decompressor.next() { output += more }
    }
    decompressor.finish()
    while let more = try decompressor.next() { output += more }
    return output
  }
}

private let bomb =
  "H4sIAAAAAAACA+3cLU4DURiF4TttSRoELQKFoOyipgk/CY4EQTVhAUg0TQgKwybQKBaAYweAA08QTUARBmY2QTLnedTVnzy5ebeu"
  + "h6XR678/VNXfY3Hzc/cxXC0AAABAxy1eLvvNGFAm9dPB0RwAAADoutPR2qAdBb5PNnedAwAAADrvajYdtz8ElhdnA+cAAACAztv4et1p"
  + "t4DH+n792D0AAACg854FAwAAACCKYAAAAABkEQwAAACALIIBAAAAEEYwAAAAALIIBgAAAEAWwQAAAADIIhgAAAAAYQQDAAAAIItgAAAA"
  + "AGQRDAAAAIAsggEAAAAQRjAAAAAAsggGAAAAQBbBAAAAAMgiGAAAAABhBAMAAAAgi2AAAAAAZLmdTSfNFjBe1uf7vQIAAP9hVB3O97bL"
  + "2+fKL0v2M9TFewEA"

/// The bytes of a fixture in base64.
func fixture(_ base64: String) -> [UInt8] { Array(Data(base64Encoded: base64) ?? Data()) }
