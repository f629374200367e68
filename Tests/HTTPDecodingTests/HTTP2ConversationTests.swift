import Bytes
import HTTPDecoding
import HTTPMessages
import Testing

struct HTTP2ConversationTests {
  @Test func `streams become exchanges as they end`() throws {
    let reading = Reading(HTTP2Fixture.everything)
    #expect(
      reading.lines == [
        "POST /post body → 201 three", "GET /1 → 200 one more", "GET /pushed → 200 pushed",
        "GET /late → 404", "GET /reset → -",
      ])
    #expect(reading.diagnostics.isEmpty)
    #expect(reading.exchanges.map { $0.transfer?.streamID } == [3, 1, 2, 7, 5])
    #expect(reading.exchanges.allSatisfy { $0.transfer?.version == .http2 })

    let post = reading.exchanges[0]
    #expect(post.request.target.url == "https://a.test:81/post?x=1")
    #expect(post.request.target.port == 81)
    #expect(
      post.request.fields.lines == ["te: trailers", "cookie: a=1", "cookie: b=2", "check: sum"])
    #expect(post.response?.fields.lines == ["content-length: 5", "server: them"])
    #expect(post.transfer?.interim == [100])
    #expect(
      post.place == Exchange.Place(capture: "a.pcap", stream: 7, firstPacket: 1, lastPacket: 4))
    #expect(post.transfer?.timings.send == 2)
    #expect(post.transfer?.timings.wait == 1)
    #expect(post.transfer?.timings.receive == 0)
    #expect(reading.exchanges[1].response?.fields.lines == ["x: y", "trailer: t"])
    #expect(reading.exchanges.dropLast().allSatisfy { $0.diagnostics.isEmpty })

    let reset = try #require(reading.exchanges.last)
    #expect(
      reset.diagnostics.map(\.what) == [
        "there is no response: the client gave up the stream (CANCEL)"
      ])
    #expect(reset.diagnostics.first?.isDamage == false)
  }

  @Test func `an upgraded request is answered on stream 1`() throws {
    let reading = Reading(HTTP2Fixture.upgrade)
    #expect(reading.lines == ["GET /up → 200 upgraded", "GET /next → 200 next"])
    let first = try #require(reading.exchanges.first)
    #expect(first.transfer?.interim == [101])
    #expect(first.transfer?.streamID == 1)
    #expect(first.transfer?.version == .http2)
    #expect(first.request.target.url == "http://a.test/up")
    #expect(first.diagnostics.isEmpty)
  }

  @Test func `an answer in flight when its stream is given up is kept`() {
    var client = HTTP2Writer()
    var server = HTTP2Writer()
    let reading = Reading([
      .sends(.client, HTTP2Writer.preface + HTTP2Writer.settings + client.get(1, "/1")),
      .sends(.client, HTTP2Writer.reset(1)), .sends(.server, HTTP2Writer.settings),
      .sends(.server, server.answer(1, 200, "late")),
      .sends(.client, client.get(3, "/3")),
      .sends(.server, server.headers(3, [":status": "200"], ends: false)),
      .sends(.server, HTTP2Writer.data(3, "half", ends: false) + HTTP2Writer.reset(3, code: 2)),
    ])
    #expect(reading.lines == ["GET /1 → 200 late", "GET /3 → 200 half…"])
    #expect(
      reading.exchanges.last?.diagnostics.map(\.what) == [
        "the response ends early: the server gave up the stream (INTERNAL_ERROR)"
      ])
  }

  @Test func `requests that the server did not take say so`() {
    var client = HTTP2Writer()
    let reading = Reading([
      .sends(.client, HTTP2Writer.preface + HTTP2Writer.settings + client.get(1, "/1")),
      .sends(.server, HTTP2Writer.settings + HTTP2Writer.frame(7, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0])),
    ])
    #expect(reading.lines == ["GET /1 → -"])
    #expect(reading.exchanges.first?.diagnostics.first?.what.contains("GOAWAY") == true)
  }

  @Test func `a table that grows by an update of its size is followed`() {
    // 0x3F 0xE1 0x3F: a size of 8,192, then a literal field that is added to the table.
    var client = HTTP2Writer()
    let path = client.block([":method": "GET", ":scheme": "http", ":path": "/1"])
    let literal = [0x40, 1] + Array("a".utf8) + [1] + Array("b".utf8)
    let reading = Reading([
      .sends(
        .client,
        HTTP2Writer.preface + HTTP2Writer.settings
          + HTTP2Writer.frame(1, 5, 1, [0x3F, 0xE1, 0x3F] + path + literal)
          + HTTP2Writer.frame(1, 5, 3, [0x82, 0x86, 0x84, 0xBE]))
    ])
    #expect(reading.exchanges.map(\.request.fields.lines) == [["a: b"], ["a: b"]])
  }

  @Test func `what goes through a CONNECT stream is no body`() {
    var client = HTTP2Writer()
    var server = HTTP2Writer()
    let reading = Reading([
      .sends(
        .client,
        HTTP2Writer.preface + HTTP2Writer.settings
          + client.headers(1, [":method": "CONNECT", ":authority": "b.test:443"], ends: false)
          + HTTP2Writer.data(1, "secret")),
      .sends(.server, HTTP2Writer.settings + server.headers(1, [":status": "200"], ends: false)),
      .sends(.server, HTTP2Writer.data(1, "secret")),
    ])
    #expect(reading.lines == ["CONNECT → 200"])
    #expect(reading.exchanges.first?.request.target.host == "b.test")
  }

  @Test func `a body is kept up to a limit, and its exchange goes on`() throws {
    var client = HTTP2Writer()
    var server = HTTP2Writer()
    let data = HTTP2Writer.frame(0, 0, 1, [UInt8](repeating: 0x61, count: 1 << 20))
    let reading = Reading(
      [
        .sends(.client, HTTP2Writer.preface + HTTP2Writer.settings + client.get(1, "/1")),
        .sends(
          .server, HTTP2Writer.settings + server.headers(1, [":status": "200"], ends: false)),
      ] + Array(repeating: .sends(.server, data), count: 70)
        + [.sends(.server, server.headers(1, ["t": "end"]))])
    let exchange = try #require(reading.exchanges.first)
    #expect(reading.exchanges.count == 1)
    #expect(exchange.response?.body.bytes.count == 1 << 25)
    #expect(exchange.response?.body.completeness == .cut)
    #expect(exchange.response?.fields.lines == ["t: end"])
    #expect(exchange.diagnostics.map(\.id) == ["http-limit"])
  }
}
