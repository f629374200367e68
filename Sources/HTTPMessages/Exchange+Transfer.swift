public import Bytes

extension Exchange {
  /// How an exchange went over the wire.
  public struct Transfer: Hashable, Sendable {
    /// The version of HTTP; that of the response where it names another than the request.
    public var version: HTTPVersion
    /// The HTTP/2 stream; nil in HTTP/1. The server chose even ones, to push an answer.
    public var streamID: Int?
    /// The statuses of the interim responses (RFC 9110 section 15.2), in their order.
    public var interim: [Int]
    /// When the request was seen; nil where it was not.
    public var request: Span?
    /// When the final response was seen; nil where it was not.
    public var response: Span?

    /// What the packets tell.
    public init(
      version: HTTPVersion, streamID: Int? = nil, interim: [Int] = [], request: Span? = nil,
      response: Span? = nil
    ) {
      self.version = version
      self.streamID = streamID
      self.interim = interim
      self.request = request
      self.response = response
    }

    /// From the first byte of a message to its last.
    public struct Span: Hashable, Sendable {
      /// When its first byte was captured.
      public var start: Timestamp
      /// When its last byte was captured.
      public var end: Timestamp

      /// From one time to another.
      public init(start: Timestamp, end: Timestamp) {
        self.start = start
        self.end = end
      }
    }

    /// How long the request took to send, in milliseconds.
    public var sendMilliseconds: Double? {
      request.map { Self.milliseconds(from: $0.start, to: $0.end) }
    }

    /// From the end of the request to the start of the response, in milliseconds; 0 where the
    /// answer began before the request had ended.
    public var waitMilliseconds: Double? {
      guard let request, let response else { return nil }
      return Self.milliseconds(from: request.end, to: response.start)
    }

    /// How long the response took to arrive, in milliseconds.
    public var receiveMilliseconds: Double? {
      response.map { Self.milliseconds(from: $0.start, to: $0.end) }
    }

    /// From the start of the request to the end of the response, in milliseconds.
    public var durationMilliseconds: Double? {
      guard let request, let response else { return nil }
      return Self.milliseconds(from: request.start, to: response.end)
    }

    private static func milliseconds(from start: Timestamp, to end: Timestamp) -> Double {
      let (nanoseconds, overflow) =
        end.nanoseconds.subtractingReportingOverflow(start.nanoseconds)
      return overflow ? 0 : Double(max(nanoseconds, 0)) / 1_000_000
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
}
