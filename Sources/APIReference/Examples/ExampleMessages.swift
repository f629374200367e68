public import JSONDecoding

/// Messages of a recording that show what calls look like, without anybody's secrets.
public struct ExampleMessages: Hashable, Sendable {
  /// The query of the request, as it stands in a URL.
  public var query: String?
  /// The body of the request.
  public var request: JSONValue?
  /// The body of the answer.
  public var answer: JSONValue?
  /// The body of an answer that is a fault.
  public var fault: JSONValue?
  /// The day of that.
  public var faultDay: String?
  /// The day of the recording: `2024-07-21`; nil where it does not say.
  public var day: String?

  /// No messages yet.
  public init() {}
}
