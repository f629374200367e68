/// How many packets there were, and what became of those that hold no TCP segment.
public struct PacketCounts: Hashable, Sendable {
  /// Packets received.
  public internal(set) var packets = 0
  /// Segments given.
  public internal(set) var segments = 0
  /// Packets that gave no segment, by reason. A fragment is counted when it is given up.
  public internal(set) var passedOver: [PassedOver: Int] = [:]
  /// Packets of QUIC, by flow: HTTP/3 is no TCP. Past the first thousands of flows only those met
  /// before are counted on.
  public internal(set) var quic: [Flow: Int] = [:]

  /// Two ends, and who sends.
  public struct Flow: Hashable, Sendable {
    /// Who sends, and who is to get it.
    public var source, destination: SocketAddress

    /// A flow.
    public init(source: SocketAddress, destination: SocketAddress) {
      self.source = source
      self.destination = destination
    }
  }

  /// Why a packet gave no segment.
  public enum PassedOver: Hashable, Sendable {
    /// Nothing here reads this link type.
    case linkType(LinkType)
    /// A link layer carries something that is not IP, by its EtherType.
    case etherType(UInt16)
    /// A link layer without EtherTypes carries something that is not IP: spanning tree, the control
    /// protocols of PPP.
    case notIP
    /// IP carries something that is neither TCP nor a tunnel.
    case ipProtocol(UInt8)
    /// 802.11 without data: management, control.
    case wirelessControl
    /// Encrypted by 802.11 itself.
    case wirelessEncrypted
    /// It was cut (snap length) before the TCP header ended.
    case cut
    /// A header contradicts itself.
    case malformed
    /// A fragment of an IP packet, the others of which are missing.
    case fragment
  }
}
