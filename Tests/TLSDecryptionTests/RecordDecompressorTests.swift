import Testing

@testable import TLSDecryption

/// Records by Python's zlib, of two requests: `compress(…) + flush(Z_SYNC_FLUSH)`.
struct RecordDecompressorTests {
  private let first = bytes("789c72770d51d04f54f0080909d037d433e4e5e2e502000000ffff")
  private let second = bytes("72070925a10801000000ffff")

  @Test func `each record says what was said in it`() {
    let decompressor = RecordDecompressor()
    let said = [first, second].map { decompressor.content(of: $0[...]).map(Array.init) }
    #expect(said == ["a", "b"].map { Array("GET /\($0) HTTP/1.1\r\n\r\n".utf8) })
  }

  @Test func `a record behind one that is missing says nothing`() {
    #expect(RecordDecompressor().content(of: second[...]) == nil)
  }

  @Test func `a record that holds too much is none`() {
    // 200,000 times the letter a.
    let bomb =
      bytes("789cecc13101000000c2a0aceb5fc20cfe40") + [1]
      + [UInt8](repeating: 0, count: 195) + bytes("af010000ffff")
    #expect(RecordDecompressor().content(of: bomb[...]) == nil)
  }
}
