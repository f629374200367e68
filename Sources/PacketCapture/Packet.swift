public import Bytes

/// A packet of a capture file, as its recorder kept it.
public struct Packet: Sendable {
  /// Where it stands, and when it was captured.
  public var place: PacketPlace
  /// What its first bytes are.
  public var linkType: LinkType
  /// How many bytes it had on the wire; more than `bytes` where the recorder cut it (snap length).
  public var originalLength: Int
  /// The bytes that were captured. A slice of the buffer they were read in: cheap to pass, and worth
  /// copying before it is kept for long.
  public var bytes: ArraySlice<UInt8>

  /// A packet.
  public init(
    place: PacketPlace, linkType: LinkType, originalLength: Int, bytes: ArraySlice<UInt8>
  ) {
    self.place = place
    self.linkType = linkType
    self.originalLength = originalLength
    self.bytes = bytes
  }
}

/// What the first bytes of a packet are: a LINKTYPE_ value.
///
/// **Source**: https://www.tcpdump.org/linktypes.html
public struct LinkType: RawRepresentable, Hashable, Sendable {
  /// The number in the capture file.
  public var rawValue: UInt32
  /// A number, known or not.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Ethernet.
  public static let ethernet = LinkType(rawValue: 1)
}
