internal import Bytes

extension SegmentDecoder {
  /// Names what was passed over and may have held TCP.
  mutating func report() {
    let complaints = counts.passedOver.compactMap { Complaint($0.key, count: $0.value) }
    for complaint in complaints.sorted(by: { ($0.id, $0.what) < ($1.id, $1.what) }) {
      add(
        .diagnostic(
          Diagnostic(complaint.id, at: capture, complaint.what, advice: complaint.advice)))
    }
  }
}

/// What is to be said about packets that gave no segment.
private struct Complaint {
  var id: String
  var what: String
  var advice: String

  /// Nil for what is known to hold no TCP.
  init?(_ reason: PacketCounts.PassedOver, count: Int) {
    let packets = count == 1 ? "1 packet was" : "\(count) packets were"
    let useIP = "record at a place where the packets are plain IP, such as the client itself"
    switch reason {
    case .linkType(let type):
      id = "link-type-unknown"
      what = "\(packets) of link type \(type.rawValue), which is not read"
      advice = useIP
    case .etherType(let type):
      guard !Self.knownWithoutIP.contains(type) else { return nil }
      id = "ether-type-unknown"
      what = "\(packets) of EtherType 0x\(String(type, radix: 16)), which is not read"
      advice = useIP
    case .ipProtocol(50):
      id = "ipsec-encrypted"
      what = "\(packets) encrypted by IPsec"
      advice = useIP
    case .wirelessEncrypted:
      id = "wireless-encrypted"
      what = "\(packets) encrypted by the wireless network"
      advice = useIP
    case .cut:
      id = "headers-cut"
      what = "\(packets) cut by the recorder before the headers ended"
      advice = "record with a larger snap length (tcpdump -s 0)"
    case .malformed:
      id = "headers-malformed"
      what = "\(packets) passed over for headers that contradict themselves"
      advice = "nothing is lost, if the machines that got them passed over them too"
    case .fragment:
      id = "fragments-missing"
      what =
        (count == 1 ? "1 packet was a fragment" : "\(count) packets were fragments")
        + " of IP packets, of which others are missing"
      advice = "the recorder lost them, or kept only a part of them (snap length)"
    case .ipProtocol, .notIP, .wirelessControl: return nil
    }
  }

  /// ARP, LLDP, EAPOL and their like.
  private static let knownWithoutIP: Set<UInt16> = [
    0x0806, 0x8035, 0x8809, 0x8863, 0x888E, 0x88CC, 0x88F7, 0x893A, 0x8912, 0x88E1, 0x9000,
  ]
}
