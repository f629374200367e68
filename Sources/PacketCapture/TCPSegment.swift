public import Bytes

/// A TCP segment (RFC 9293 section 3.1) out of a packet, with what of IP matters to a stream.
public struct TCPSegment: Sendable {
  /// The packet; the last one, where IP had cut the segment into fragments.
  public var place: PacketPlace
  /// Who sends it, and who is to get it.
  public var source, destination: SocketAddress
  /// The number of its first byte; SYN counts as one.
  public var sequenceNumber: UInt32
  /// The number of the byte that its sender expects next; means nothing without `Flags.ack`.
  public var acknowledgementNumber: UInt32
  /// SYN, FIN and their like.
  public var flags: Flags
  /// The window as it stands in the header, not scaled.
  public var window: UInt16
  /// The bytes it carries, as far as they were captured.
  public var payload: ArraySlice<UInt8>
  /// How many bytes it carried on the wire: more than `payload` where the recorder cut the packet.
  public var payloadLength: Int

  /// A segment.
  public init(
    place: PacketPlace, source: SocketAddress, destination: SocketAddress, sequenceNumber: UInt32,
    acknowledgementNumber: UInt32, flags: Flags, window: UInt16, payload: ArraySlice<UInt8>,
    payloadLength: Int
  ) {
    self.place = place
    self.source = source
    self.destination = destination
    self.sequenceNumber = sequenceNumber
    self.acknowledgementNumber = acknowledgementNumber
    self.flags = flags
    self.window = window
    self.payload = payload
    self.payloadLength = payloadLength
  }

  /// The control bits of the header.
  public struct Flags: OptionSet, Hashable, Sendable {
    /// The byte in the header.
    public var rawValue: UInt8
    /// The bits of a byte.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// No more from this sender.
    public static let fin = Flags(rawValue: 0x01)
    /// The connection begins.
    public static let syn = Flags(rawValue: 0x02)
    /// The connection is given up.
    public static let rst = Flags(rawValue: 0x04)
    /// To be handed on at once.
    public static let psh = Flags(rawValue: 0x08)
    /// The acknowledgement number counts.
    public static let ack = Flags(rawValue: 0x10)
    /// The urgent pointer counts.
    public static let urg = Flags(rawValue: 0x20)
  }
}
