import Bytes
import HTTPDecoding
import HTTPMessages
import Testing

struct HTTP1ConversationTests {
  @Test func `a request and its response are an exchange`() throws {
    let reading = Reading([
      .client("POST /a?b=c HTTP/1.1\r\nHost: Share.test:81\r\nContent-Length: 5\r\n\r\nhe"),
      .client("llo"),
      .server("HTTP/1.1 200 OK\r\nContent-"),
      .server("Length: 2\r\nX: y\r\n\r\nok"),
    ])
    let exchange = try #require(reading.exchanges.first)
    #expect(reading.lines == ["POST /a hello → 200 ok"])
    #expect(reading.diagnostics.isEmpty && exchange.diagnostics.isEmpty)
    #expect(exchange.request.target.url == "http://Share.test:81/a?b=c")
    #expect(exchange.request.target.host == "share.test")
    #expect(exchange.request.target.port == 81)
    #expect(exchange.request.target.query == "b=c")
    #expect(exchange.request.fields.lines == ["Host: Share.test:81", "Content-Length: 5"])
    #expect(exchange.response?.fields.lines == ["Content-Length: 2", "X: y"])
    #expect(
      exchange.place
        == Exchange.Place(capture: "a.pcap", stream: 7, firstPacket: 1, lastPacket: 4))
    #expect(exchange.time == Reading.place(1).time)
    #expect(exchange.durationMilliseconds == 3)
    let transfer = try #require(exchange.transfer)
    #expect(transfer.version == .http11)
    #expect(transfer.streamID == nil)
    #expect(transfer.timings.send == 1)
    #expect(transfer.timings.wait == 1)
    #expect(transfer.timings.receive == 1)
  }

  @Test func `inside TLS the scheme is https`() {
    let reading = Reading(
      [.client("GET / HTTP/1.1\r\nHost: a\r\n\r\n")], isEncrypted: true)
    #expect(reading.exchanges.map(\.request.target.url) == ["https://a/"])
  }

  @Test func `pipelined requests are answered in their order`() {
    let reading = Reading([
      .client("GET /1 HTTP/1.1\r\n\r\nHEAD /2 HTTP/1.1\r\n\r\nGET /3 HTTP/1.1\r\n\r\n"),
      .server("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\naHTTP/1.1 200 OK\r\nContent-Length: 9"),
      .server("\r\n\r\nHTTP/1.1 404 Not Found\r\nContent-Length: 1\r\n\r\nc"),
    ])
    #expect(reading.lines == ["GET /1 → 200 a", "HEAD /2 → 200", "GET /3 → 404 c"])
  }

  @Test func `chunks are joined, and trailers stand behind the fields`() throws {
    let reading = Reading([
      .client(
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;x=\"y\"\r\nabc\r\n00D\r\n"
          + "defghijklmnop\r\n0\r\nCheck: sum\r\n\r\nGET /2 HTTP/1.1\r\n\r\n"),
      .server("HTTP/1.1 200 OK\r\ntransfer-encoding: CHUNKED\r\n\r\n1 \r\nx\r\n0\r\n\r\n"),
      .server("HTTP/1.1 204 No Content\r\n\r\n"),
    ])
    #expect(reading.lines == ["POST / abcdefghijklmnop → 200 x", "GET /2 → 204"])
    let fields = try #require(reading.exchanges.first).request.fields
    #expect(fields.lines == ["Transfer-Encoding: chunked", "Check: sum"])
  }

  @Test(
    arguments: [
      (StreamEnd.closed, "GET / → 200 all of it"), (.reset, "GET / → 200 all of it…"),
      (.captureEnded, "GET / → 200 all of it…"),
    ])
  func `without a length the end of the connection ends the body`(end: StreamEnd, line: String) {
    let reading = Reading([
      .client("GET / HTTP/1.0\r\n\r\n"), .server("HTTP/1.0 200 OK\r\n\r\nall "),
      .server("of it"), .ends(.server, end),
    ])
    #expect(reading.lines == [line])
    #expect(reading.exchanges.first?.transfer?.version == .http10)
  }

  @Test(arguments: [204, 304])
  func `some statuses never have a body`(status: Int) {
    let reading = Reading([
      .client("GET /1 HTTP/1.1\r\n\r\n"),
      .server("HTTP/1.1 \(status) x\r\nContent-Length: 7\r\n\r\n"),
      .client("GET /2 HTTP/1.1\r\n\r\n"),
      .server("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"),
    ])
    #expect(reading.lines == ["GET /1 → \(status)", "GET /2 → 200 x"])
  }

  @Test func `interim responses are noted, and the final one is the answer`() {
    let reading = Reading([
      .client("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"),
      .server("HTTP/1.1 100 Continue\r\n\r\n"),
      .server("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"), .client("hi"),
      .server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
    ])
    #expect(reading.lines == ["POST / hi → 200"])
    #expect(reading.exchanges.first?.transfer?.interim == [100, 103])
  }

  @Test func `a body that the client keeps back is not waited for`() {
    let reading = Reading([
      .client("POST /1 HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 90\r\n\r\n"),
      .server("HTTP/1.1 417 No\r\nContent-Length: 0\r\n\r\n"),
      .client("POST /2 HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi"),
      .server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
    ])
    #expect(reading.lines == ["POST /1 … → 417", "POST /2 hi → 200"])
  }

  @Test func `an answer may come before the request has ended`() {
    let reading = Reading([
      .client("POST /1 HTTP/1.1\r\nContent-Length: 4\r\n\r\nab"),
      .server("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n"),
      .client("cdGET /2 HTTP/1.1\r\n\r\n"),
      .server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
    ])
    #expect(reading.lines == ["POST /1 abcd → 413", "GET /2 → 200"])
    #expect(reading.exchanges.first?.transfer?.timings.wait == 0)
  }

  @Test func `what goes through a tunnel is handed on`() throws {
    let reading = Reading([
      .client("CONNECT share.test:443 HTTP/1.1\r\nHost: share.test:443\r\n\r\nhel"),
      .client("lo"), .server("HTTP/1.1 200 Connection established\r\n\r\nwel"),
      .server("come"), .client("GET / HTTP/1.1\r\n\r\n"),
    ])
    let exchange = try #require(reading.exchanges.first)
    #expect(reading.exchanges.count == 1)
    #expect(exchange.request.target.url == "share.test:443")
    #expect(exchange.request.target.host == "share.test")
    #expect(exchange.request.target.port == 443)
    #expect(exchange.response?.status == 200)
    #expect(reading.tunnel.map(\.sender) == [.client, .server, .client])
    #expect(
      reading.tunnel.map { String(decoding: $0.bytes, as: UTF8.self) }
        == ["hello", "welcome", "GET / HTTP/1.1\r\n\r\n"])
  }

  @Test func `a refused tunnel is an exchange like others`() {
    let reading = Reading([
      .client("CONNECT a:443 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n"),
      .client("GET /3 HTTP/1.1\r\n\r\n"),
      .server("HTTP/1.1 407 No\r\nContent-Length: 2\r\n\r\nno"),
      .server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
      .server("HTTP/1.1 201 OK\r\nContent-Length: 0\r\n\r\n"),
    ])
    #expect(reading.lines == ["CONNECT → 407 no", "GET /2 → 200", "GET /3 → 201"])
    #expect(reading.tunnel.isEmpty)
  }

  @Test func `WebSocket is passed over`() {
    let reading = Reading([
      .client("GET /w HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"),
      .server("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n\u{01}\u{02}"),
      .client("\u{01}GET / HTTP/1.1\r\n\r\n"), .server("HTTP/1.1 200 OK\r\n\r\n"),
    ])
    #expect(reading.lines == ["GET /w → 101"])
    #expect(reading.diagnostics.isEmpty && reading.tunnel.isEmpty)
  }

  @Test func `an upgrade that is not taken up changes nothing`() {
    let reading = Reading([
      .client("GET /1 HTTP/1.1\r\nUpgrade: h2c\r\n\r\n"),
      .server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
      .client("GET /2 HTTP/1.1\r\n\r\n"),
      .server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
    ])
    #expect(reading.lines == ["GET /1 → 200", "GET /2 → 200"])
  }

  @Test func `content codings are undone, also those of the transfer`() {
    // "hello" by Python's gzip.
    let gzip: [UInt8] = [
      0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 3, 0xCB, 0x48, 0xCD, 0xC9, 0xC9, 7, 0, 0x86, 0xA6, 0x10,
      0x36,
      5, 0, 0, 0,
    ]
    let steps: [Step] = [
      .client("GET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n"),
      .server("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 25\r\n\r\n"),
      .sends(.server, gzip),
      .server("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n19\r\n"),
      .sends(.server, gzip), .server("\r\n0\r\n\r\n"),
      .server("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nplain"),
    ]
    let reading = Reading(steps)
    #expect(reading.lines == ["GET / → 200 hello", "GET / → 200 hello", "GET / → 200 plain…"])
    #expect(reading.exchanges.last?.diagnostics.map(\.id) == ["http-coding"])
  }
}
