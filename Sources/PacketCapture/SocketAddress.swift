/// An IP address and a port.
public struct SocketAddress: Hashable, Sendable {
  /// The address; of version 4 as `::ffff:a.b.c.d` with `isVersion4` set.
  public var high, low: UInt64
  /// Whether it is one of IP version 4.
  public var isVersion4: Bool
  /// The port.
  public var port: UInt16

  /// An address of version 4.
  public init(version4 address: UInt32, port: UInt16) {
    (high, low, isVersion4) = (0, 0xFFFF_0000_0000 | UInt64(address), true)
    self.port = port
  }

  /// An address of version 6, in two halves.
  public init(version6 high: UInt64, _ low: UInt64, port: UInt16) {
    (self.high, self.low, isVersion4) = (high, low, false)
    self.port = port
  }
}
