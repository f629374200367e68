public import JSONDecoding

/// Invites a follower.
///
/// The answer is the ID of the new subscription (inferred). Right after `CreateContact` the
/// contact may not be found yet.
///
/// **Shape**: session and contact stand in the query, the rest in the body.
/// **Source**: seed; facts, section 2.3.
public enum CreateSubscriptionInvitation: ShareOperation {
  public typealias Response = SubscriptionID

  /// What it is called, and what it is for.
  public static let operation = Operation(
    .publisher, "CreateSubscriptionInvitation",
    "Invites a follower.")

  /// The parameters of a request.
  public struct Parameters: WireObject {
    /// The session.
    @Wire public var sessionID: SessionID?
    /// The follower.
    @Wire public var contactID: ContactID?
    /// The alerts that the follower starts with.
    @Wire public var alertSettings: AlertSettings?
    /// What the follower may see.
    @Wire public var permissions: Permissions?
    /// The publisher's name, as the follower sees it.
    @Wire public var displayName: PersonName?
    public var unknownMembers: [JSONValue.Member] = []

    public init() {}

    public mutating func visit(_ visitor: inout some MemberVisitor) {
      visitor.member("sessionId", "sessionId", &_sessionID)
      visitor.member("contactId", "contactId", &_contactID)
      visitor.member("AlertSettings", "alertSettings", &_alertSettings)
      visitor.member("Permissions", "permissions", &_permissions)
      visitor.member("DisplayName", "displayName", &_displayName)
    }
  }
}
