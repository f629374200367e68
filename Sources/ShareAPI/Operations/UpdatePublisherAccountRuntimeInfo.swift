public import JSONDecoding

/// Tells the server about the app and the phone.
///
/// **Shape**: the session stands in the body.
/// **Source**: seed; facts, section 2.2.
public enum UpdatePublisherAccountRuntimeInfo: ShareOperation {
  /// What it is called, and what it is for.
  public static let operation = Operation(
    .publisher, "UpdatePublisherAccountRuntimeInfo",
    "Tells the server about the app and the phone.")

  /// The parameters of a request.
  public struct Parameters: WireObject {
    /// The session.
    @Wire public var sessionID: SessionID?
    /// The app and the phone.
    @Wire public var runtimeInfo: RuntimeInfo?
    public var unknownMembers: [JSONValue.Member] = []

    public init() {}

    public mutating func visit(_ visitor: inout some MemberVisitor) {
      visitor.member("sessionId", "sessionId", &_sessionID)
      visitor.member("runtimeInfo", "runtimeInfo", &_runtimeInfo)
    }
  }
}
