import Bytes
import HTTPDecoding
import HTTPMessages
import Testing

struct HTTPConnectionTests {
  /// A conversation with something of everything.
  static let conversations: [[Step]] = [
    [
      .client(
        "POST /a?b HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc\"\""
          + "GET /b HTTP/1.1\nA: b\n c\n\n"
      ),
      .server(
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
          + "a;b=c\r\n0123456789\r\n3\r\nabc\r\n0\r\nT: r\r\n\r\n"
          + "HTTP/1.1 304 Not Modified\r\n\r\n"),
      .client("\r\nHEAD / HTTP/1.0\r\n\r\n"),
      .server("HTTP/1.0 200 OK\r\nContent-Length: 9\r\n\r\n"),
      .client("CONNECT a:1 HTTP/1.1\r\n\r\nto the server"),
      .server("HTTP/1.1 200 OK\r\n\r\nto the client"), .ends(.client, .closed),
    ],
    [
      .client("body of something}GET /2 HTTP/1.1\r\n\r\n"),
      .server("the answer to something HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n0123456789"),
      .gap(.server, 4), .server("456789HTTP/1.1 201 Created\r\n\r\nto the end"),
      .ends(.server, .closed),
    ],
    // Found by the fuzzer: what begins like a status line and is none, and a body that the next
    // packet ends.
    [
      .client("GET /1 HTTP/1.1\r\n\r\n"),
      .server("HTTQ/1.1 200 OK\rHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1"),
      .client("GET /2 HTTP/1.1\r\n\r\n"), .server("HTTP/1.1 200 OK\r\n\r\nto the end"),
      .client("GET /3 HTTP/1.1\r\n\r\n"),
      .server("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n3"),
    ],
    // An answer inside the head of its request.
    [
      .client("GET /1 HTTP/1.1\r\n\r\n"), .server("HTTP/1.1 204 No Content\r\n\r\n"),
      .client("GET /2 HTTP/1.1\r\nHost: a\r\n"),
      .server("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n2"),
      .client("Accept: b\r\n\r\nGET /3 HTTP/1.1\r\n\r\n"),
      .server("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n3"),
    ],
    HTTP2Fixture.everything, HTTP2Fixture.upgrade,
  ]

  @Test(arguments: conversations.indices)
  func `every split of the same bytes gives the same exchanges`(index: Int) {
    let steps = Self.conversations[index]
    let whole = Reading(steps)
    #expect(whole.exchanges.count >= 2)
    for size in [1, 2, 3, 5, 7, 8, 9, 10, 13, 17, 64] {
      #expect(Reading(steps, pieceSize: size).everything == whole.everything, "pieces of \(size)")
    }
    for (at, step) in steps.enumerated() {
      guard case .sends(let sender, let bytes) = step else { continue }
      for split in 1..<bytes.count {
        var connection = HTTPConnection(capture: "a.pcap", stream: 7, isEncrypted: false)
        var events: [String] = []
        func take() {
          while let event = connection.next() { events.append(Self.text(event)) }
        }
        for (index, step) in steps.enumerated() {
          let place = Reading.place(index + 1)
          switch step {
          case .sends where index == at:
            connection.receive(.data(bytes[..<split]), from: sender, at: place)
            take()
            connection.receive(.data(bytes[split...]), from: sender, at: place)
          case .sends(let sender, let bytes):
            connection.receive(.data(bytes[...]), from: sender, at: place)
          case .gap(let sender, let count):
            connection.receive(.gap(count: count), from: sender, at: place)
          case .ends(let sender, let end): connection.receive(.end(end), from: sender, at: place)
          }
          take()
        }
        connection.finish()
        take()
        let expected = whole.exchanges.map { Self.text(.exchange($0)) }
        #expect(events.filter { !$0.isEmpty } == expected, "step \(at + 1) at byte \(split)")
      }
    }
  }

  private static func text(_ event: HTTPConnection.Event) -> String {
    if case .exchange(let exchange) = event { "\(exchange)" } else { "" }
  }

  @Test(arguments: conversations.indices)
  func `a conversation that ends anywhere gives what came before`(index: Int) {
    let steps = Self.conversations[index]
    let whole = Reading(steps).exchanges.count
    for (at, step) in steps.enumerated() {
      guard case .sends(let sender, let bytes) = step else { continue }
      for length in 0..<bytes.count {
        for end in [[], [Step.gap(sender, nil)], [.gap(sender, 3)], [.ends(sender, .reset)]] {
          let cut = steps[..<at] + [.sends(sender, Array(bytes[..<length]))] + end
          #expect(Reading(Array(cut)).exchanges.count <= whole + 1)
        }
      }
    }
  }

  @Test(arguments: conversations.indices)
  func `damaged bytes never trap`(index: Int) {
    var generator = SplitMix(state: UInt64(index) + 1)
    let steps = Self.conversations[index]
    for _ in 0..<1_000 {
      let damaged = steps.compactMap { step -> Step? in
        guard case .sends(let sender, var bytes) = step, !bytes.isEmpty else { return step }
        for _ in 0..<Int.random(in: 0...3, using: &generator) {
          let at = Int.random(in: bytes.indices, using: &generator)
          switch Int.random(in: 0..<4, using: &generator) {
          case 0: bytes[at] = .random(in: 0...255, using: &generator)
          case 1: bytes.insert(.random(in: 0...255, using: &generator), at: at)
          case 2: bytes.removeSubrange(at..<min(at + 9, bytes.count))
          default: bytes += bytes[at...]
          }
          if bytes.isEmpty { return nil }
        }
        return Int.random(in: 0..<9, using: &generator) == 0
          ? .gap(sender, bytes.count) : .sends(sender, bytes)
      }
      let reading = Reading(damaged, pieceSize: Int.random(in: 1...90, using: &generator))
      #expect(reading.exchanges.count < 500)
    }
  }

  @Test func `ends that were taken for one another change places`() {
    let http1 = Reading([
      .server("GET / HTTP/1.1\r\n\r\n"), .client("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"),
      .server("GET /2 HTTP/1.1\r\n\r\n"), .client("HTTP/1.1 204 No Content\r\n\r\n"),
    ])
    #expect(http1.lines == ["GET / → 200 x", "GET /2 → 204"])
    let answerFirst = Reading([
      .client("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"), .server("GET /2 HTTP/1.1\r\n\r\n"),
      .client("HTTP/1.1 204 No Content\r\n\r\n"),
    ])
    #expect(answerFirst.lines == ["- → 200 x", "GET /2 → 204"])
    let tunnel = Reading([
      .server("CONNECT a:1 HTTP/1.1\r\n\r\n"), .client("HTTP/1.1 200 OK\r\n\r\n"), .server("hi"),
    ])
    #expect(tunnel.tunnel.map(\.sender) == [.client])
    let http2 = HTTP2Fixture.everything.map { step -> Step in
      if case .sends(let sender, let bytes) = step { .sends(sender.peer, bytes) } else { step }
    }
    #expect(Reading(http2).lines == Reading(HTTP2Fixture.everything).lines)
    #expect(Reading(Array(http2.dropFirst())).lines.contains("GET /late → 404"))
  }

  @Test(
    arguments: [
      "SSH-2.0-OpenSSH_9.2\r\n", "\u{16}\u{3}\u{1}\u{0}\u{5}hello", "EHLO me\r\n", "GET x\r\n",
      "OPTIONS sip:a@b SIP/2.0\r\n\r\n", "PRI * HTTP", "HTTP/1",
    ])
  func `what is no HTTP is called so`(text: String) {
    let reading = Reading([.client(text), .server("220 ok\r\n"), .client(text)])
    #expect(reading.isNotHTTP)
    #expect(reading.exchanges.isEmpty && reading.diagnostics.isEmpty)
  }

  @Test func `the first line of a stream joined in its middle tells who the client is`() {
    // The end of a body before it, and in the request the words of a status line; all in one packet, or
    // cut anywhere.
    let request =
      "the end of a body\r\nPOST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 19\r\n\r\nHTTP/1.1 200 OK, no\r\n"
    let steps: [Step] = [
      .client(request), .server("HTTP/1.1 204 No Content\r\n\r\n"),
    ]
    for size in [Int.max, 1, 7, 60, 80] {
      let reading = Reading(steps, pieceSize: size)
      #expect(reading.lines == ["POST /1 HTTP/1.1 200 OK, no → 204"], "in pieces of \(size)")
    }
    // And the other way round, where the ends were taken for one another.
    let answer = "of a body\r\nHTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\nGET /x HTTP/1.1\r\n"
    for size in [Int.max, 1, 7, 30] {
      let reading = Reading([.client(answer)], pieceSize: size)
      #expect(reading.lines == ["- → 200 GET /x HTTP/1.1\r\n"], "in pieces of \(size)")
    }
  }

  @Test func `a connection without bytes is nothing at all`() {
    let reading = Reading([.ends(.client, .closed), .ends(.server, .closed)])
    #expect(!reading.isNotHTTP && reading.exchanges.isEmpty)
  }

  @Test func `megabytes of something else do not pile up, and messages behind them are found`() {
    var connection = HTTPConnection(capture: "a", stream: 1, isEncrypted: false)
    let noise = [UInt8](repeating: 0x7F, count: 1 << 16)[...]
    for packet in 1...64 {
      connection.receive(.data(noise), from: .server, at: Reading.place(packet))
    }
    let answer = Array("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".utf8)
    connection.receive(.data(answer[...]), from: .server, at: Reading.place(65))
    connection.finish()
    var lines: [String] = []
    while let event = connection.next() {
      if case .exchange(let exchange) = event { lines.append(exchange.line) }
    }
    #expect(lines == ["- → 200"])
  }
}

/// A generator whose numbers are the same in each run.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
    return bits ^ bits >> 31
  }
}
