import Bytes
import PacketCapture
import TestSupport
import Testing

@Suite struct PacketFilterTests {
  @Test(
    arguments: [
      ("tcp", true), ("udp", false), ("host 192.0.2.1 and port 443", true), ("port 80", false),
      ("host 192.0.2.9", false), ("", true), ("src port 40000 and dst net 198.51.100.0/24", true),
    ])
  func `packets pass for which the expression is true`(_ expression: String, passes: Bool) throws {
    var filter = try PacketFilter(expression)
    // In libpcap's language IPv6 has other addresses, and what is behind a tag is not seen.
    let others = ["IPv6", "macOS", "FreeBSD", "VLAN", "cooked 2"]
    let layers = LinkLayer.loopback.filter { layer in
      !others.contains { layer.testDescription.contains($0) }
    }
    for layer in [LinkLayer.ethernet[0], LinkLayer.serial[0]] + layers {
      let isThrough = filter.matches(packet(layer.bytes, layer.linkType))
      #expect(isThrough == passes, "\(layer.testDescription)")
    }
  }

  @Test func `an expression that means nothing for a link type lets nothing of it through`() throws
  {
    var filter = try PacketFilter("wlan type data")
    let wireless = LinkLayer.wireless[0]
    let unknown = LinkType(rawValue: 60_000)
    let passed = [
      packet(wireless.bytes, wireless.linkType), packet(LinkLayer.ethernet[0].bytes),
      packet([1, 2, 3], unknown),
    ].map { filter.matches($0) }
    #expect(passed == [true, false, false])
    let refused = Set(filter.refusals.keys)
    #expect(refused == [.ethernet, unknown])
  }

  @Test(
    arguments: [
      ("VLAN", "--filter 'vlan and (port 443)' lets 1 packet through"),
      ("QinQ", "--filter 'vlan and vlan and (port 443)' lets 1 packet through"),
      ("MPLS", "--filter 'mpls and mpls and (port 443)' lets 1 packet through"),
      ("PPPoE", "--filter 'pppoes and (port 443)' lets 1 packet through"),
      ("GRE", "a filter sees no more of them than their ends"),
      ("VXLAN", "a filter sees no more of them than their ends"),
      ("802.11 with QoS and HT", "leave --filter out"),
    ])
  func `a filter that lets nothing through says what would`(_ name: String, advice: String) throws {
    let layer = try #require(LinkLayer.all.first { $0.testDescription == name })
    var filter = try PacketFilter("port 443")
    let before = filter.diagnostic(for: "a.pcap")
    #expect(before == nil)
    let hasPassed = filter.matches(packet(layer.bytes, layer.linkType))
    #expect(!hasPassed)
    let found = filter.diagnostic(for: "a.pcap")
    let diagnostic = try #require(found)
    #expect(diagnostic.what == "1 of 1 packet did not pass --filter 'port 443'")
    #expect(diagnostic.advice?.contains(advice) == true, "\(diagnostic)")
    // What is told is true.
    if let expression = diagnostic.advice?.split(separator: "'").dropFirst().first {
      var other = try PacketFilter(String(expression))
      let isThrough = other.matches(packet(layer.bytes, layer.linkType))
      #expect(isThrough)
    }
    // One packet is enough to know that the filter is as it was meant.
    let passesPlain = filter.matches(packet(LinkLayer.ethernet[0].bytes))
    let after = filter.diagnostic(for: "a.pcap")
    #expect(passesPlain && after == nil)
  }

  @Test func `what is no expression is refused with libpcap's words`() {
    let error = #expect(throws: PacketFilterError.self) { _ = try PacketFilter("host and") }
    #expect(error?.problem.contains("syntax error") == true)
  }

  // Counted with tcpdump 4.99.3 -r FILE EXPRESSION.
  @Test(
    .enabled(if: SharedFiles.isPresent, SharedFiles.reason),
    arguments: [
      ("wireshark-wiki/http-ipv6.pcap", "ip6 and tcp port 80", 34),
      ("wireshark-wiki/http-ipv6.pcap", "greater 1000", 4),
      ("ndpi/KakaoTalk_talk.pcap", "tcp port 443", 40),
      ("ndpi/KakaoTalk_talk.pcap", "src net 10.0.0.0/8 and udp", 1528),
      ("pcapplusplus/raw_ip.pcap", "udp", 8),
      ("tcpflow/local2.pcap", "tcp and src port 8080 or less 70", 56),
      ("pcapplusplus/650HttpResponses.pcap", "tcp port 80 and src net 74.0.0.0/8", 5),
    ])
  func `as many packets pass as tcpdump counts`(
    _ file: String, _ expression: String, count: Int
  ) throws {
    var filter = try PacketFilter(expression)
    let packets = Reading(try sharedCapture("corpus/pcap/" + file)).packets
    var passed = 0
    for packet in packets where filter.matches(packet) { passed += 1 }
    #expect(passed == count)
  }
}
