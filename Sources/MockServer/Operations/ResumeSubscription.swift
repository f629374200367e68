internal import ShareAPI

extension ResumeSubscription: ServedOperation {
  static func serve(
    _ call: TypedCall<Self>, _ service: inout ShareService
  ) throws(Refusal) -> NoContent? {
    try service.changeSubscription(
      call.parameters.$subscriptionID, of: call.parameters.$sessionID, from: .pausedByPublisher,
      to: .active)
    return nil
  }
}
