import Bytes
import HTTPDecoding
import HTTPMessages
import Testing

/// What is not as RFC 9112 has it, and is read all the same.
struct HTTP1LaxnessTests {
  private static let answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"

  @Test(
    arguments: [
      ("GET / HTTP/1.1\nHost: a\n\n", "GET http://a/"),
      ("\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET http://a/"),
      ("GET  /  HTTP/1.1 \r\nhost :a\r\n\r\n", "GET http://a/"),
      ("get /x HTTP/1.0\r\n\r\n", "get /x"),
      ("GET http://b/x HTTP/1.1\r\nHost: a\r\n\r\n", "GET http://b/x"),
      ("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", "OPTIONS http://a"),
      ("OPTIONS HTTP/1.1\r\nHost: a\r\n\r\n", "OPTIONS "),
      ("GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", "GET http://a/a b"),
      ("GET /x\r\n\r\n", "GET /x"),
      ("M-SEARCH * HTTP/1.1\r\nHost: a\r\n\r\n", "M-SEARCH http://a"),
    ])
  func `request lines of all kinds are read`(text: String, expected: String) {
    let reading = Reading([.client(text), .server(Self.answer)])
    #expect(
      reading.exchanges.map { "\($0.request.method) \($0.request.target.url)" } == [expected])
    #expect(reading.exchanges.first?.response?.status == 200)
    #expect(reading.diagnostics.isEmpty)
  }

  @Test(
    arguments: [
      "HTTP/1.1 200\r\n\r\n", "HTTP/1.1 200 \n\n", "HTTP/1.0  200 OK\r\n\r\n",
      "HTTP/1.1 \t200 OK\r\n\r\n",
    ])
  func `status lines of all kinds are read`(text: String) {
    let reading = Reading([
      .client("GET / HTTP/1.1\r\n\r\n"), .server(text), .ends(.server, .closed),
    ])
    #expect(reading.lines == ["GET / → 200"])
  }

  @Test func `fields are kept as they are, folded lines as one`() throws {
    let reading = Reading([
      .client(
        "GET / HTTP/1.1\r\nA:1\r\na:  2 \t\r\nB:\r\nC: one\r\n  two\r\n\tthree \r\nD:\r\n four\r\n"
          + "no colon\r\nE: x\rF: y\r\nG: a:b\r\n\r\n")
    ])
    #expect(
      reading.exchanges.first?.request.fields.lines == [
        "A: 1", "a: 2", "B: ", "C: one two three", "D: four", "no colon: ", "E: x", "F: y",
        "G: a:b",
      ])
  }

  @Test func `stray bytes hide no request`() {
    // share2nightscout-bridge 0.2.2 sends "" behind each message of length 0.
    let reading = Reading([
      .client("POST /1 HTTP/1.1\r\nContent-Length: 0\r\n\r\n\"\""), .server(Self.answer),
      .client("POST /2 HTTP/1.1\r\nContent-Length: 0\r\n\r\n"), .client("\"\""),
      .server(Self.answer), .client("GET /3 HTTP/1.1\r\n\r\n"),
      .server("\u{0}\u{1}" + Self.answer),
    ])
    #expect(reading.lines == ["POST /1 → 200", "POST /2 → 200", "GET /3 → 200"])
    #expect(reading.diagnostics.map(\.id) == ["http-skipped", "http-skipped", "http-skipped"])
    #expect(reading.diagnostics.allSatisfy { $0.what.hasPrefix("2 bytes") && !$0.isDamage })
  }

  @Test(
    arguments: [
      ("Content-Length: 2\r\nContent-Length: 2", "ab", "[]"),
      ("Content-Length: 2, 2", "ab", "[]"),
      ("Content-Length: 3\r\nContent-Length: 2", "ab", "[\"http-framing\"]"),
      ("Content-Length: 3, 2", "ab", "[\"http-framing\"]"),
      ("Content-Length: 2 3", "ab", "[\"http-framing\"]"),
      (
        "Content-Length: 9\r\nTransfer-Encoding: chunked", "2\r\nab\r\n0\r\n\r\n",
        "[\"http-framing\"]"
      ),
      (
        "Transfer-Encoding: x-own\r\nTransfer-Encoding: chunked", "2\nab\n0\n\n",
        "[\"http-coding\"]"
      ),
      ("Transfer-Encoding:\r\n chunked", "2\r\nab\r\n0\r\n\r\n", "[]"),
    ])
  func `of lengths that differ the last counts, and chunks before lengths`(
    fields: String, body: String, ids: String
  ) throws {
    let reading = Reading([
      .client("POST /1 HTTP/1.1\r\n\(fields)\r\n\r\n\(body)GET /2 HTTP/1.1\r\n\r\n"),
      .server(Self.answer), .server(Self.answer),
    ])
    #expect(reading.exchanges.map(\.request.method) == ["POST", "GET"])
    let exchange = try #require(reading.exchanges.first)
    #expect(exchange.request.body.bytes == Array("ab".utf8))
    #expect("\(exchange.diagnostics.map(\.id))" == ids)
    #expect(reading.diagnostics.isEmpty)
  }

  @Test(arguments: ["-1", "x", "", "99999999999999999999999999"])
  func `a length that is none is no length`(length: String) {
    let reading = Reading([
      .client("POST /1 HTTP/1.1\r\nContent-Length: \(length)\r\n\r\nGET /2 HTTP/1.1\r\n\r\n"),
      .server(Self.answer), .server("HTTP/1.1 200 OK\r\nContent-Length: \(length)\r\n\r\nall"),
      .ends(.server, .closed),
    ])
    #expect(reading.lines == ["POST /1 → 200", "GET /2 → 200 all"])
    #expect(
      reading.exchanges.map { $0.diagnostics.map(\.id) } == [["http-framing"], ["http-framing"]])
  }

  @Test(arguments: ["x", "-1", "fffffffffffffffff", "2\r\nabc"])
  func `behind a bad chunk the next message is found`(chunk: String) throws {
    let reading = Reading([
      .client(
        "POST /1 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n\(chunk)\r\n0\r\n\r\n"),
      .client("GET /2 HTTP/1.1\r\n\r\n"), .server(Self.answer), .server(Self.answer),
    ])
    #expect(reading.lines.last == "GET /2 → 200")
    #expect(reading.exchanges.count == 2)
    let exchange = try #require(reading.exchanges.first)
    #expect(exchange.request.body.completeness == .cut)
    #expect(exchange.request.body.bytes.starts(with: Array("ab".utf8)))
    #expect(exchange.diagnostics.map(\.id) == ["http-cut"])
  }

  @Test func `the line behind the last chunk may be left out`() {
    let reading = Reading([
      .client("GET /1 HTTP/1.1\r\n\r\n"),
      .server("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n"),
      .client("GET /2 HTTP/1.1\r\n\r\n"), .server(Self.answer),
    ])
    #expect(reading.lines == ["GET /1 → 200 x", "GET /2 → 200"])
  }

  @Test func `a server that keeps the connection after a body without a length is understood`() {
    let reading = Reading([
      .client("GET /1 HTTP/1.1\r\n\r\n"), .server("HTTP/1.1 200 OK\r\n\r\nfirst"),
      .client("GET /2 HTTP/1.1\r\n\r\n"), .server(Self.answer),
    ])
    #expect(reading.lines == ["GET /1 → 200 first", "GET /2 → 200"])
  }

  @Test func `a body is kept up to a limit`() throws {
    let piece = [UInt8](repeating: 0x61, count: 1 << 20)
    let count = 40
    let reading = Reading(
      [
        .client("GET / HTTP/1.1\r\n\r\n"),
        .server("HTTP/1.1 200 OK\r\nContent-Length: \(count << 20)\r\n\r\n"),
      ] + Array(repeating: .sends(.server, piece), count: count))
    let response = try #require(reading.exchanges.first?.response)
    #expect(response.body.bytes.count == 1 << 25)
    #expect(response.body.completeness == .cut)
    #expect(reading.exchanges.first?.diagnostics.map(\.id) == ["http-limit"])
  }
}
