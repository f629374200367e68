internal import ShareAPI

extension ListSubscriberAccountSubscriptions: ServedOperation {
  static func serve(
    _ call: TypedCall<Self>, _ service: inout ShareService
  ) throws(Refusal) -> Response? {
    let subscriber = try service.subscriber(call.parameters.$sessionID)
    return service.state.subscriptions(of: subscriber).map {
      .value(service.wire($0.contact, of: $0.account, isFollowersOwn: true))
    }
  }
}
