public import JSONDecoding

/// Renames a follower.
///
/// **Source**: facts, section 2.3; one public client.
public enum UpdateContactName: ShareOperation {
  /// What it is called, and what it is for.
  public static let operation = Operation(
    .publisher, "UpdateContactName",
    "Renames a follower.")

  /// The parameters of a request.
  public struct Parameters: WireObject {
    /// The session.
    @Wire public var sessionID: SessionID?
    /// The follower.
    @Wire public var contactID: ContactID?
    /// The follower's name.
    @Wire public var contactName: PersonName?
    public var unknownMembers: [JSONValue.Member] = []

    public init() {}

    public mutating func visit(_ visitor: inout some MemberVisitor) {
      visitor.member("sessionId", "sessionId", &_sessionID)
      visitor.member("contactId", "contactId", &_contactID)
      visitor.member("contactName", "contactName", &_contactName)
    }
  }
}
