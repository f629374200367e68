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
