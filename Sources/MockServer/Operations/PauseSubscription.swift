internal import ShareAPI

extension PauseSubscription: ServedOperation {
  static func serve(
    _ call: TypedCall<Self>, _ service: inout ShareService
  ) throws(Refusal) -> NoContent? {
    try service.changeSubscription(
      call.parameters.$subscriptionID, of: call.parameters.$sessionID, from: .active,
      to: .pausedByPublisher)
    return nil
  }
}
