import Bytes
import HTTPMessages
import Testing

struct ExchangeTests {
  @Test func `an exchange is found by its entry or its first packet`() {
    #expect(Exchange.Place(capture: "a.har", entry: 3).number == 3)
    let packets = Exchange.Place(capture: "a.pcap", stream: 2, firstPacket: 10, lastPacket: 14)
    #expect(packets.number == 10)
    #expect(packets.position == .packets(first: 10, last: 14, stream: 2))
  }

  private static func span(_ start: Int64, _ end: Int64) -> Exchange.Span {
    .init(
      start: Timestamp(nanoseconds: start * 1_000_000),
      end: Timestamp(nanoseconds: end * 1_000_000))
  }

  @Test func `an exchange is sent, waited for and received`() {
    let timings = Exchange.Timings(request: Self.span(10, 12), response: Self.span(20, 27))
    #expect(timings.send == 2)
    #expect(timings.wait == 8)
    #expect(timings.receive == 7)
  }

  @Test func `nothing takes less than no time, and what is not there takes none`() {
    let early = Exchange.Timings(request: Self.span(10, 30), response: Self.span(20, 27))
    #expect(early.wait == 0)
    let lone = Exchange.Timings(request: nil, response: Self.span(20, 27))
    #expect(lone.send == nil && lone.wait == nil)
    let absurd = Exchange.Span(
      start: Timestamp(nanoseconds: .min), end: Timestamp(nanoseconds: .max))
    #expect(absurd.milliseconds == 0)
  }
}
