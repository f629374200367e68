internal import ShareAPI

extension CreateSubscriptionInvitation: ServedOperation {
  static var hasBody: Bool { true }

  static func serve(
    _ call: TypedCall<Self>, _ service: inout ShareService
  ) throws(Refusal) -> SubscriptionID? {
    let account = try service.publisher(call.parameters.$sessionID)
    let contact = try service.contact(of: account, call.parameters.$contactID)
    // The real service needs a moment before it finds a new contact; the scenario says how long.
    guard service.now - contact.created >= service.settings.contactDelayMilliseconds else {
      throw .fault(.contactNotFound)
    }
    let subscription = SubscriptionRecord(
      id: service.newID(), invitation: service.newID(),
      displayName: call.parameters.displayName?.text ?? account.displayName,
      permissions: call.parameters.permissions?.rawValue ?? Permissions.number.rawValue,
      state: SubscriptionState.inviteWaiting.rawValue,
      alerts: (call.parameters.alertSettings ?? .usual).storedText, created: service.now,
      modified: service.now)
    service.change(account, .invited(contact: contact.id, subscription: subscription))
    return SubscriptionID(guid: GUID(subscription.id) ?? .zero)
  }
}
