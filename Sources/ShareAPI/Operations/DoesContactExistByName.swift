public import JSONDecoding

/// Tells whether the account has a follower of a name.
///
/// **Source**: seed; facts, section 2.3.
public enum DoesContactExistByName: ShareOperation {
  public typealias Response = Bool

  /// What it is called, and what it is for.
  public static let operation = Operation(
    .publisher, "DoesContactExistByName",
    "Tells whether the account has a follower of a name.")

  /// The parameters of a request.
  public struct Parameters: WireObject {
    /// The session.
    @Wire public var sessionID: SessionID?
    /// The follower's name.
    @Wire public var contactName: PersonName?
    public var unknownMembers: [JSONValue.Member] = []

    public init() {}

    public mutating func visit(_ visitor: inout some MemberVisitor) {
      visitor.member("sessionId", "sessionId", &_sessionID)
      visitor.member("contactName", "contactName", &_contactName)
    }
  }
}
