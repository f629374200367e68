import Bytes
import PacketCapture
import Testing

@testable import TCPReassembly

struct TCPReassemblerTests {
  @Test func `what both ends said comes out in order, and then the end`() {
    var talk = Conversation()
    talk.open()
    talk.send(.client, "GET /")
    talk.send(.server, "200 ", ack: 5)
    talk.send(.server, "OK", at: 4, [.ack, .fin], ack: 5)
    talk.send(.client, at: 5, [.ack, .fin], ack: 7)
    talk.send(.server, at: 7, ack: 6)
    #expect(
      talk.told == [
        "client \"GET /\"", "server \"200 OK\"", "server closed", "client closed", "closed",
      ])
    guard case .opened(let ends) = talk.events.first?.kind else {
      Issue.record("not opened")
      return
    }
    #expect(ends.client == Conversation.client && ends.server == Conversation.server)
    #expect(ends.isFromStart)
    talk.finish()
    #expect(talk.told.last == "closed" && talk.told.filter { $0 == "closed" }.count == 1)
  }

  @Test func `sequence numbers wrap around, also in a long stream`() {
    var talk = Conversation()
    talk.open()
    // More than 2^32 bytes, of which the recorder has kept few.
    for index in 0..<100 { talk.send(.client, "x", at: index * 50_000_000, lost: 49_999_999) }
    talk.finish()
    #expect(talk.told.filter { $0 == "client \"x\"" }.count == 100)
    #expect(talk.told.filter { $0 == "client gap 49999999" }.count == 100)
  }

  @Test func `every split of the same bytes into segments gives the same text`() {
    let text = "0123456789"
    for first in 1..<text.count {
      for second in first..<text.count {
        let parts = [(0, first), (first, second), (second, text.count)].filter { $0.0 < $0.1 }
        // In order, the other way round, and with a byte twice at each seam.
        for (parts, overlap) in [(parts, 0), (parts.reversed(), 0), (parts, 1)] {
          var talk = Conversation()
          talk.open()
          for (start, end) in parts {
            let start = max(0, start - overlap)
            talk.send(.client, String(text.dropFirst(start).prefix(end - start)), at: start)
          }
          #expect(talk.told == ["client \"0123456789\""])
        }
      }
    }
  }

  @Test func `segments out of order wait for the one that is late, and the answer with them`() {
    var talk = Conversation()
    talk.open()
    talk.send(.client, "def", at: 3)
    talk.send(.server, "answer", ack: 6)
    #expect(talk.told.isEmpty)
    talk.send(.client, "abc")
    #expect(talk.told == ["client \"abcdef\"", "server \"answer\""])
    // All of it could be read with packet 6.
    #expect(talk.events.last?.place.number == 6)
  }

  @Test func `holes in both directions do not wait for each other`() {
    var talk = Conversation()
    talk.open()
    talk.send(.client, "b", at: 1)
    talk.send(.server, "y", at: 1)
    talk.send(.server, "x")
    talk.send(.client, "a")
    #expect(talk.told == ["client \"ab\"", "server \"xy\""])
  }

  @Test func `a lost segment is a gap of its size, and what follows is read`() {
    var talk = Conversation()
    talk.open()
    talk.send(.client, "abc")
    talk.send(.client, "ghi", at: 6)
    talk.send(.server, "answer", ack: 9)
    #expect(talk.told == ["client \"abc\""])
    talk.send(.client, "jkl", at: 9, after: 1_500)
    #expect(
      talk.told == [
        "client \"abc\"", "client gap 3", "client \"ghi\"", "server \"answer\"", "client \"jkl\"",
      ])
  }

  @Test func `what waited behind a hole that is given up keeps its packet`() {
    var talk = Conversation()
    talk.open()
    talk.send(.server, "answer", ack: 3)
    talk.send(.client, "def", at: 3, ack: 6)
    talk.send(.server, "ANSWER", at: 6, ack: 6)
    talk.send(.client, "ghi", at: 6, ack: 12, after: 1_500)
    let places = talk.events.compactMap { event in
      if case .piece(.data, _) = event.kind { event.place.number } else { nil }
    }
    #expect(places == [4, 5, 6, 7])
    #expect(talk.told[0...1] == ["server \"answer\"", "client gap 3"])
  }

  @Test func `a request that was captured behind its answer comes before it`() {
    var talk = Conversation()
    talk.open()
    talk.send(.server, "ans", ack: 7)
    talk.send(.server, "wer", at: 3, ack: 7)
    #expect(talk.told.isEmpty)
    talk.send(.client, "request")
    talk.send(.client, "again", at: 7, ack: 6)
    talk.send(.server, "answer", at: 6, ack: 12)
    #expect(
      talk.told == [
        "client \"request\"", "server \"answer\"", "client \"again\"", "server \"answer\"",
      ])
  }

  @Test func `an answer whose request was never captured is given a second later`() {
    var talk = Conversation()
    talk.open()
    talk.send(.server, "answer", ack: 7)
    talk.send(.server, ack: 7, after: 500)
    #expect(talk.told.isEmpty)
    talk.send(.server, ack: 7, after: 1_000)
    #expect(talk.told == ["server \"answer\""])
    talk.send(.server, "more", at: 6, ack: 7)
    #expect(talk.told == ["server \"answermore\""])
  }

  @Test func `a hole behind which all wait for a request that was never captured is given up`() {
    var talk = Conversation()
    talk.open()
    talk.send(.server, "ghi", at: 6, ack: 0)
    talk.send(.server, "def", at: 3, ack: 9)
    talk.finish()
    #expect(talk.told.contains("server gap 3") && talk.told.contains("server \"defghi\""))
  }

  @Test func `an acknowledged end is no byte that is waited for`() {
    var talk = Conversation()
    talk.open()
    talk.send(.client, "abc")
    talk.send(.client, "", at: 3, [.ack, .fin])
    talk.send(.server, "answer", ack: 4)
    #expect(talk.told == ["client \"abc\"", "client closed", "server \"answer\""])
  }

  @Test func `a hole that nobody has acknowledged is waited for longer`() {
    var talk = Conversation()
    talk.open()
    talk.send(.client, "ghi", at: 6)
    talk.send(.server, ack: 0, after: 30_000)
    #expect(talk.told.isEmpty)
    talk.send(.client, "abcdef", after: 30_000)
    #expect(talk.told == ["client \"abcdefghi\""])
  }

  @Test func `a retransmission brings nothing new`() {
    var talk = Conversation()
    talk.open()
    talk.send(.client, "abc")
    talk.send(.client, "abc")
    talk.send(.client, "c", at: 2)
    talk.send(.client, "bcde", at: 1)
    talk.finish()
    #expect(
      talk.told == ["client \"abcde\"", "client captureEnded", "server captureEnded", "closed"])
    guard case .closed(let counts) = talk.events.last?.kind else { return }
    #expect(counts.retransmissions == 2 && counts.bytes == 5 && counts.missingBytes == 0)
  }

  /// The shapes that a second segment can lie over a first one that waits behind a hole at 0…4; of
  /// each byte the one captured first counts.
  @Test(arguments: [
    ("same", 5, "SSS", "abcdefff"), ("inside", 6, "S", "abcdefff"),
    ("before", 3, "SSS", "abcSSfff"),
    ("behind", 7, "SSS", "abcdefffSS"), ("around", 4, "SSSSS", "abcdSfffS"),
    ("touching", 8, "SS", "abcdefffSS"), ("front", 5, "SS", "abcdefff"),
    ("back", 6, "SS", "abcdefff"),
  ])
  func `of bytes captured twice the first count`(
    shape: String, offset: Int, second: String, expected: String
  ) {
    var talk = Conversation()
    talk.open()
    talk.send(.client, "fff", at: 5)
    talk.send(.client, second, at: offset)
    talk.send(.client, "abcde")
    #expect(talk.told == ["client \"\(expected)\""], "\(shape)")
  }

  @Test func `bytes that the recorder cut off are a gap`() {
    var talk = Conversation()
    talk.open()
    talk.send(.client, "abc", lost: 100)
    talk.send(.client, "def", at: 103)
    #expect(talk.told == ["client \"abc\"", "client gap 100", "client \"def\""])
  }

  @Test func `keep-alives, probes of a closed window and pure ACKs say nothing`() {
    var talk = Conversation()
    talk.open()
    talk.send(.client, "abc")
    talk.send(.client, "c", at: 2)
    talk.send(.client, at: 2)
    talk.send(.server, ack: 3)
    talk.send(.client, "d", at: 3)
    talk.send(.client, "de", at: 3)
    #expect(talk.told == ["client \"abcde\""])
  }

  @Test func `a connection that is joined in the middle begins with the first byte captured`() {
    var talk = Conversation()
    talk.send(.client, "two", at: 3, ack: 40)
    talk.send(.client, "one", at: 0, ack: 40)
    talk.send(.server, "answer", at: 40, ack: 6)
    talk.finish()
    #expect(talk.told.prefix(2) == ["client \"onetwo\"", "server \"answer\""])
    guard case .opened(let ends) = talk.events.first?.kind else { return }
    #expect(!ends.isFromStart && ends.client == Conversation.client)
  }

  @Test func `what was acknowledged and never captured is a gap at the end`() {
    var talk = Conversation()
    talk.open()
    talk.send(.server, "answer", ack: 50)
    talk.finish()
    #expect(
      talk.told == [
        "server \"answer\"", "client gap 50", "client captureEnded", "server captureEnded",
        "closed",
      ])
  }

  @Test func `a reset ends both directions, but not before late segments`() {
    var talk = Conversation()
    talk.open()
    talk.send(.server, "def", at: 3)
    talk.send(.client, [.rst])
    talk.send(.server, "abc")
    talk.send(.client, at: 0, after: 2_000, clientPort: 9)
    #expect(talk.told == ["server \"abcdef\"", "client reset", "server reset", "closed"])
    let counts = talk.events.compactMap { event -> TCPCounts? in
      guard case .closed(let counts) = event.kind else { return nil }
      return counts
    }
    #expect(counts.first?.resetBy == .client)
  }

  @Test func `ports that are used again are another connection`() {
    var talk = Conversation()
    talk.open()
    talk.send(.client, "abc")
    #expect(textsAfterSYN(talk) == [1: "new"])
    // Of the one before, only its end was captured.
    var rest = Conversation()
    rest.send(.server, at: 0, [.ack, .fin])
    rest.send(.client, [.rst])
    #expect(textsAfterSYN(rest) == [1: "new"])
  }

  @Test func `the end of an earlier connection, and its acknowledgment, is no loss of this one`() {
    var talk = Conversation()
    talk.open()
    talk.send(.client, "abc")
    talk.send(.server, "", at: 500_000_000, [.ack, .fin], ack: 3)
    talk.send(.client, "", at: 3, [.ack], ack: 500_000_001)
    talk.send(.server, "def", at: 0, ack: 3)
    talk.finish()
    #expect(!talk.told.contains { $0.contains("gap") }, "\(talk.told)")
    #expect(talk.told.contains("client \"abc\"") && talk.told.contains("server \"def\""))
  }

  /// What the streams say when a client opens another connection from the same port.
  private func textsAfterSYN(_ talk: Conversation) -> [Int: String] {
    var reassembler = talk.reassembler
    let place = PacketPlace(number: 9, time: Timestamp(nanoseconds: 1_000_000_000))
    for (number, flags, text) in [
      (2_000_000_077, TCPSegment.Flags.syn, ""), (2_000_000_078, .ack, "new"),
    ] as [(UInt32, TCPSegment.Flags, String)] {
      reassembler.receive(
        TCPSegment(
          place: place, source: Conversation.client, destination: Conversation.server,
          sequenceNumber: number, acknowledgementNumber: 0, flags: flags, window: 0,
          payload: Array(text.utf8)[...], payloadLength: text.utf8.count))
    }
    reassembler.finish()
    var data: [Int: String] = [:]
    while let event = reassembler.next() {
      if case .piece(.data(let bytes), _) = event.kind {
        data[event.stream, default: ""] += String(decoding: bytes, as: UTF8.self)
      }
    }
    return data
  }

  @Test func `a second answer to SYN with another number changes nothing`() {
    var talk = Conversation()
    talk.open()
    talk.send(.client, "abc")
    let other = TCPSegment(
      place: PacketPlace(number: 5, time: Timestamp(nanoseconds: 0)), source: Conversation.server,
      destination: Conversation.client, sequenceNumber: 77_777,
      acknowledgementNumber: Conversation.clientStart &+ 1, flags: [.syn, .ack], window: 0,
      payload: [], payloadLength: 0)
    talk.reassembler.receive(other)
    talk.send(.server, "answer", ack: 3)
    #expect(talk.told == ["client \"abc\"", "server \"answer\""])
  }

  @Test func `memory is bounded by connections and by bytes`() {
    var limits = TCPReassembler.Limits()
    limits.connections = 8
    var many = Conversation(limits: limits)
    for port in UInt16(1_000)..<1_020 { many.send(.client, "abc", [.ack, .syn], clientPort: port) }
    #expect(many.told.contains("tcp-too-many-connections"))
    #expect(many.told.filter { $0 == "closed" }.count >= 12)

    limits.heldBytes = 1_000
    var heavy = Conversation(limits: limits)
    for port in UInt16(1_000)..<1_007 { heavy.send(.client, "", [.syn], clientPort: port) }
    for port in UInt16(1_000)..<1_007 {
      heavy.send(.client, String(repeating: "x", count: 500), at: 10, clientPort: port)
    }
    #expect(heavy.told.filter { $0 == "client gap 10" }.count == 5)
  }

  @Test func `a segment astray does not make a stream jump`() {
    var talk = Conversation()
    talk.open()
    talk.send(.client, "", at: 900_000_000, [.ack, .fin])
    talk.send(.client, "astray", at: 500_000_000)
    talk.send(.server, "hello", ack: 0)
    talk.send(.client, "abc", ack: 5)
    talk.send(.client, "def", at: 3, after: 130_000)
    talk.send(.client, "ghi", at: 6)
    #expect(talk.told == ["client \"abc\"", "server \"hello\"", "client \"defghi\""])
    talk.finish()
    #expect(!talk.told.contains { $0.contains("gap") })
  }

  @Test func `any order of the segments gives the same text`() {
    let text = "The quick brown fox jumps over the lazy dog"
    var random = SystemRandomNumberGenerator()
    for _ in 0..<200 {
      var talk = Conversation()
      talk.open()
      var pieces = stride(from: 0, to: text.count, by: 3).map { ($0, min(3, text.count - $0)) }
      pieces.shuffle(using: &random)
      for (offset, count) in pieces {
        talk.send(
          .client, String(text.dropFirst(offset).prefix(count + Int.random(in: 0...4))), at: offset)
      }
      #expect(talk.told == ["client \"\(text)\""])
    }
  }

  @Test func `nothing traps on segments that make no sense`() {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<50 {
      var talk = Conversation()
      for _ in 0..<200 {
        talk.send(
          Bool.random() ? .client : .server, String("abcdefgh".prefix(Int.random(in: 0...8))),
          at: Int(Int32.random(in: .min ... .max, using: &random)),
          .init(rawValue: UInt8.random(in: 0...63)), ack: Int(Int32.random(in: .min ... .max)),
          lost: Int.random(in: 0...2_000), after: Int.random(in: -5...2_000),
          clientPort: UInt16.random(in: 440...446))
      }
      talk.finish()
      #expect(talk.told.last == "closed" || talk.told.isEmpty)
    }
  }
}
