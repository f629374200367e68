internal import Bytes

/// Packets that a filter did not let through, and whether another one would have: a filter looks at the
/// outermost headers alone, and behind a tag or in a tunnel nothing is where it looks.
///
/// **Source**: pcap-filter(7), `vlan`, `mpls` and `pppoes`
struct FilterMisses {
  private let expression: String
  private(set) var missed = 0
  private(set) var passed = 0
  /// The same filter behind tags, and how many packets each lets through.
  private var others: [Candidate]
  private var tunnels: Candidate

  private struct Candidate {
    let expression: String
    var programs: [LinkType: FilterProgram?] = [:]
    var passed = 0

    mutating func receive(_ packet: Packet) {
      if programs[packet.linkType] == nil {
        programs[packet.linkType] = .some(
          try? FilterProgram.compile(expression, for: packet.linkType).get())
      }
      if programs[packet.linkType]??.matches(packet) == true { passed += 1 }
    }

    func free() { for program in programs.values { program?.free() } }
  }

  /// Tags that stand before what a person means, in the words of pcap-filter; longer stacks are rare.
  private static let tags = [
    "vlan", "mpls", "pppoes", "vlan and vlan", "vlan and pppoes", "mpls and mpls",
  ]
  /// GRE, IP in IP, VXLAN, GENEVE, GTP.
  private static let tunnels =
    "proto 47 or proto 4 or proto 41 or ip6 proto 47 or ip6 proto 4 or ip6 proto 41 "
    + "or udp port 4789 or udp port 6081 or udp port 2152"

  init(_ expression: String) {
    self.expression = expression
    others = Self.tags.map { Candidate(expression: "\($0) and (\(expression))") }
    tunnels = Candidate(expression: Self.tunnels)
  }

  mutating func receive(_ packet: Packet, hasPassed: Bool) {
    if hasPassed { passed += 1 } else { missed += 1 }
    // Once something passes, the filter is as it was meant.
    guard passed == 0 else { return }
    for index in others.indices { others[index].receive(packet) }
    tunnels.receive(packet)
  }

  func free() {
    for other in others { other.free() }
    tunnels.free()
  }

  /// What there is to say where nothing has passed.
  func diagnostic(for capture: String, _ refusals: [LinkType: String]) -> Diagnostic? {
    guard passed == 0, missed > 0 else { return nil }
    return Diagnostic(
      "filter-none-passed", at: capture,
      "\(missed) of \(missed) packet\(missed == 1 ? "" : "s") did not pass --filter '\(expression)'",
      advice: advice(refusals))
  }

  private func advice(_ refusals: [LinkType: String]) -> String {
    if let best = others.max(by: { $0.passed < $1.passed }), best.passed > 0 {
      let packets = best.passed == 1 ? "1 packet" : "\(best.passed) packets"
      return "the packets have tags before their addresses: --filter '\(best.expression)' lets "
        + "\(packets) through"
    }
    if tunnels.passed > 0 {
      return
        "the capture has tunnels, and a filter sees no more of them than their ends: filter by "
        + "these, or leave --filter out"
    }
    if let refusal = refusals.min(by: { $0.key.rawValue < $1.key.rawValue }) {
      return "it means nothing for link type \(refusal.key.rawValue): \(refusal.value)"
    }
    return "leave --filter out to see what is in the capture, or mend it"
  }
}
