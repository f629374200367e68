import PacketCapture
import Testing

/// A way of wrapping the IPv4 packet of `Datagrams`, written down from the specifications.
struct LinkLayer: CustomTestStringConvertible, Sendable {
  var testDescription: String
  var linkType: LinkType
  var bytes: [UInt8]

  init(_ name: String, _ linkType: UInt32, _ bytes: [UInt8]) {
    testDescription = name
    self.linkType = LinkType(rawValue: linkType)
    self.bytes = bytes
  }

  private static let ip = Datagrams.ipv4()
  private static let snap = hex("aaaa03 000000 0800")
  private static let wlan = hex("0000 ffffffffffff 020000000001 020000000002 1000")

  static let all: [LinkLayer] = ethernet + serial + loopback + wireless + metadata + tunnels

  static let ethernet = [
    LinkLayer("Ethernet", 1, Datagrams.ethernet(ip)),
    LinkLayer("Ethernet, padded", 1, Datagrams.ethernet(ip + [UInt8](repeating: 7, count: 9))),
    LinkLayer("VLAN", 1, Datagrams.ethernet(hex("0064 0800") + ip, type: 0x8100)),
    LinkLayer("QinQ", 1, Datagrams.ethernet(hex("0064 8100 00c8 0800") + ip, type: 0x88A8)),
    LinkLayer("QinQ, old", 1, Datagrams.ethernet(hex("0064 8100 00c8 0800") + ip, type: 0x9100)),
    LinkLayer("MPLS", 1, Datagrams.ethernet(hex("00010040 00011140") + ip, type: 0x8847)),
    LinkLayer(
      "MPLS pseudowire", 1,
      Datagrams.ethernet(hex("00011140 00000000") + Datagrams.ethernet(ip), type: 0x8847)),
    LinkLayer("PPPoE", 1, Datagrams.ethernet(pppoe, type: 0x8864)),
    LinkLayer(
      "LLC with SNAP", 1,
      Datagrams.ethernet(snap + ip, type: UInt16(snap.count + ip.count)) + [0, 0]),
    LinkLayer("LLC", 1, Datagrams.ethernet(hex("060603") + ip, type: UInt16(3 + ip.count))),
    LinkLayer(
      "PCAPdroid", 1,
      Datagrams.ethernet(ip) + hex("01072021 000027d3") + Array("org.example.app".utf8)
        + hex("0000000000 00000000")),
    LinkLayer("IPv6", 1, Datagrams.ethernet(Datagrams.ipv6(), type: 0x86DD)),
    LinkLayer("ATM, bridged", 100, hex("aaaa03 0080c2 0007 0000") + Datagrams.ethernet(ip)),
    LinkLayer("ARCNET, RFC 1051", 7, hex("be ed f0") + ip),
    LinkLayer("ARCNET of Linux", 129, hex("be ed ed00 f0") + ip),
    LinkLayer("ARCNET, RFC 1201", 7, hex("be ed d4 00 0001") + ip),
    LinkLayer("ARCNET, IPv6, padded", 7, hex("be ed c4 ff ffff 0000 0000") + Datagrams.ipv6()),
    LinkLayer("IP over InfiniBand", 242, [UInt8](repeating: 1, count: 40) + hex("0800 0000") + ip),
  ]

  private static let pppoe = hex("11 00 0007") + integer(UInt16(2 + ip.count)) + hex("0021") + ip

  static let serial = [
    LinkLayer("PPP", 9, hex("ff03 0021") + ip), LinkLayer("PPP, short", 9, hex("21") + ip),
    LinkLayer("PPP without address", 50, hex("0021") + ip),
    LinkLayer("PPP in frames", 50, hex("ff03 0021") + ip),
    LinkLayer("Cisco HDLC under PPP", 50, hex("0f00 0800") + ip),
    LinkLayer("Cisco HDLC", 104, hex("0f00 0800") + ip),
    LinkLayer("PPP with direction", 166, hex("00 ff03 0021") + ip),
    LinkLayer("PPP of pppd", 204, hex("01 ff03 0021") + ip),
    LinkLayer("PPPoE without Ethernet", 51, pppoe),
    LinkLayer("PPP, IPv6", 9, hex("ff03 0057") + Datagrams.ipv6()),
  ]

  static let loopback = [
    LinkLayer("null, little-endian", 0, hex("02000000") + ip),
    LinkLayer("null, big-endian", 0, hex("00000002") + ip),
    LinkLayer("null, macOS", 0, hex("1e000000") + Datagrams.ipv6()),
    LinkLayer("null, FreeBSD", 0, hex("0000001c") + Datagrams.ipv6()),
    LinkLayer("loop", 108, hex("00000002") + ip), LinkLayer("raw", 101, ip),
    LinkLayer("raw, IPv6", 101, Datagrams.ipv6()), LinkLayer("raw of Linux", 12, ip),
    LinkLayer("raw of OpenBSD", 14, ip), LinkLayer("IPv4", 228, ip),
    LinkLayer("IPv6", 229, Datagrams.ipv6()),
    LinkLayer("Linux cooked", 113, hex("0000 0001 0006 0200000000010000 0800") + ip),
    LinkLayer(
      "Linux cooked, VLAN", 113, hex("0000 0001 0006 0200000000010000 8100 0064 0800") + ip),
    LinkLayer(
      "Linux cooked 2", 276,
      hex("86dd 0000 00000002 0001 00 06 0200000000010000") + Datagrams.ipv6()),
  ]

  static let wireless = [
    LinkLayer("802.11", 105, hex("0802") + wlan + snap + ip),
    LinkLayer(
      "802.11 between access points", 105, hex("0803") + wlan + hex("020000000003") + snap + ip),
    LinkLayer("802.11 with QoS", 105, hex("8801") + wlan + hex("0000") + snap + ip),
    LinkLayer("802.11 with QoS and HT", 105, hex("8881") + wlan + hex("0000 00000000") + snap + ip),
    LinkLayer("802.11, several in one", 105, hex("8802") + wlan + hex("8000") + subframe),
    LinkLayer("radiotap", 127, hex("0000 0800 00000000 0802") + wlan + snap + ip),
    LinkLayer(
      // Time stamp, then flags with padding behind the header; the fields go on in a second word.
      "radiotap, padded", 127,
      hex("0000 1900 03000080 00000000 00000000 1122334455667788 20 8801") + wlan + hex("0000 0000")
        + snap
        + ip),
    LinkLayer("Prism", 119, hex("44000000 90000000") + zeros(136) + hex("0802") + wlan + snap + ip),
    LinkLayer("AVS", 163, hex("80211001 00000040") + zeros(56) + hex("0802") + wlan + snap + ip),
    LinkLayer("PPI", 192, hex("0000 0800 69000000 0802") + wlan + snap + ip),
  ]

  private static let subframe =
    hex("020000000001 020000000002") + integer(UInt16(8 + ip.count)) + snap + ip

  static let metadata = [
    LinkLayer("PKTAP", 258, hex("0c000000 01000000 01000000") + Datagrams.ethernet(ip)),
    LinkLayer(
      "PKTAP of older systems", 149,
      hex("6c000000 01000000 01000000") + [UInt8](repeating: 0, count: 96) + Datagrams.ethernet(ip)),
    LinkLayer("NFLOG", 239, hex("02000000 0500 0a00 61000000") + nflog),
    LinkLayer(
      "ERF", 197, hex("0000000000000000 02 04 0000 0000 0000 0000") + Datagrams.ethernet(ip)),
    LinkLayer(
      "ERF, extended", 197,
      hex("0000000000000000 82 04 0000 0000 0000") + hex("8000000000000000 0000000000000000 0000")
        + Datagrams.ethernet(ip)),
  ]

  private static let nflog = integer(UInt16(4 + ip.count), little: true) + hex("0900") + ip

  static let tunnels = [
    tunnel("GRE", 47, hex("0000 0800") + ip),
    tunnel("GRE with all fields", 47, hex("b000 0800 0000 0000 00000001 00000002") + ip),
    tunnel("GRE, Ethernet", 47, hex("0000 6558") + Datagrams.ethernet(ip)),
    tunnel("PPTP", 47, hex("3081 880b 0030 0001 00000001 00000002 ff03 0021") + ip),
    tunnel("ERSPAN", 47, hex("1000 88be 00000001 1001000100000000") + Datagrams.ethernet(ip)),
    tunnel("IP in IP", 4, ip), tunnel("6in4", 41, Datagrams.ipv6()),
    tunnel("MPLS in IP", 137, hex("00011140") + ip),
    tunnel("authenticated", 51, hex("06 04 0000 00000001 00000001") + zeros(12) + Datagrams.tcp),
    tunnel(
      "VXLAN", 17, Datagrams.udp(hex("08000000 00002a00") + Datagrams.ethernet(ip), to: 4_789)),
    tunnel(
      "GENEVE", 17,
      Datagrams.udp(hex("0100 6558 00002a00 00000000") + Datagrams.ethernet(ip), to: 6_081)),
    tunnel("GTP", 17, Datagrams.udp(hex("30 ff 0030 00000001") + ip, to: 2_152)),
    tunnel(
      "GTP, extended", 17,
      Datagrams.udp(hex("34 ff 0038 00000001 0000 00 85 01 0000 00") + ip, to: 2_152)),
    tunnel(
      "AYIYA", 17,
      Datagrams.udp(
        hex("41 52 11 29 4af64bfd") + zeros(16) + zeros(20) + Datagrams.ipv6(), to: 5_072)),
    LinkLayer(
      "IPv6 with extension headers", 101,
      Datagrams.ipv6(
        hex("2b 00 000000000000  3c 00 04 00 00000000  2c 01 000000000000 0000000000000000")
          + hex("06 00 0000 00000001") + Datagrams.tcp, next: 0)),
    LinkLayer("IPv4 in IPv6", 101, Datagrams.ipv6(ip, next: 4)),
  ]

  private static func tunnel(_ name: String, _ number: UInt8, _ payload: [UInt8]) -> LinkLayer {
    LinkLayer(
      name, 1, Datagrams.ethernet(Datagrams.ipv4(payload, protocolNumber: number, number: 9)))
  }

  private static func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }
}
