/// A request.
public struct HTTPRequest: Sendable {
  /// The method as it was written, usually in capitals; empty where the recording has none.
  public var method: String
  /// What was asked for.
  public var target: RequestTarget
  /// The header fields in their order, and behind them the trailer fields.
  public var fields: HTTPFields
  /// The body, after transfer and content decoding.
  public var body: HTTPBody

  /// A request.
  public init(
    method: String, target: RequestTarget, fields: HTTPFields = HTTPFields(),
    body: HTTPBody = .absent
  ) {
    self.method = method
    self.target = target
    self.fields = fields
    self.body = body
  }
}

/// A response.
public struct HTTPResponse: Sendable {
  /// The status code; 0 where the recorder saw none (a request that was blocked or cut off, an
  /// answer whose start is missing).
  public var status: Int
  /// The header fields in their order, and behind them the trailer fields.
  public var fields: HTTPFields
  /// The body, after transfer and content decoding.
  public var body: HTTPBody

  /// A response.
  public init(status: Int, fields: HTTPFields = HTTPFields(), body: HTTPBody = .absent) {
    self.status = status
    self.fields = fields
    self.body = body
  }
}
