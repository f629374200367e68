import Bytes
import PacketCapture
import Testing

@Suite struct FragmentTableTests {
  /// A TCP segment of 20 + 60 bytes, whose payload counts up.
  static let tcp = Array(Datagrams.tcp.prefix(20)) + (0..<60).map { UInt8($0) }

  static func fragment(
    _ range: Range<Int>, more: Bool, of tcp: [UInt8] = tcp, number: UInt16 = 5
  ) -> [UInt8] {
    Datagrams.ipv4(
      Array(tcp[range]), number: number,
      fragment: UInt16(range.lowerBound / 8) | (more ? 0x2000 : 0))
  }

  static func packets(_ fragments: [[UInt8]]) -> [Packet] {
    fragments.enumerated().map { packet($0.element, .raw, number: $0.offset + 1) }
  }

  @Test(
    arguments: [
      [0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0], [0, 0, 1, 1, 2],
    ])
  func `fragments in any order give the segment once`(order: [Int]) throws {
    let parts = [
      Self.fragment(0..<32, more: true), Self.fragment(32..<64, more: true),
      Self.fragment(64..<80, more: false),
    ]
    let found = segments(Self.packets(order.map { parts[$0] }))
    #expect(found.map { Array($0.payload) } == [Array(Self.tcp.dropFirst(20))])
    #expect(found.first?.place.number == order.count)
    #expect(found.first?.payloadLength == 60)
  }

  @Test func `fragments of IPv6 give the segment`() {
    func fragment(_ range: Range<Int>, more: Bool) -> [UInt8] {
      Datagrams.ipv6(
        hex("06 00") + integer(UInt16(range.lowerBound) | (more ? 1 : 0)) + hex("000000aa")
          + Self.tcp[range], next: 44)
    }
    let found = segments(
      Self.packets([fragment(40..<80, more: false), fragment(0..<40, more: true)]))
    #expect(found.map { Array($0.payload) } == [Array(Self.tcp.dropFirst(20))])
  }

  @Test(
    arguments: [
      [0..<48, 32..<80], [32..<80, 0..<48], [0..<24, 40..<80, 16..<48], [40..<64, 0..<16, 8..<80],
      [0..<80],
    ])
  func `where fragments overlap, what came first stands`(ranges: [Range<Int>]) {
    var expected = [UInt8?](repeating: nil, count: 80)
    var fragments: [[UInt8]] = []
    for (index, range) in ranges.enumerated() {
      // Every fragment has bytes of its own, apart from the header of TCP.
      let tcp = Self.tcp.prefix(20) + Self.tcp.dropFirst(20).map { $0 + UInt8(index) * 60 }
      for place in range where expected[place] == nil { expected[place] = tcp[place] }
      let isLast = range.upperBound == 80
      fragments.append(Self.fragment(range, more: !isLast, of: Array(tcp)))
    }
    let found = segments(Self.packets(fragments))
    #expect(found.map { Array($0.payload) } == [expected.dropFirst(20).map { $0 ?? 0xFF }])
  }

  @Test func `packets of different numbers are not mixed`() {
    let found = segments(
      Self.packets([
        Self.fragment(0..<40, more: true, number: 1),
        Self.fragment(40..<80, more: false, number: 2),
      ]))
    #expect(found.isEmpty)
  }

  @Test func `a fragment a minute later is of another packet`() {
    let first = packet(Self.fragment(0..<40, more: true), .raw)
    let late = packet(Self.fragment(40..<80, more: false), .raw, at: 61_000_000_000)
    #expect(segments([first, late]).isEmpty)
    let soon = packet(Self.fragment(40..<80, more: false), .raw, at: 59_000_000_000)
    #expect(segments([first, soon]).count == 1)
  }

  @Test func `too many that wait push the oldest out`() {
    var decoder = SegmentDecoder(capture: "test")
    for number in 0..<1_000 {
      decoder.receive(packet(Self.fragment(0..<40, more: true, number: UInt16(number)), .raw))
    }
    #expect(decoder.counts.passedOver[.fragment] == 744)
    decoder.receive(packet(Self.fragment(40..<80, more: false, number: 0), .raw))
    decoder.receive(packet(Self.fragment(40..<80, more: false, number: 999), .raw))
    #expect(decoder.counts.segments == 1)
    decoder.finish()
    #expect(decoder.counts.passedOver[.fragment] == 1_000)
  }

  @Test func `a fragment that the recorder cut leaves a hole`() {
    let whole = Self.fragment(0..<40, more: true)
    let cut = packet(Array(whole.dropLast(8)), .raw, original: whole.count)
    let rest = packet(Self.fragment(40..<80, more: false), .raw)
    #expect(segments([cut, rest]).isEmpty)
    // Sent again, it is filled.
    #expect(segments([cut, rest, packet(whole, .raw)]).count == 1)
  }
}
