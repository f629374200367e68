internal import ShareAPI

extension ListPublisherAccountSubscriptions: ServedOperation {
  static func serve(
    _ call: TypedCall<Self>, _ service: inout ShareService
  ) throws(Refusal) -> Response? {
    let account = try service.publisher(call.parameters.$sessionID)
    return account.contacts.filter { $0.subscription != nil }.map {
      .value(service.wire($0, of: account, isFollowersOwn: false))
    }
  }
}
