internal import ShareAPI

extension ReadPublisherLatestGlucoseValues: AnsweredOperation {
  static var allowsGET: Bool { true }

  static func answer(
    _ call: TypedCall<Self>, _ service: inout ShareService
  ) throws(Refusal) -> OperationAnswer? {
    if call.parameters.sessionID?.guid.isZero == true { throw .nothing }
    let account = try service.publisher(call.parameters.$sessionID)
    let bounds = try service.bounds(call.parameters.$minutes, call.parameters.$maxCount)
    let readings = service.readings(
      of: account, minutes: bounds.minutes, maxCount: bounds.maxCount)
    return .readings(readings, account)
  }
}
