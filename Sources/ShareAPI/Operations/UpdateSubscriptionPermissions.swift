public import JSONDecoding

/// Changes what a follower may see.
///
/// **Source**: facts, section 2.3; one public client.
public enum UpdateSubscriptionPermissions: ShareOperation {
  /// What it is called, and what it is for.
  public static let operation = Operation(
    .publisher, "UpdateSubscriptionPermissions",
    "Changes what a follower may see.")

  /// The parameters of a request.
  public struct Parameters: WireObject {
    /// The session.
    @Wire public var sessionID: SessionID?
    /// The subscription.
    @Wire public var subscriptionID: SubscriptionID?
    /// What the follower may see from now on.
    @Wire public var permissions: Permissions?
    public var unknownMembers: [JSONValue.Member] = []

    public init() {}

    public mutating func visit(_ visitor: inout some MemberVisitor) {
      visitor.member("sessionId", "sessionId", &_sessionID)
      visitor.member("subscriptionId", "subscriptionId", &_subscriptionID)
      visitor.member("permissions", "permissions", &_permissions)
    }
  }
}
