internal import ShareAPI

extension PauseSubscription: ServedOperation {
  static func serve(
    _ call: TypedCall<Self>, _ service: inout ShareService
  ) throws(Refusal) -> NoContent? {
    let account = try service.publisher(call.parameters.$sessionID)
    let subscription = try service.contact(
      of: account, subscription: call.parameters.$subscriptionID
    ).subscription
    let state = SubscriptionState.pausedByPublisher.rawValue
    service.change(account, .stateChanged(subscription: subscription.id, state: state))
    return nil
  }
}
