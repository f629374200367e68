internal import ShareAPI

/// What a follower sees of a publisher.
struct Followed {
  var account: Account
  var subscription: SubscriptionRecord
}

extension ShareService {
  /// The publisher of a subscription that a follower has accepted.
  func followed(_ id: String, by subscriber: String) throws(Refusal) -> Followed {
    for (account, contact) in state.subscriptions(of: subscriber) {
      if let subscription = contact.subscription, subscription.id == id {
        return Followed(account: account, subscription: subscription)
      }
    }
    throw .fault(.subscriptionNotFound)
  }

  /// The newest readings that a follower may see: none while the publisher pauses, and one without the
  /// permission to see the graph (inferred).
  mutating func readings(of followed: Followed, minutes: Int64, maxCount: Int64) -> [StoredReading]
  {
    guard followed.subscription.state == SubscriptionState.active.rawValue else { return [] }
    let seesGraph = followed.subscription.permissions != Permissions.number.rawValue
    return readings(
      of: followed.account, minutes: minutes, maxCount: seesGraph ? maxCount : min(maxCount, 1))
  }

  /// Puts a publisher's subscription from one state into another; one in a third state stays.
  mutating func changeSubscription(
    _ subscription: Wire<SubscriptionID>, of session: Wire<SessionID>, from old: SubscriptionState,
    to new: SubscriptionState
  ) throws(Refusal) {
    let (account, subscription) = try self.subscription(subscription, of: session)
    guard subscription.state == old.rawValue else { return }
    change(account, .stateChanged(subscription: subscription.id, state: new.rawValue))
  }

  /// A subscription in the list of the publisher or of the follower.
  func wire(_ contact: ContactRecord, of account: Account, isFollowersOwn: Bool) -> Subscription {
    var wire = Subscription()
    guard let subscription = contact.subscription else { return wire }
    wire.contactID = ContactID(guid: GUID(contact.id) ?? .zero)
    wire.$contactName = isFollowersOwn ? .null : .value(PersonName(text: contact.name))
    wire.created = dateTimeOffset(subscription.created)
    wire.modified = dateTimeOffset(max(subscription.modified, contact.modified))
    wire.displayName = PersonName(text: subscription.displayName)
    if isFollowersOwn {
      wire.invitationID = InvitationID(guid: GUID(subscription.invitation) ?? .zero)
    }
    wire.inviteExpires = dateTimeOffset(subscription.inviteExpires)
    wire.isEnabled = subscription.subscriber != nil
    wire.isMonitoringSessionActive = account.isMonitoring
    wire.permissions = Permissions(rawValue: subscription.permissions)
    wire.state = SubscriptionState(rawValue: subscription.state)
    wire.subscriberID = SubscriberID(
      guid: subscription.subscriber.flatMap { GUID($0.id) } ?? .zero)
    wire.subscriptionID = SubscriptionID(guid: GUID(subscription.id) ?? .zero)
    return wire
  }

  /// A contact of the publisher.
  func wire(_ contact: ContactRecord, of account: Account) -> Contact {
    var wire = Contact()
    wire.contactID = ContactID(guid: GUID(contact.id) ?? .zero)
    wire.created = dateTimeOffset(contact.created)
    wire.modified = dateTimeOffset(contact.modified)
    wire.email = EmailAddress(text: contact.email)
    wire.name = PersonName(text: contact.name)
    wire.publisherAccountID = AccountID(guid: GUID(account.id) ?? .zero)
    // A number that nobody has explained.
    wire.state = 1
    wire.subscriptionID = SubscriptionID(
      guid: contact.subscription.flatMap { GUID($0.id) } ?? .zero)
    return wire
  }

  /// Does what a follower's phone does on its own when it accepts an invitation; no call for it is
  /// known.
  ///
  /// - Returns: The account that the phone makes for itself; nil where nobody waits.
  mutating func acceptInvitation(subscription id: String?) -> Subscriber? {
    for account in state.accounts.values.sorted(by: { $0.id < $1.id }) {
      for contact in account.contacts {
        guard let subscription = contact.subscription, subscription.subscriber == nil,
          now < subscription.inviteExpires, id == nil || id?.lowercased() == subscription.id
        else { continue }
        var numbers = SeededNumbers(seed: seed, 0x5B, state.issued)
        let subscriber = Subscriber(id: newID(), password: numbers.hexadecimal(32))
        change(account, .accepted(subscription: subscription.id, subscriber: subscriber))
        return subscriber
      }
    }
    return nil
  }
}
