import Bytes
import Testing

@testable import TLSDecryption

struct RecordReaderTests {
  private let place = PacketPlace(number: 1, time: Timestamp(nanoseconds: 0))

  /// What a reader makes of pieces, in short: `23:4` is a record of type 23 with 4 bytes.
  private func read(_ pieces: StreamPiece...) -> [String] { read(pieces) }

  private func read(_ pieces: [StreamPiece]) -> [String] {
    var reader = RecordReader()
    var words: [String] = []
    for piece in pieces {
      reader.receive(piece, at: place)
      while let element = reader.peek() {
        switch element {
        case .record(let record):
          words.append("\(record.type.rawValue):\(record.fragment.count)")
        case .damaged(let type, let length, _): words.append("damaged \(type.rawValue):\(length)")
        case .gap(let count, _): words.append("gap \(count.map(String.init) ?? "?")")
        case .junk: words.append("junk")
        case .end(let end, _): words.append("\(end)")
        }
        reader.consume(element)
      }
    }
    return words
  }

  private func record(_ type: UInt8, _ length: Int) -> [UInt8] {
    [type, 3, 3, UInt8(length >> 8), UInt8(length & 255)] + [UInt8](repeating: 0xAA, count: length)
  }

  @Test func `records are cut wherever the pieces end`() {
    let bytes = record(22, 3) + record(20, 1) + record(23, 300)
    #expect(read(.data(bytes[...])) == ["22:3", "20:1", "23:300"])
    #expect(read(.data(bytes[..<9]), .data(bytes[9...])) == ["22:3", "20:1", "23:300"])
    #expect(read(.data(bytes[..<12])) == ["22:3"])
  }

  @Test func `every split of the same bytes gives the same elements`() {
    let parts = [
      record(22, 3) + record(20, 1) + Array(record(23, 40)[..<20]),
      Array(record(23, 40)[35...]) + record(21, 2) + Array("no record".utf8) + record(23, 9),
    ]
    func pieces(_ first: [[UInt8]], _ second: [[UInt8]]) -> [StreamPiece] {
      first.map { .data($0[...]) } + [.gap(count: 15)] + second.map { .data($0[...]) }
        + [.end(.closed)]
    }
    let whole = read(pieces([parts[0]], [parts[1]]))
    #expect(whole == ["22:3", "20:1", "damaged 23:40", "21:2", "junk", "23:9", "closed"])
    for place in 1..<parts[0].count {
      let split = [Array(parts[0][..<place]), Array(parts[0][place...])]
      #expect(read(pieces(split, [parts[1]])) == whole)
    }
    for place in 1..<parts[1].count {
      let split = [Array(parts[1][..<place]), Array(parts[1][place...])]
      #expect(read(pieces([parts[0]], split)) == whole)
    }
    #expect(read(pieces(parts[0].map { [$0] }, parts[1].map { [$0] })) == whole)
  }

  @Test func `a gap inside a record costs that record`() {
    let bytes = record(23, 100) + record(23, 7)
    #expect(
      read(.data(bytes[..<40]), .gap(count: 30), .data(bytes[70...]))
        == ["damaged 23:100", "23:7"])
    #expect(
      read(
        .data(bytes[..<40]), .gap(count: 30), .data(bytes[70..<80]), .gap(count: 25),
        .data(bytes[105...])) == ["damaged 23:100", "23:7"])
  }

  @Test func `behind a gap of unknown length the next header with another behind it counts`() {
    // A header that is none: what stands where its record would end fits no header.
    let decoy: [UInt8] = [23, 3, 3, 0, 2, 1, 2, 3, 4, 5, 6]
    let bytes = decoy + record(23, 50) + record(23, 7)
    #expect(
      read(.gap(count: nil), .data(bytes[...]), .end(.closed)) == [
        "gap ?", "23:50", "23:7", "closed",
      ])
    #expect(
      read(.data(record(23, 50)[..<20]), .gap(count: 500), .data(bytes[...]), .end(.reset))
        == ["gap 500", "23:50", "23:7", "reset"])
  }

  @Test func `what is no record is passed over`() {
    let text = Array("GET / HTTP/1.1\r\n\r\n".utf8)
    #expect(read(.data(text[...]), .end(.closed)) == ["junk", "closed"])
    #expect(
      read(.data(text[...]), .data(record(22, 9)[...]), .end(.captureEnded))
        == ["junk", "22:9", "captureEnded"])
    #expect(TLSConnection.isTLS(beginning: text[...]) == false)
    #expect(TLSConnection.isTLS(beginning: record(22, 9)[...]) == true)
    #expect(TLSConnection.isTLS(beginning: [22, 3]) == nil)
  }

  @Test func `nothing comes after the end, and it comes once`() {
    #expect(read(.end(.closed), .end(.reset), .data(record(22, 9)[...])) == ["closed"])
  }
}
