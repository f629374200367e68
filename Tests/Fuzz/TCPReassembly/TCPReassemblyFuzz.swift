import Bytes
import FuzzSupport
import PacketCapture
import TCPReassembly

/// Segments of a few connections: what comes out was sent, each connection opens and closes once, and
/// nothing comes of one that is closed.
@main enum TCPReassemblyFuzz: Fuzzer {
  static func test(_ input: FuzzInput) {
    var limits = TCPReassembler.Limits()
    // Small enough to be met.
    (limits.connections, limits.waiting, limits.heldBytes) = (3, 2, 1 << 12)
    var reassembler = TCPReassembler(limits: limits)
    var open: Set<Int> = []
    var ended: Set<Int> = []
    var (sent, given) = (0, 0)
    func take() {
      while let event = reassembler.next() {
        switch event.kind {
        case .opened:
          precondition(open.insert(event.stream).inserted && !ended.contains(event.stream))
        case .piece(let piece, _):
          precondition(open.contains(event.stream), "a piece of a connection that is not open")
          if case .data(let bytes) = piece { given += bytes.count }
          if case .gap(let count) = piece { precondition(count.map { $0 > 0 } ?? false) }
        case .closed:
          precondition(open.remove(event.stream) != nil)
          ended.insert(event.stream)
        case .diagnostic: break
        }
      }
      precondition(given <= sent, "more bytes come out than were sent")
    }
    for segment in segments(input.bytes) {
      sent += segment.payload.count
      reassembler.receive(segment)
      take()
    }
    reassembler.finish()
    take()
    precondition(open.isEmpty, "a connection that was not closed")
  }
}

/// ```
///  0        1       2                6                10     11      12
/// ┌────────┬───────┬────────────────┬────────────────┬──────┬───────┬────────┬──────────┐
/// │ ends   │ flags │ number, BE     │ acknowledged   │ wait │ lost  │ length │ bytes …  │
/// └────────┴───────┴────────────────┴────────────────┴──────┴───────┴────────┴──────────┘
/// ```
private func segments(_ bytes: [UInt8]) -> [TCPSegment] {
  var rest = bytes[...]
  var segments: [TCPSegment] = []
  var time: Int64 = 0
  func word() -> UInt32 {
    let word = rest.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    rest = rest.dropFirst(4)
    return word
  }
  while rest.count >= 13 {
    let ends = rest.removeFirst()
    let flags = TCPSegment.Flags(rawValue: rest.removeFirst())
    let (number, acknowledged) = (word(), word())
    // Up to 16 s, mostly less.
    let wait = Int64(rest.removeFirst())
    time += wait * wait * 250_000
    let lost = Int(rest.removeFirst())
    let length = Int(rest.removeFirst())
    let payload = rest.prefix(length)
    rest = rest.dropFirst(length)
    let client = SocketAddress(version4: 0x0A00_0002, port: 50_000 + UInt16(ends >> 1 & 7))
    let server = SocketAddress(version4: 0x0A00_0001, port: 443)
    segments.append(
      TCPSegment(
        place: PacketPlace(number: segments.count + 1, time: Timestamp(nanoseconds: time)),
        source: ends & 1 == 0 ? client : server, destination: ends & 1 == 0 ? server : client,
        sequenceNumber: number, acknowledgementNumber: acknowledged, flags: flags, window: 65_535,
        payload: payload, payloadLength: payload.count + lost))
  }
  return segments
}
