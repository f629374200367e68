import Bytes
import HTTPDecoding
import HTTPMessages
import Testing

/// HTTP/2 of which something is missing.
struct HTTP2LossTests {
  private static let start = HTTP2Writer.preface + HTTP2Writer.settings

  @Test func `a connection joined in the middle names the entries that it does not know`() throws {
    var client = HTTP2Writer()
    var server = HTTP2Writer()
    _ = client.get(1, "/1")
    _ = server.answer(1, 200, "before")
    let half = HTTP2Writer.data(1, "the rest of a body that began earlier")
    let reading = Reading([
      .sends(.server, Array(half.dropFirst(11))), .sends(.client, client.get(3, "/3")),
      .sends(.server, server.answer(3, 200, "three")),
      .sends(.client, client.get(5, "/5")), .sends(.server, server.answer(5, 404, "")),
    ])
    #expect(reading.lines == ["GET /3 → 200 three", "GET /5 → 404"])
    // The encoder has added the authority, the path and the agent of /1, in this order.
    #expect(
      reading.exchanges.map(\.request.fields.lines) == [
        ["unknown-table-entry-64: ", "unknown-table-entry-62: "],
        ["unknown-table-entry-64: ", "unknown-table-entry-62: "],
      ])
    #expect(reading.exchanges.map(\.request.target.url) == ["/3", "/5"])
    #expect(
      reading.exchanges.map { $0.response?.fields.lines } == [
        ["content-length: 5", "unknown-table-entry-62: "],
        ["content-length: 0", "unknown-table-entry-62: "],
      ])
  }

  @Test func `a request whose path is not known is still there`() {
    var client = HTTP2Writer()
    var server = HTTP2Writer()
    _ = client.get(1, "/same")
    let reading = Reading([
      .sends(.client, client.get(3, "/same")), .sends(.server, server.answer(3, 200, "x")),
    ])
    #expect(reading.lines == ["GET → 200 x"])
    #expect(reading.exchanges.first?.diagnostics.map(\.id) == ["http-target-unknown"])
  }

  @Test func `a gap inside the data of a frame costs nothing else`() {
    var client = HTTP2Writer()
    var server = HTTP2Writer()
    let head = server.headers(1, [":status": "200", "x": "y"], ends: false)
    let data = HTTP2Writer.data(1, "0123456789")
    let reading = Reading([
      .sends(.client, Self.start + client.get(1, "/1") + client.get(3, "/3")),
      .sends(.server, HTTP2Writer.settings + head + data[..<12]), .gap(.server, 4),
      .sends(.server, Array(data[16...]) + server.headers(3, [":status": "204", "x": "y"])),
    ])
    #expect(reading.lines == ["GET /1 → 200 012789…", "GET /3 → 204"])
    #expect(reading.exchanges.last?.response?.fields.lines == ["x: y"])
    #expect(reading.exchanges.first?.diagnostics.map(\.id) == ["http-gap"])
    #expect(reading.diagnostics.isEmpty)
  }

  @Test(arguments: [nil, 300])
  func `behind a gap frames are found again, and the table is not trusted`(count: Int?) {
    var client = HTTP2Writer()
    var server = HTTP2Writer()
    let first = server.headers(1, [":status": "200", "x": "y"], ends: false)
    let lost = HTTP2Writer.data(1, "0123456789") + server.headers(3, [":status": "200", "z": "z"])
    let reading = Reading([
      .sends(
        .client, Self.start + client.get(1, "/1") + client.get(3, "/3") + client.get(5, "/5")),
      .sends(.server, HTTP2Writer.settings + first + lost[..<12]), .gap(.server, count),
      .sends(
        .server,
        Array("rest of a frame".utf8)
          + server.headers(5, [":status": "200", "x": "y"], ends: false)
          + HTTP2Writer.data(5, "five")),
      .sends(.client, client.get(7, "/7")),
      .sends(.server, server.headers(7, [":status": "204", "new": "n"])),
    ])
    #expect(
      reading.lines == ["GET /1 → 200 012…", "GET /5 → 200 five", "GET /7 → 204", "GET /3 → -"])
    #expect(reading.exchanges[1].response?.fields.lines == ["unknown-table-entry-63: "])
    #expect(reading.exchanges[2].response?.fields.lines == ["new: n"])
    #expect(reading.diagnostics.map(\.id) == ["http-skipped"])
    #expect(reading.exchanges[3].diagnostics.map(\.id) == ["http-response-missing"])
  }

  @Test func `a body that is whole by its length is whole, though its last frame is lost`() {
    var client = HTTP2Writer()
    var server = HTTP2Writer()
    let head = server.headers(1, [":status": "200", "content-length": "3"], ends: false)
    let reading = Reading([
      .sends(.client, Self.start + client.get(1, "/1")),
      .sends(.server, HTTP2Writer.settings + head + HTTP2Writer.data(1, "abc", ends: false)),
      .gap(.server, 9), .sends(.server, HTTP2Writer.frame(6, 0, 0, Array(repeating: 0, count: 8))),
    ])
    #expect(reading.lines == ["GET /1 → 200 abc"])
    #expect(reading.exchanges.first?.diagnostics.isEmpty == true)
  }

  @Test func `a header block that is damaged or does not go on costs one message`() throws {
    var client = HTTP2Writer()
    let reading = Reading([
      .sends(
        .client,
        Self.start + HTTP2Writer.frame(1, 5, 1, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF])
          + HTTP2Writer.frame(1, 1, 3, [0x82]) + client.get(5, "/5")),
      .sends(.server, HTTP2Writer.settings),
    ])
    #expect(reading.lines == ["- → -", "- → -", "GET /5 → -"])
    #expect(reading.exchanges[0].diagnostics.first?.isDamage == true)
    #expect(reading.exchanges[1].diagnostics.first?.id == "http-head-missing")
    #expect(reading.exchanges[2].request.fields.lines == ["agent: us"])
  }

  @Test func `answers without their requests are listed`() {
    var server = HTTP2Writer()
    let reading = Reading([
      .sends(.server, HTTP2Writer.settings + server.answer(1, 200, "one")),
      .sends(.server, server.answer(3, 404, "three")),
    ])
    #expect(reading.lines == ["- → 200 one", "- → 404 three"])
    #expect(reading.exchanges.allSatisfy { $0.diagnostics.map(\.id) == ["http-request-missing"] })
  }

  @Test(arguments: [Int.max, 20, 1])
  func `an answer recorded before its request waits for all of the request's packet`(
    pieceSize: Int
  ) {
    var client = HTTP2Writer()
    var server = HTTP2Writer()
    let first = Self.start + client.get(1, "/1")
    let next = HTTP2Writer.reset(1) + client.get(3, "/3")
    let reading = Reading(
      [
        .sends(.client, first),
        .sends(.server, HTTP2Writer.settings + server.answer(1, 200, "one")),
        .sends(.server, server.answer(3, 200, "three")), .sends(.client, next),
      ], pieceSize: pieceSize)
    #expect(reading.lines == ["GET /1 → 200 one", "GET /3 → 200 three"])
  }

  @Test func `a flood of streams or of CONTINUATION stays bounded`() {
    var client = HTTP2Writer()
    var connection = HTTPConnection(capture: "a", stream: 1, isEncrypted: false)
    connection.receive(.data(Self.start[...]), from: .client, at: Reading.place(1))
    var count = 0
    for stream in 0..<3_000 {
      let bytes = client.get(stream * 2 + 1, "/")
      connection.receive(.data(bytes[...]), from: .client, at: Reading.place(2))
      while connection.next() != nil { count += 1 }
      #expect(stream - count <= 1_024)
    }
    let begin = HTTP2Writer.frame(1, 1, 6_001, [0x82])
    connection.receive(.data(begin[...]), from: .client, at: Reading.place(3))
    let more = HTTP2Writer.frame(9, 0, 6_001, Array(repeating: 0x82, count: 16_000))
    for _ in 0..<200 { connection.receive(.data(more[...]), from: .client, at: Reading.place(4)) }
    connection.finish()
    while connection.next() != nil { count += 1 }
    #expect(count == 3_001)
  }
}
