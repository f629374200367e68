extension Exchange {
  /// Where an exchange stands.
  public struct Place: Hashable, Sendable {
    /// The name of the capture, as people know it: the last part of its path, or `-`.
    public var capture: String
    /// Where in the capture.
    public var position: Position

    /// Where in a capture an exchange stands.
    public enum Position: Hashable, Sendable {
      /// A HAR entry, counted from 1.
      case entry(Int)
      /// From one packet to another, counted from 1, in a TCP stream: from the first byte of the
      /// request to the last of the response, as far as they are there.
      case packets(first: Int, last: Int, stream: Int)
    }

    /// A HAR entry.
    public init(capture: String, entry: Int) {
      self.capture = capture
      position = .entry(entry)
    }

    /// Packets.
    public init(capture: String, stream: Int, firstPacket: Int, lastPacket: Int) {
      self.capture = capture
      position = .packets(first: firstPacket, last: lastPacket, stream: stream)
    }

    /// The number under which people find it in the capture: that of its entry or first packet.
    public var number: Int {
      switch position {
      case .entry(let number), .packets(first: let number, last: _, stream: _): number
      }
    }
  }
}
