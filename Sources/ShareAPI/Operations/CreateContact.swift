public import JSONDecoding

/// Adds a follower to the list of the account.
///
/// **Source**: seed; facts, section 2.3.
public enum CreateContact: ShareOperation {
  public typealias Response = ContactID

  /// What it is called, and what it is for.
  public static let operation = Operation(
    .publisher, "CreateContact",
    "Adds a follower to the list of the account.")

  /// The parameters of a request.
  public struct Parameters: WireObject {
    /// The session.
    @Wire public var sessionID: SessionID?
    /// The follower's name.
    @Wire public var contactName: PersonName?
    /// Where the invitation goes.
    @Wire public var emailAddress: EmailAddress?
    public var unknownMembers: [JSONValue.Member] = []

    public init() {}

    public mutating func visit(_ visitor: inout some MemberVisitor) {
      visitor.member("sessionId", "sessionId", &_sessionID)
      visitor.member("contactName", "contactName", &_contactName)
      visitor.member("emailAddress", "emailAddress", &_emailAddress)
    }
  }
}
