import Bytes
import PacketCapture
import Testing

@Suite struct SegmentDecoderTests {
  @Test(arguments: LinkLayer.all)
  func `the segment is found behind`(_ layer: LinkLayer) throws {
    let found = segments([packet(layer.bytes, layer.linkType)])
    let segment = try #require(found.first)
    #expect(found.count == 1)
    let isVersion4 = segment.source.isVersion4
    #expect(
      segment.source
        == (isVersion4
          ? SocketAddress(version4: 0xC000_0201, port: 40_000)
          : SocketAddress(version6: 0x2001_0DB8_0000_0000, 1, port: 40_000)))
    #expect(
      segment.destination
        == (isVersion4
          ? SocketAddress(version4: 0xC633_6402, port: 443)
          : SocketAddress(version6: 0x2001_0DB8_0000_0000, 2, port: 443)))
    #expect(segment.sequenceNumber == 100)
    #expect(segment.acknowledgementNumber == 200)
    #expect(segment.flags == [.psh, .ack])
    #expect(segment.window == 256)
    #expect(Array(segment.payload) == Datagrams.payload)
    #expect(segment.payloadLength == 5)
  }

  @Test(arguments: LinkLayer.all)
  func `where the recorder cuts, the length on the wire stays known`(_ layer: LinkLayer) {
    for length in 0..<layer.bytes.count {
      let cut = packet(Array(layer.bytes[..<length]), layer.linkType, original: layer.bytes.count)
      for segment in segments([cut]) {
        #expect(segment.payloadLength == 5)
        #expect(Datagrams.payload.starts(with: segment.payload))
      }
    }
  }

  @Test(arguments: LinkLayer.all)
  func `no damage makes it trap`(_ layer: LinkLayer) {
    var random = Random(seed: 11)
    for _ in 0..<80 {
      var damaged = layer.bytes
      for _ in 0..<random.next(upTo: 5) + 1 {
        damaged[random.next(upTo: damaged.count)] = UInt8(random.next(upTo: 256))
      }
      damaged.removeLast(random.next(upTo: damaged.count / 2))
      let found = segments([packet(damaged, layer.linkType, original: random.next(upTo: 200))])
      #expect(found.allSatisfy { $0.payload.count <= $0.payloadLength })
    }
  }

  @Test func `several packets in one of 802.11 give a segment each`() {
    let layer = LinkLayer.wireless.first { $0.testDescription.hasSuffix("several in one") }!
    let subframe = layer.bytes.dropFirst(26)
    let padding = [UInt8](repeating: 0, count: (4 - subframe.count % 4) % 4)
    #expect(segments([packet(layer.bytes + padding + subframe, layer.linkType)]).count == 2)
  }

  @Test func `a length of 0 reaches to the end`() {
    let ip = Datagrams.ipv4(totalLength: 0)
    #expect(segments([packet(Datagrams.ethernet(ip))]).map(\.payloadLength) == [5])
    let ip6 = Datagrams.ipv6(length: 0)
    #expect(
      segments([packet(Datagrams.ethernet(ip6, type: 0x86DD))]).map(\.payloadLength) == [5])
  }

  @Test func `options of TCP and IP are no payload`() {
    var tcp = Datagrams.tcp
    tcp[12] = 0x70
    tcp.insert(contentsOf: [2, 4, 5, 0xB4, 1, 1, 1, 0], at: 20)
    let found = segments([packet(Datagrams.ipv4(tcp, options: [1, 1, 1, 0]), .raw)])
    #expect(found.map { Array($0.payload) } == [Datagrams.payload])
  }

  @Test func `tunnels within tunnels end somewhere`() {
    var bytes = Datagrams.ipv4()
    for _ in 0..<200 { bytes = Datagrams.ipv4(bytes, protocolNumber: 4) }
    #expect(segments([packet(bytes, .raw)]).isEmpty)
    let tags = (0..<2_000).flatMap { _ in hex("0064 8100") }
    #expect(segments([packet(Datagrams.ethernet(tags, type: 0x8100))]).isEmpty)
  }

  @Test func `QUIC on any port is known by its long header, and its flow from then on`() {
    var decoder = SegmentDecoder(capture: "test")
    let short: [UInt8] = [0x40, 1, 2, 3, 4, 5, 6, 7]
    for (payload, port) in [
      (short, UInt16(8_443)),  // before the flow has said what it is
      ([0xC3, 0, 0, 0, 1, 8, 0xAA, 0xBB], 8_443), (short, 8_443),
      ([0xD3, 0x6B, 0x33, 0x43, 0xCF, 8, 1, 2], 9_000),  // version 2
      ([0xC3, 0, 0, 0, 1, 21, 1, 2], 9_001),  // an ID may have 20 bytes
      ([0xC3, 0, 0, 0, 7, 8, 1, 2], 9_002), ([0x83, 0, 0, 0, 1, 8, 1, 2], 9_003),
    ] {
      let datagram = Datagrams.ipv4(Datagrams.udp(payload, to: port), protocolNumber: 17)
      decoder.receive(packet(Datagrams.ethernet(datagram)))
    }
    let counts = decoder.counts.quic.map { ($0.key.destination.port, $0.value) }
    #expect(Dictionary(uniqueKeysWithValues: counts) == [8_443: 2, 9_000: 1])
  }

  @Test func `what gives no segment is counted by reason`() {
    var decoder = SegmentDecoder(capture: "test")
    let quic = Datagrams.ipv4(Datagrams.udp([0xC0, 0, 0, 0, 1], to: 443), protocolNumber: 17)
    let wlan = LinkLayer.wireless[0].bytes
    var encrypted = wlan
    encrypted[1] |= 0x40
    var beacon = wlan
    beacon[0] = 0x80
    for packet in [
      packet(Datagrams.ethernet(quic)), packet(Datagrams.ethernet(quic)),
      packet(Datagrams.ethernet([0, 1], type: 0x0806)), packet([1, 2], LinkType(rawValue: 147)),
      packet(encrypted, .ieee80211), packet(beacon, .ieee80211),
      packet(Array(Datagrams.ipv4().prefix(30)), .raw, original: 45),
      packet(Array(Datagrams.ipv4().prefix(10)), .raw),
      packet(Datagrams.ipv4(fragment: 0x2000), .raw), packet(Datagrams.ethernet(Datagrams.ipv4())),
      packet(Datagrams.ethernet([], type: 0x88E5)),
    ] {
      decoder.receive(packet)
    }
    decoder.finish()
    let expected: [PacketCounts.PassedOver: Int] = [
      .ipProtocol(17): 2, .etherType(0x0806): 1, .linkType(LinkType(rawValue: 147)): 1,
      .wirelessEncrypted: 1, .wirelessControl: 1, .cut: 1, .malformed: 1, .fragment: 1,
      .etherType(0x88E5): 1,
    ]
    #expect(decoder.counts.passedOver == expected)
    #expect(decoder.counts.packets == 11)
    #expect(decoder.counts.segments == 1)
    let flow = PacketCounts.Flow(
      source: SocketAddress(version4: 0xC000_0201, port: 50_000),
      destination: SocketAddress(version4: 0xC633_6402, port: 443))
    #expect(decoder.counts.quic == [flow: 2])
    var ids: [String] = []
    while let event = decoder.next() {
      if case .diagnostic(let diagnostic) = event { ids.append(diagnostic.id) }
    }
    #expect(
      ids == [
        "ether-type-unknown", "fragments-missing", "headers-cut", "headers-malformed",
        "link-type-unknown", "wireless-encrypted",
      ])
  }

  @Test func `PCAPdroid's trailer names the app`() throws {
    let layer = try #require(LinkLayer.ethernet.first { $0.testDescription == "PCAPdroid" })
    let trailer = try #require(PCAPdroidTrailer(packet(layer.bytes)))
    #expect(trailer.userID == 10_195)
    #expect(trailer.appName == "org.example.app")
    #expect(PCAPdroidTrailer(packet(LinkLayer.ethernet[0].bytes)) == nil)
  }
}
