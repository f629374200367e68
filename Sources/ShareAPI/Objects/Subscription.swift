public import JSONDecoding

/// What a publisher shares with one follower, in the lists of both.
///
/// **Source**: facts, section 2.4.
public struct Subscription: WireObject {
  /// The follower in the publisher's list.
  @Wire public var contactID: ContactID?
  /// The follower's name; null in the follower's own list.
  @Wire public var contactName: PersonName?
  /// When the invitation was made.
  @Wire public var created: DateTimeOffset?
  /// When anything of it last changed.
  @Wire public var modified: DateTimeOffset?
  /// The publisher's name.
  @Wire public var displayName: PersonName?
  /// The invitation; only in the follower's list.
  @Wire public var invitationID: InvitationID?
  /// When the invitation ends: seven days after it was made.
  @Wire public var inviteExpires: DateTimeOffset?
  /// False until the invitation is accepted.
  @Wire public var isEnabled: Bool?
  /// Whether the publisher uploads.
  @Wire public var isMonitoringSessionActive: Bool?
  /// What the follower may see.
  @Wire public var permissions: Permissions?
  /// What has become of the invitation.
  @Wire public var state: SubscriptionState?
  /// The follower's account; all zeros until the invitation is accepted.
  @Wire public var subscriberID: SubscriberID?
  /// The subscription.
  @Wire public var subscriptionID: SubscriptionID?
  public var unknownMembers: [JSONValue.Member] = []

  public init() {}

  public mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.member("ContactId", "contactId", &_contactID)
    visitor.member("ContactName", "contactName", &_contactName)
    visitor.member("DateTimeCreated", "created", &_created)
    visitor.member("DateTimeModified", "modified", &_modified)
    visitor.member("DisplayName", "displayName", &_displayName)
    visitor.member("InvitationId", "invitationId", &_invitationID)
    visitor.member("InviteExpires", "inviteExpires", &_inviteExpires)
    visitor.member("IsEnabled", "isEnabled", &_isEnabled)
    visitor.member(
      "IsMonitoringSessionActive", "isMonitoringSessionActive", &_isMonitoringSessionActive)
    visitor.member("Permissions", "permissions", &_permissions)
    visitor.member("State", "state", &_state)
    visitor.member("SubscriberId", "subscriberId", &_subscriberID)
    visitor.member("SubscriptionId", "subscriptionId", &_subscriptionID)
  }
}
