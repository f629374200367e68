public import Bytes
public import PacketCapture
public import TCPReassembly

/// A connection of a capture, and what became of it.
public struct ConnectionReport: Hashable, Sendable {
  /// Its number in the capture; nil for what is not TCP.
  public var stream: Int? = nil
  /// Who opened it.
  public var client: SocketAddress
  /// Who took it.
  public var server: SocketAddress
  /// Its first packet; nil for what is not TCP.
  public var firstPacket: PacketPlace? = nil
  /// What it is made of.
  public var kind: Kind

  /// What a connection is made of.
  public enum Kind: Hashable, Sendable {
    /// TCP, and what is in it.
    case tcp(TCPCounts, ConnectionLayers)
    /// QUIC, the transport of HTTP/3, by its packets: it cannot be read here.
    case quic(packets: Int)
  }
}
