internal import NIOCore

/// Finds the address of the target, and watches connections being made: the two places at which a
/// replay could reach somebody else. Tests put others here.
public struct TargetResolver: Sendable {
  /// The addresses of a host, in numbers, in the order in which they are tried.
  public var addresses: @Sendable (_ host: String, _ port: Int) throws -> [String]
  /// Is told the address of each connection before anything is sent on it; what it throws closes it.
  public var connected: @Sendable (_ address: String) throws -> Void

  /// A resolver.
  public init(
    addresses: @escaping @Sendable (String, Int) throws -> [String],
    connected: @escaping @Sendable (String) throws -> Void = { _ in }
  ) {
    (self.addresses, self.connected) = (addresses, connected)
  }

  /// The system's resolver. `localhost` is this machine whatever the system says (RFC 6761 section 6.3), by
  /// either of its addresses.
  public static let system = TargetResolver { host, port in
    if host == "localhost" { return ["127.0.0.1", "::1"] }
    return [try SocketAddress.makeAddressResolvingHost(host, port: port).ipAddress ?? ""]
  }
}
