import Bytes
import PacketCapture
import TCPReassembly

/// A connection of a test: segments in order of capture, and what comes out of them.
struct Conversation {
  var reassembler: TCPReassembler
  private var packet = 0
  private var time: Int64 = 0
  /// What came out so far, as a reader would tell it: `client "GET"`, `server gap 3`.
  private(set) var told: [String] = []
  private(set) var events: [StreamEvent] = []

  static let client = SocketAddress(version4: 0x0A00_0002, port: 51522)
  static let server = SocketAddress(version4: 0x0A00_0001, port: 443)

  /// The first sequence numbers of both: that of the client is about to wrap around.
  static let clientStart: UInt32 = .max - 3
  static let serverStart: UInt32 = 1_000

  init(limits: TCPReassembler.Limits = .init()) { reassembler = TCPReassembler(limits: limits) }

  /// A segment.
  ///
  /// - Parameters:
  ///   - offset: Where its first byte stands in the stream, from 0.
  ///   - ack: How much of the other stream its sender has.
  ///   - lost: Bytes behind `text` that the recorder cut off.
  mutating func send(
    _ sender: Sender, _ text: String = "", at offset: Int = 0,
    _ flags: TCPSegment.Flags = [.ack], ack: Int = 0, lost: Int = 0, after milliseconds: Int = 1,
    clientPort: UInt16 = 51522
  ) {
    packet += 1
    time += Int64(milliseconds) * 1_000_000
    var client = Self.client
    client.port = clientPort
    let isClient = sender == .client
    let (own, other) =
      isClient ? (Self.clientStart, Self.serverStart) : (Self.serverStart, Self.clientStart)
    let number = flags.contains(.syn) ? own : own &+ 1 &+ UInt32(truncatingIfNeeded: offset)
    reassembler.receive(
      TCPSegment(
        place: PacketPlace(number: packet, time: Timestamp(nanoseconds: time)),
        source: isClient ? client : Self.server, destination: isClient ? Self.server : client,
        sequenceNumber: number,
        acknowledgementNumber: other &+ 1 &+ UInt32(truncatingIfNeeded: ack), flags: flags,
        window: 65_535, payload: Array(text.utf8)[...], payloadLength: text.utf8.count + lost))
    collect()
  }

  /// The three segments with which a connection opens.
  mutating func open() {
    send(.client, [.syn])
    send(.server, [.syn, .ack])
    send(.client)
  }

  mutating func send(_ sender: Sender, _ flags: TCPSegment.Flags) { send(sender, "", flags) }
  mutating func send(_ sender: Sender, _ text: String, _ flags: TCPSegment.Flags) {
    send(sender, text, at: 0, flags)
  }

  mutating func finish() {
    reassembler.finish()
    collect()
  }

  private mutating func collect() {
    while let event = reassembler.next() {
      events.append(event)
      switch event.kind {
      case .opened: break
      case .piece(let piece, let sender): tell(piece, sender)
      case .closed: told.append("closed")
      case .diagnostic(let diagnostic): told.append(diagnostic.id)
      }
    }
  }

  private mutating func tell(_ piece: StreamPiece, _ sender: Sender) {
    switch piece {
    case .data(let bytes):
      let text = String(decoding: bytes, as: UTF8.self)
      // Two pieces in a row of one sender are one text.
      if let last = told.last, last.hasPrefix("\(sender) \""), last.hasSuffix("\"") {
        told[told.count - 1] = last.dropLast() + text + "\""
      } else {
        told.append("\(sender) \"\(text)\"")
      }
    case .gap(let count): told.append("\(sender) gap \(count.map { String($0) } ?? "?")")
    case .end(let end): told.append("\(sender) \(end)")
    }
  }
}
