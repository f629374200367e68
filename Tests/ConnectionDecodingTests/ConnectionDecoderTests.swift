import Bytes
import ConnectionDecoding
import HTTPMessages
import PacketCapture
import TCPReassembly
import TLSDecryption
import Testing

struct ConnectionDecoderTests {
  enum Step {
    case sends(Sender, String)
    case gap(Sender, Int)
  }

  /// What comes out; each step is a packet, the first has number 1.
  private func read(
    _ steps: [Step], split: (Int, [UInt8]) -> [[UInt8]] = { [$1] }
  ) -> (lines: [String], layers: ConnectionLayers) {
    let secrets = TLSSecrets()
    secrets.finish()
    var decoder = ConnectionDecoder(
      capture: "a.pcap", stream: 7,
      ends: TCPEnds(
        client: SocketAddress(version4: 0x7F00_0001, port: 50_000),
        server: SocketAddress(version4: 0x7F00_0001, port: 8_080), isFromStart: true),
      secrets: secrets)
    var lines: [String] = []
    func take() {
      while let event = decoder.next() {
        switch event {
        case .exchange(let exchange):
          let body = exchange.response.map { String(decoding: $0.body.bytes, as: UTF8.self) } ?? ""
          lines.append(
            "\(exchange.request.method) \(exchange.request.target) \(exchange.response?.status ?? 0) \(body)"
          )
          lines += exchange.diagnostics.map { "\($0.id) \($0.place)" }
        case .diagnostic(let diagnostic): lines.append("\(diagnostic)")
        }
      }
    }
    for (index, step) in steps.enumerated() {
      let place = PacketPlace(
        number: index + 1, time: Timestamp(nanoseconds: Int64(index) * 1_000_000))
      switch step {
      case .sends(let sender, let text):
        for piece in split(index, Array(text.utf8)) {
          decoder.receive(.data(piece[...]), from: sender, at: place)
          take()
        }
      case .gap(let sender, let count):
        decoder.receive(.gap(count: count), from: sender, at: place)
        take()
      }
    }
    decoder.finish()
    take()
    return (lines, decoder.layers)
  }

  /// A request to a proxy, and a connection through it, with a hole between two exchanges of it.
  private let tunnel: [Step] = [
    .sends(.client, "CONNECT a.example.com:80 HTTP/1.1\r\n\r\n"),
    .sends(.server, "HTTP/1.1 200 OK\r\n\r\n"),
    .sends(.client, "GET /1 HTTP/1.1\r\nHost: a.example.com\r\n\r\n"),
    .sends(.server, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none"),
    .gap(.client, 30), .gap(.server, 40),
    .sends(.client, "GET /3 HTTP/1.1\r\nHost: a.example.com\r\n\r\n"),
    .sends(.server, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nthree"),
  ]

  @Test func `every split of the same bytes gives the same events`() {
    let whole = read(tunnel)
    #expect(whole.layers.exchanges == 3 && whole.layers.isTunnel)
    for (at, step) in tunnel.enumerated() {
      guard case .sends(_, let text) = step else { continue }
      for place in 1..<text.utf8.count {
        let split = read(tunnel) { index, bytes in
          index == at ? [Array(bytes[..<place]), Array(bytes[place...])] : [bytes]
        }
        #expect(split.lines == whole.lines, "step \(at) at \(place)")
        #expect(split.layers == whole.layers)
      }
    }
    #expect(read(tunnel) { $1.map { [$0] } }.lines == whole.lines)
  }

  @Test func `a gap between messages is told with its size and place`() {
    let gaps = read(tunnel).lines.filter { $0.contains("tcp-gap") }
    #expect(gaps.count == 2)
    #expect(gaps[0].contains("a.pcap, stream 7, packet 5") && gaps[0].contains("30 bytes"))
    #expect(gaps[1].contains("a.pcap, stream 7, packet 6") && gaps[1].contains("40 bytes"))
    #expect(gaps.allSatisfy { $0.contains("isDamage: true") })
  }

  @Test func `a gap before the first message is told once there is one`() {
    let steps: [Step] = [
      .gap(.client, 9), .sends(.client, "GET /1 HTTP/1.1\r\n\r\n"),
      .sends(.server, "HTTP/1.1 204 No Content\r\n\r\n"),
    ]
    #expect(read(steps).lines.contains { $0.contains("tcp-gap") && $0.contains("packet 1\"") })
  }

  @Test func `a gap in what is not HTTP, or not any more, is no loss`() {
    let other: [Step] = [
      .sends(.client, "EHLO a.example.com\r\n"), .gap(.server, 100),
      .sends(.server, "250 OK\r\n"), .sends(.client, "MAIL FROM:<a@example.com>\r\n"),
    ]
    #expect(read(other).lines.isEmpty)
    let upgraded: [Step] = [
      .sends(.client, "GET /chat HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"),
      .sends(
        .server,
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"),
      .gap(.server, 100), .sends(.server, "\u{1}\u{2}\u{3}"),
    ]
    #expect(read(upgraded).lines.filter { $0.contains("tcp-gap") }.isEmpty)
  }
}
