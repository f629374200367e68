import Bytes
import PacketCapture
import TestSupport
import Testing

/// The captures of public projects, against what capinfos and libpcap count in them.
@Suite(.enabled(if: SharedFiles.isPresent, SharedFiles.reason))
struct CorpusTests {
  /// Packed with xz, which CaptureInput does not take off: neither capinfos nor libpcap reads it.
  private static let packed = "pcap/libtrace/traces__5_packets.erf.xz"

  @Test func `as many packets are read as capinfos counts, or libpcap where it counts none`() throws
  {
    var packets = 0
    let known = try KnownDifferences.counts(of: "packets")
    let rows = SharedFiles.table("corpus/expected/packets.tsv")
    #expect(rows.count == 516)
    for row in rows {
      let file = try #require(row["file"])
      guard file != Self.packed else { continue }
      let other =
        row["capinfos packets"].flatMap { Int($0) } ?? row["libpcap packets"].flatMap { Int($0) }
      let expected = known[file] ?? other
      #expect(known[file] == nil || known[file] != other, "\(file)")
      let reading = Reading(try sharedCapture("corpus/" + file))
      let found = reading.packets
      #expect(found.count == expected, "\(file): \(reading.diagnostics)")
      #expect(found.last?.place.number ?? 0 == found.count, "\(file)")
      packets += found.count
    }
    #expect(packets > 100_000)
  }

  @Test func `everything that libpcap refuses and that holds packets is read`() throws {
    let known = try KnownDifferences.counts(of: "packets")
    let counts = Dictionary(
      SharedFiles.table("corpus/expected/packets.tsv").map { ($0["file"], $0["capinfos packets"]) }
    ) { $1 }
    for row in SharedFiles.table("corpus/expected/refused.tsv") {
      let file = try #require(row["file"])
      guard file != Self.packed else { continue }
      let reading = Reading(try sharedCapture("corpus/" + file))
      #expect(reading.error == nil, "\(file)")
      let before = row["packets read"].flatMap { Int($0) } ?? 0
      let packets = reading.packets
      #expect(packets.count >= before, "\(file)")
      #expect(packets.isEmpty == (known[file] ?? (counts[file] == "0" ? 0 : 1) == 0), "\(file)")
    }
  }

  // Packets with tcp.seq, and the sum of tcp.len, by TShark 4.0.17; those quoted in ICMP left out.
  @Test(arguments: [
    ("suricata-verify/decode-chdlc-01__hdlc-http_1tx.pcap", 17, 9550),
    ("libtrace/traces__5_packets.erf", 4, 769),
    ("zeek/tunnels__ayiya3.pcap", 21, 7646),
    ("tcpdump/arcnet-rfc1051-arp-icmp-http.pcap", 14, 607),
    ("zeek/tunnels__tunnel-direct-bypass.pcap", 20, 20),
    ("ndpi/6in4tunnel.pcap", 75, 23597),
    ("zeek/tunnels__geneve-47101.pcap", 24, 23892),
    ("zeek/tunnels__gtp__gtp1_gn_normal_incl_fragmentation.pcap", 68, 53042),
    ("zeek/tunnels__vxlan-encapsulated-http.pcap", 12, 9299),
    ("pcapplusplus/dns_over_tcp.pcapng", 4, 1281),
    ("zeek/ipv6-http-atomic-frag.pcap", 36, 412),
    ("wireshark-wiki/http_over_ipv6_with_options.pcap", 11, 592),
    ("arkime/pppoe.pcap", 10, 3564),
    ("wireshark-wiki/6to4.pcap", 5, 3713),
    ("zeek/mpls-in-vlan.pcap", 3, 2311),
    ("zeek/ldap__modify-request.pcapng", 17, 5779),
    ("pcapplusplus/MplsPackets.pcap", 1, 295),
    ("mercury/unit_tests__pcaps__pppoe_double_vlan_tagging.pcap", 30, 1326),
    ("zeek/snap-tcp.pcap", 8, 114),
    ("tcpdump/ipoib.pcap", 20, 1438),
    ("arkime/nflog.pcap", 10, 1339),
    ("suricata-verify/http-ipv6__input.pcap", 14, 791),
    ("packetnet/80211_unencrypted_data_frame.pcap", 1, 633),
    ("pcapplusplus/one_ipv6_http_stream.pcap", 19, 6843),
    ("arkime/gtp-iphone.pcap", 58, 11906),
    ("ndpi/tls_heur__vmess-tcp.pcapng", 96, 61511),
  ])
  func `as many segments and bytes are found as tshark finds`(
    _ file: String, count: Int, length: Int
  ) throws {
    let found = segments(Reading(try sharedCapture("corpus/pcap/" + file)).packets)
    #expect(found.count == count)
    #expect(found.reduce(0) { $0 + $1.payloadLength } == length)
  }

  @Test(arguments: SharedFiles.names(in: "captures").filter { !$0.contains(".") })
  func `nothing of our own sessions is unknown`(_ session: String) throws {
    for name in SharedFiles.names(in: "captures/" + session, prefix: "capture.pcap") {
      let reading = Reading(try sharedCapture("captures/\(session)/\(name)"))
      #expect(reading.error == nil)
      #expect(
        reading.diagnostics.allSatisfy { ["capture-cut", "packet-time-missing"].contains($0) })
      var decoder = SegmentDecoder(capture: session)
      let packets = reading.packets
      for packet in packets { decoder.receive(packet) }
      decoder.finish()
      #expect(packets.isEmpty == (decoder.counts.segments == 0))
      for reason in decoder.counts.passedOver.keys {
        switch reason {
        case .ipProtocol, .etherType(0x0806): break
        default: Issue.record("\(reason)")
        }
      }
    }
  }
}
