import Bytes
import HTTPDecoding
import HTTPMessages
import Testing

/// Recordings in which something is missing.
struct HTTP1LossTests {
  private static func request(_ number: Int, body: String = "") -> String {
    "POST /\(number) HTTP/1.1\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
  }

  private static func answer(_ number: Int) -> String {
    "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n\(number)"
  }

  @Test func `a gap inside a body of known length costs nothing else`() throws {
    let reading = Reading([
      .client(Self.request(1)), .server("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"),
      .gap(.server, 5), .server("ij"), .client(Self.request(2)), .server(Self.answer(2)),
    ])
    #expect(reading.lines == ["POST /1 → 200 abcij…", "POST /2 → 200 2"])
    let exchange = try #require(reading.exchanges.first)
    #expect(exchange.diagnostics.map(\.id) == ["http-gap"])
    #expect(exchange.diagnostics.first?.what.contains("5 bytes") == true)
    #expect(exchange.diagnostics.first?.isDamage == true)
    #expect(exchange.diagnostics.first?.place == "a.pcap, stream 7, packet 4")
  }

  @Test(arguments: [(7, "1 → 200 abc…"), (4, "1 → 200 abc…")])
  func `a gap up to the end of a body or chunk leaves the next message whole`(
    count: Int, line: String
  ) {
    let framing =
      count == 7 ? "Content-Length: 10\r\n\r\n" : "Transfer-Encoding: chunked\r\n\r\n7\r\n"
    let reading = Reading([
      .client(Self.request(1)), .server("HTTP/1.1 200 OK\r\n\(framing)abc"), .gap(.server, count),
      .server(count == 7 ? "" : "\r\n0\r\n\r\n"), .client(Self.request(2)),
      .server(Self.answer(2)),
    ])
    #expect(reading.lines == ["POST /\(line)", "POST /2 → 200 2"])
  }

  @Test(arguments: [nil, 500])
  func `behind a gap of any size the next answer is found, and goes to its own request`(
    count: Int?
  ) {
    let reading = Reading([
      .client(Self.request(1)), .server("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"),
      .gap(.server, count), .client(Self.request(2)), .client(Self.request(3)),
      .server("rest of a body that belongs to nobody" + Self.answer(3)),
      .client(Self.request(4)), .server(Self.answer(4)),
    ])
    #expect(
      reading.lines == [
        "POST /1 → 200 abc…", "POST /2 → -", "POST /3 → 200 3", "POST /4 → 200 4",
      ])
    #expect(reading.exchanges[1].diagnostics.map(\.id) == ["http-response-missing"])
    #expect(reading.exchanges[1].diagnostics.first?.isDamage == true)
    #expect(reading.diagnostics.map(\.id) == ["http-skipped"])
  }

  @Test func `a gap on the server's side that is noticed late pairs by the packets`() {
    // The answers to 2 and 3 were sent before the requests 3 and 4, and reach us behind them.
    var connection = HTTPConnection(capture: "a", stream: 1, isEncrypted: false)
    func send(_ text: String, _ sender: Sender, _ packet: Int) {
      connection.receive(.data(Array(text.utf8)[...]), from: sender, at: Reading.place(packet))
    }
    send(Self.request(1), .client, 1)
    send(Self.request(2), .client, 3)
    send(Self.request(3), .client, 5)
    send(Self.request(4), .client, 7)
    connection.receive(.gap(count: nil), from: .server, at: Reading.place(4))
    send(Self.answer(2), .server, 4)
    send(Self.answer(3), .server, 6)
    send(Self.answer(4), .server, 8)
    connection.finish()
    var lines: [String] = []
    while let event = connection.next() {
      if case .exchange(let exchange) = event { lines.append(exchange.line) }
    }
    #expect(lines == ["POST /1 → -", "POST /2 → 200 2", "POST /3 → 200 3", "POST /4 → 200 4"])
  }

  @Test func `a request that is read late still gets its answer`() {
    var connection = HTTPConnection(capture: "a", stream: 1, isEncrypted: false)
    func send(_ text: String, _ sender: Sender, _ packet: Int) {
      connection.receive(.data(Array(text.utf8)[...]), from: sender, at: Reading.place(packet))
    }
    send(Self.request(1, body: "abcd"), .client, 1)
    send(Self.answer(1), .server, 2)
    send(Self.answer(2), .server, 4)
    send(Self.request(2), .client, 3)
    send(Self.request(3), .client, 5)
    send(Self.answer(3), .server, 6)
    connection.finish()
    var lines: [String] = []
    while let event = connection.next() {
      if case .exchange(let exchange) = event { lines.append(exchange.line) }
    }
    #expect(lines == ["POST /1 abcd → 200 1", "POST /2 → 200 2", "POST /3 → 200 3"])
  }

  @Test func `an answer whose request is missing goes to no other request`() {
    let reading = Reading([
      .client(Self.request(1)), .server(Self.answer(1)), .gap(.client, 80),
      .server(Self.answer(2)), .client(Self.request(3)), .server(Self.answer(3)),
    ])
    #expect(reading.lines == ["POST /1 → 200 1", "- → 200 2", "POST /3 → 200 3"])
    #expect(reading.exchanges[1].diagnostics.map(\.id) == ["http-request-missing"])
    #expect(reading.exchanges[1].place.number == 4)
  }

  @Test func `of a client that pipelines the answers behind a gap are taken in order`() {
    let reading = Reading([
      .client(Self.request(1) + Self.request(2)), .server(Self.answer(1)),
      .server(Self.answer(2)), .client(Self.request(3) + Self.request(4)), .gap(.server, 0),
      .server(Self.answer(3)), .server(Self.answer(4)),
    ])
    #expect(
      reading.lines == (1...4).map { "POST /\($0) → 200 \($0)" })
  }

  @Test func `the start of a head is worth something`() throws {
    let reading = Reading([
      .client("POST /1 HTTP/1.1\r\nA: 1\r\nB: 2"), .gap(.client, 50),
      .client("rest\r\n\r\nbody"), .server("HTTP/1.1 404 Not F"), .gap(.server, nil),
      .client(Self.request(2)), .server(Self.answer(2)), .client("GET /cut HT"),
    ])
    #expect(reading.lines == ["POST /1 … → 404 …", "POST /2 → 200 2", "GET /cut … → -"])
    #expect(reading.exchanges.first?.request.fields.lines == ["A: 1"])
  }

  @Test func `a target that may be cut is none`() {
    let reading = Reading([
      .client(Self.request(1)), .server(Self.answer(1)), .client("GET /ShareWebServ"),
    ])
    #expect(reading.lines == ["POST /1 → 200 1"])
    #expect(reading.diagnostics.map(\.id) == ["http-skipped"])
  }

  @Test func `a recording that begins inside messages finds the next ones`() {
    let reading = Reading([
      .server("\u{1}\u{2} half a body"), .client("}POST /2 HTTP/1.1\r\nContent-Length: 0\r\n\r\n"),
      .server("more of it" + Self.answer(2)),
    ])
    #expect(reading.lines == ["POST /2 → 200 2"])
    #expect(reading.diagnostics.map(\.id) == ["http-skipped", "http-skipped"])
  }

  @Test func `of one side alone all messages are listed`() {
    let answers = Reading([
      .server(Self.answer(1)), .server(Self.answer(2)), .server(Self.answer(3)),
    ])
    #expect(answers.lines == (1...3).map { "- → 200 \($0)" })
    let requests = Reading([.client(Self.request(1)), .client(Self.request(2))])
    #expect(requests.lines == ["POST /1 → -", "POST /2 → -"])
  }

  @Test(.timeLimit(.minutes(1)))
  func `a piece of thousands of requests takes no longer than their pieces`() {
    let count = 10_000
    let requests = String(repeating: "GET / HTTP/1.1\r\n\r\n", count: count)
    #expect(Reading([.client(requests)]).exchanges.count == count)
    let lines = String(repeating: "GET / HTTP/1.1\r\n", count: 100_000)
    #expect(Reading([.client(lines)]).exchanges.count == 1)
  }

  @Test func `thousands of unanswered requests do not pile up`() {
    var connection = HTTPConnection(capture: "a", stream: 1, isEncrypted: false)
    let bytes = Array(Self.request(1).utf8)[...]
    var count = 0
    for packet in 1...5_000 {
      connection.receive(.data(bytes), from: .client, at: Reading.place(packet))
      while connection.next() != nil { count += 1 }
      #expect(packet - count <= 256)
    }
    connection.finish()
    while connection.next() != nil { count += 1 }
    #expect(count == 5_000)
  }

  @Test(
    arguments: [
      (StreamEnd.closed, "its sender closed the connection", false),
      (.reset, "the connection was reset", false),
      (.captureEnded, "the recording ends there", true),
    ])
  func `a message that ends early says why`(end: StreamEnd, why: String, isDamage: Bool) throws {
    let reading = Reading([
      .client(Self.request(1)), .server("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"),
      .client(Self.request(2)), .ends(.server, end),
    ])
    #expect(reading.lines == ["POST /1 → 200 abc…", "POST /2 → -"])
    for exchange in reading.exchanges {
      let diagnostic = try #require(exchange.diagnostics.first)
      #expect(diagnostic.what.hasSuffix(why))
      #expect(diagnostic.isDamage == (isDamage && exchange.response != nil))
    }
    #expect(
      reading.exchanges.flatMap(\.diagnostics).map(\.id) == ["http-cut", "http-response-missing"])
  }
}
