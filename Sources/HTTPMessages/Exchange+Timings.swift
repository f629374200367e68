public import Bytes

extension Exchange {
  /// How long the parts of an exchange took, in milliseconds; nil for what is not known, and for what
  /// there was no need of.
  ///
  /// ```
  ///  blocked   dns      connect         send     wait      receive
  /// ├───────┼───────┼───────┬───────┼─────────┼────────┼────────────┤
  ///                         │  ssl  │ request          │ response   │
  /// ```
  ///
  /// **Source**: HAR 1.2, `timings`.
  public struct Timings: Hashable, Sendable {
    /// Waiting for a connection.
    public var blocked: Double?
    /// Resolving the name of the host.
    public var dns: Double?
    /// From the first packet of the connection, with what `ssl` says, to the request; of a connection
    /// that was opened in advance, to the end of its handshakes.
    public var connect: Double?
    /// The handshake of TLS.
    public var ssl: Double?
    /// From the first byte of the request to its last.
    public var send: Double?
    /// From the end of the request to the start of the response; 0 where the answer began before the
    /// request had ended.
    public var wait: Double?
    /// From the first byte of the response to its last.
    public var receive: Double?

    /// Nothing is known.
    public init() {}

    /// What the times of the two messages tell.
    public init(request: Span?, response: Span?) {
      send = request?.milliseconds
      receive = response?.milliseconds
      if let request, let response {
        wait = Span(start: request.end, end: response.start).milliseconds
      }
    }
  }

  /// From one time of a recording to another, such as from the first byte of a message to its last.
  public struct Span: Hashable, Sendable {
    /// When it began.
    public var start: Timestamp
    /// When it ended.
    public var end: Timestamp

    /// From one time to another.
    public init(start: Timestamp, end: Timestamp) {
      self.start = start
      self.end = end
    }

    /// How long it was, in milliseconds; 0 where it ended before it began.
    public var milliseconds: Double {
      let (nanoseconds, overflow) =
        end.nanoseconds.subtractingReportingOverflow(start.nanoseconds)
      return overflow ? 0 : Double(max(nanoseconds, 0)) / 1_000_000
    }
  }
}
