internal import ShareAPI

extension UpdateSubscriptionPermissions: ServedOperation {
  static func serve(
    _ call: TypedCall<Self>, _ service: inout ShareService
  ) throws(Refusal) -> NoContent? {
    let account = try service.publisher(call.parameters.$sessionID)
    let subscription = try service.contact(
      of: account, subscription: call.parameters.$subscriptionID
    ).subscription
    let permissions = try service.required(call.parameters.$permissions, "permissions").rawValue
    service.change(
      account, .permissionsChanged(subscription: subscription.id, permissions: permissions))
    return nil
  }
}
