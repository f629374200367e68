import Compression
import Testing

struct GzipEncoderTests {
  @Test(arguments: [0, 1, 1_000, 300_000])
  func `what is packed is unpacked again`(count: Int) throws {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }
    let packed = try #require(GzipEncoder.encode(bytes))
    #expect(packed.starts(with: [0x1F, 0x8B]))
    var unpacked: [UInt8] = []
    var decompressor = Decompressor(.gzip)
    decompressor.receive(packed)
    decompressor.finish()
    while let part = try decompressor.next() { unpacked += part }
    #expect(unpacked == bytes)
  }
}
