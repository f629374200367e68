internal import ShareAPI

extension ReadPublisherLatestGlucoseValues: ServedOperation {
  static var allowsGET: Bool { true }

  static func serve(
    _ call: TypedCall<Self>, _ service: inout ShareService
  ) throws(Refusal) -> Response? {
    if call.parameters.sessionID?.guid.isZero == true { throw .nothing }
    let account = try service.publisher(call.parameters.$sessionID)
    let bounds = try service.bounds(call.parameters.$minutes, call.parameters.$maxCount)
    return service.readings(of: account, minutes: bounds.minutes, maxCount: bounds.maxCount)
      .map { .value(service.wire($0, of: account)) }
  }
}
