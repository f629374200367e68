internal import ShareAPI

extension UpdateSubscriptionPermissions: ServedOperation {
  static func serve(
    _ call: TypedCall<Self>, _ service: inout ShareService
  ) throws(Refusal) -> NoContent? {
    let (account, subscription) = try service.subscription(
      call.parameters.$subscriptionID, of: call.parameters.$sessionID)
    let permissions = try service.required(call.parameters.$permissions, "permissions").rawValue
    service.change(
      account, .permissionsChanged(subscription: subscription.id, permissions: permissions))
    return nil
  }
}
