import Bytes
import FuzzSupport
import PacketCapture

/// A capture file: every split of it gives the same events, and no packet has more bytes than the
/// file.
@main enum PacketCaptureFuzz: Fuzzer {
  static func test(_ input: FuzzInput) {
    var input = input
    expectSame(events([input.bytes]), events(input.pieces(of: input.bytes)))
  }
}

private func events(_ pieces: [[UInt8]]) -> [String] {
  var reader = PacketReader(capture: "a")
  var decoder = SegmentDecoder(capture: "a")
  let size = pieces.reduce(0) { $0 + $1.count }
  var events: [String] = []
  var captured = 0
  func takeSegments() {
    while let event = decoder.next() {
      if case .segment(let segment) = event {
        events.append("\(segment.place.number) \(segment.sequenceNumber)")
        events.append("\(segment.payloadLength) \(segment.payload.hashValue)")
      } else {
        events.append("\(event)")
      }
    }
  }
  func take() {
    do {
      while let event = try reader.next() {
        if case .packet(let packet) = event {
          captured += packet.bytes.count
          precondition(captured <= size, "packets have more bytes than their file")
          events.append("\(packet.place) \(packet.linkType) \(packet.originalLength)")
          events.append("\(packet.bytes.hashValue)")
          decoder.receive(packet)
        } else {
          events.append("\(event)")
        }
        takeSegments()
      }
    } catch {
      events.append("\(error)")
    }
  }
  for piece in pieces {
    reader.receive(piece)
    take()
  }
  reader.finish()
  take()
  decoder.finish()
  takeSegments()
  precondition(events.count <= 16 * size + 64, "too many events")
  return events
}
