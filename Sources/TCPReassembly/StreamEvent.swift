public import Bytes
public import PacketCapture

/// What happens on a TCP connection. The events of one connection stand in the order of the packets
/// that brought them, as far as what one end sent could be read by then.
public struct StreamEvent: Hashable, Sendable {
  /// The number of the connection in its capture, from 0 in the order of first packets.
  public var stream: Int
  /// The packet that brought it; for bytes that came out of order, the one that filled the hole
  /// before them.
  public var place: PacketPlace
  /// What it is.
  public var kind: Kind

  /// What happens.
  public enum Kind: Hashable, Sendable {
    /// The connection, before anything else of it.
    case opened(TCPEnds)
    /// What is known next of the bytes that one end sent.
    case piece(StreamPiece, from: Sender)
    /// Nothing more will come of the connection.
    case closed(TCPCounts)
    /// Something that a reader of the capture should know; reading goes on.
    case diagnostic(Diagnostic)
  }
}

/// The two ends of a connection.
public struct TCPEnds: Hashable, Sendable {
  /// The end that opened it: the sender of SYN; where none was captured, the one with the higher port.
  public var client: SocketAddress
  /// The other end.
  public var server: SocketAddress
  /// Whether the recording has the beginning of the connection.
  public var isFromStart: Bool
  /// When the client first asked for the connection (SYN), and when the server agreed (SYN, ACK); nil
  /// where one of them is not in the recording.
  public var handshake: ClosedRange<Timestamp>?

  /// Two ends.
  public init(
    client: SocketAddress, server: SocketAddress, isFromStart: Bool,
    handshake: ClosedRange<Timestamp>? = nil
  ) {
    self.client = client
    self.server = server
    self.isFromStart = isFromStart
    self.handshake = handshake
  }
}

/// What was seen of a connection as a whole.
public struct TCPCounts: Hashable, Sendable {
  /// Packets of both ends.
  public var packets = 0
  /// Bytes that were given, of both ends.
  public var bytes = 0
  /// Bytes that were sent and not captured, of both ends, as far as that is known.
  public var missingBytes = 0
  /// In how many places those are missing.
  public var gaps = 0
  /// The packet behind the first of those places.
  public var firstGap: PacketPlace?
  /// Packets whose bytes were all there before.
  public var retransmissions = 0
  /// Who gave the connection up (RST); nil where nobody did.
  public var resetBy: Sender?
}
