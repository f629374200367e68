/// Which of the two ends of a connection sent something.
public enum Sender: Hashable, Sendable {
  /// The end that opened the connection.
  case client
  /// The end that took it.
  case server

  /// The one at the other end.
  public var peer: Sender { self == .client ? .server : .client }
}

/// Where in a recording of packets something was seen, and when.
public struct PacketPlace: Hashable, Sendable {
  /// The number of the packet in its capture, from 1.
  public var number: Int
  /// When it was captured.
  public var time: Timestamp

  /// A packet.
  public init(number: Int, time: Timestamp) {
    self.number = number
    self.time = time
  }
}

/// The next that is known of the bytes that one end of a connection sent: what TCP reassembly gives,
/// what TLS decryption takes and gives, and what HTTP decoding takes.
public enum StreamPiece: Hashable, Sendable {
  /// Bytes, in the order in which they were sent.
  case data(ArraySlice<UInt8>)
  /// Bytes were sent here that the recording does not have: `count` of them, nil where nobody can
  /// know how many. What follows is not next to what came before.
  case gap(count: Int?)
  /// Nothing more comes from this end: it said so, the connection was reset, or the recording ended.
  case end(StreamEnd)
}

/// Why nothing more comes from one end of a connection.
public enum StreamEnd: Hashable, Sendable {
  /// It said that it had sent everything (FIN, or close_notify within TLS).
  case closed
  /// One of the two gave the connection up (RST).
  case reset
  /// The recording ended before the connection did.
  case captureEnded
}
