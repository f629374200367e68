internal import ShareAPI

extension ReadSubscriptionLatestGlucoseValues: AnsweredOperation {
  static func answer(
    _ call: TypedCall<Self>, _ service: inout ShareService
  ) throws(Refusal) -> OperationAnswer? {
    if call.parameters.sessionID?.guid.isZero == true { throw .nothing }
    let subscriber = try service.subscriber(call.parameters.$sessionID)
    let id = try service.guid(call.parameters.$subscriptionID, "subscriptionId")
    let followed = try service.followed(id, by: subscriber)
    let bounds = try service.bounds(call.parameters.$minutes, call.parameters.$maxCount)
    let readings = service.readings(
      of: followed, minutes: bounds.minutes, maxCount: bounds.maxCount)
    return .readings(readings, followed.account)
  }
}
