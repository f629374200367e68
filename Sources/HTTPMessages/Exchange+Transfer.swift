extension Exchange {
  /// How an exchange went over the wire.
  public struct Transfer: Hashable, Sendable {
    /// The version of HTTP; that of the response where it names another than the request. Nil where
    /// the recording does not say.
    public var version: HTTPVersion?
    /// The HTTP/2 stream; nil in HTTP/1. The server chose even ones, to push an answer.
    public var streamID: Int?
    /// The statuses of the interim responses (RFC 9110 section 15.2), in their order.
    public var interim: [Int]
    /// Whether nothing was sent on its connection before.
    public var isFirst: Bool
    /// What carried it; nil where the recording does not say.
    public var connection: Connection?
    /// How long its parts took.
    public var timings: Timings

    /// What a recording tells.
    public init(
      version: HTTPVersion?, streamID: Int? = nil, interim: [Int] = [], isFirst: Bool = false,
      connection: Connection? = nil, timings: Timings = Timings()
    ) {
      self.version = version
      self.streamID = streamID
      self.interim = interim
      self.isFirst = isFirst
      self.connection = connection
      self.timings = timings
    }
  }

  /// What carries exchanges from one end to the other.
  public struct Connection: Hashable, Sendable {
    /// What tells it from others of the recording; nil where that has no name for it.
    public var id: String?
    /// The address of the server, without its port: `203.0.113.7`, `2001:db8::7`.
    public var serverAddress: String?

    /// A connection.
    public init(id: String?, serverAddress: String?) {
      self.id = id
      self.serverAddress = serverAddress
    }
  }
}

/// A version of HTTP, as a message names it.
public struct HTTPVersion: RawRepresentable, Hashable, Sendable {
  /// What stands behind the slash: `1.1`.
  public var rawValue: String
  /// A version, known or not.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// A request without a version (RFC 1945 section 5.1).
  public static let http09 = HTTPVersion(rawValue: "0.9")
  /// HTTP/1.0 (RFC 1945).
  public static let http10 = HTTPVersion(rawValue: "1.0")
  /// HTTP/1.1 (RFC 9112).
  public static let http11 = HTTPVersion(rawValue: "1.1")
  /// HTTP/2 (RFC 9113).
  public static let http2 = HTTPVersion(rawValue: "2")
  /// HTTP/3 (RFC 9114).
  public static let http3 = HTTPVersion(rawValue: "3")
}
