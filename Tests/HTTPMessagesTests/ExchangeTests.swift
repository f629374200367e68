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

  private static func span(_ start: Int64, _ end: Int64) -> Exchange.Transfer.Span {
    .init(
      start: Timestamp(nanoseconds: start * 1_000_000),
      end: Timestamp(nanoseconds: end * 1_000_000))
  }

  @Test func `an exchange is sent, waited for and received`() {
    let transfer = Exchange.Transfer(
      version: .http11, request: Self.span(10, 12), response: Self.span(20, 27))
    #expect(transfer.sendMilliseconds == 2)
    #expect(transfer.waitMilliseconds == 8)
    #expect(transfer.receiveMilliseconds == 7)
    #expect(transfer.durationMilliseconds == 17)
  }

  @Test func `nothing takes less than no time, and what is not there takes none`() {
    let early = Exchange.Transfer(
      version: .http11, request: Self.span(10, 30), response: Self.span(20, 27))
    #expect(early.waitMilliseconds == 0)
    #expect(early.durationMilliseconds == 17)
    let lone = Exchange.Transfer(version: .http2, response: Self.span(20, 27))
    #expect(lone.sendMilliseconds == nil && lone.waitMilliseconds == nil)
    #expect(lone.durationMilliseconds == nil)
    let absurd = Exchange.Transfer(
      version: .http2,
      request: .init(
        start: Timestamp(nanoseconds: .min), end: Timestamp(nanoseconds: .max)))
    #expect(absurd.sendMilliseconds == 0)
  }
}
