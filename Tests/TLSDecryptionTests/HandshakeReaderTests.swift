import Testing

@testable import TLSDecryption

struct HandshakeReaderTests {
  private func message(_ type: UInt8, _ length: Int) -> [UInt8] {
    [type, UInt8(length >> 16), UInt8(length >> 8 & 255), UInt8(length & 255)]
      + (0..<length).map { UInt8($0 & 255) }
  }

  /// What a reader makes of pieces, in short: `11:300` is a message of type 11 with 300 bytes.
  private func read(_ pieces: [[UInt8]]) -> [String] {
    var reader = HandshakeReader()
    var words: [String] = []
    for piece in pieces {
      reader.receive(piece[...])
      while let message = reader.next() {
        #expect(message.body.elementsEqual((0..<message.body.count).map { UInt8($0 & 255) }))
        words.append("\(message.type.rawValue):\(message.body.count)")
      }
    }
    return words
  }

  @Test func `every split of the same bytes gives the same messages`() {
    let bytes = message(1, 5) + message(14, 0) + message(11, 300) + message(20, 12)
    let whole = read([bytes])
    #expect(whole == ["1:5", "14:0", "11:300", "20:12"])
    for place in 1..<bytes.count {
      #expect(read([Array(bytes[..<place]), Array(bytes[place...])]) == whole)
    }
    #expect(read(bytes.map { [$0] }) == whole)
  }

  @Test func `a message that is too long is passed over, wherever it is split`() {
    let long = message(11, 1 << 18 + 1)
    for place in [2, 4, 100, long.count - 1, long.count] {
      let rest = Array(long[place...]) + message(14, 0)
      #expect(read([message(1, 5) + long[..<place], rest]) == ["1:5", "14:0"])
    }
  }

  @Test func `behind a loss a message begins anew`() {
    var reader = HandshakeReader()
    reader.receive(message(11, 300)[..<100])
    reader.lose()
    // The middle of a message, by its first byte.
    reader.receive([0xAA, 0xBB])
    #expect(reader.next() == nil)
    reader.receive(message(14, 0)[...])
    #expect(reader.next()?.type == .serverHelloDone)
  }
}
