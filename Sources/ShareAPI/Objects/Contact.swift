public import JSONDecoding

/// A follower in a publisher's list.
///
/// **Source**: facts, section 2.3; one public client.
public struct Contact: WireObject {
  /// The follower.
  @Wire public var contactID: ContactID?
  /// When the contact was made.
  @Wire public var created: DateTimeOffset?
  /// When anything of it last changed.
  @Wire public var modified: DateTimeOffset?
  /// The follower's e-mail address.
  @Wire public var email: EmailAddress?
  /// The follower's name.
  @Wire public var name: PersonName?
  /// The publisher.
  @Wire public var publisherAccountID: AccountID?
  /// A state that nobody has explained; it may be another one than a subscription's.
  @Wire public var state: Int64?
  /// The subscription.
  @Wire public var subscriptionID: SubscriptionID?
  public var unknownMembers: [JSONValue.Member] = []

  public init() {}

  public mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.member("ContactId", "contactId", &_contactID)
    visitor.member("DateTimeCreated", "created", &_created)
    visitor.member("DateTimeModified", "modified", &_modified)
    visitor.member("Email", "email", &_email)
    visitor.member("Name", "name", &_name)
    visitor.member("PublisherAccountId", "publisherAccountId", &_publisherAccountID)
    visitor.member("State", "state", &_state)
    visitor.member("SubscriptionId", "subscriptionId", &_subscriptionID)
  }
}
