internal import ShareAPI

extension ReadLastGlucoseFromSubscriptions: ServedOperation {
  static var hasBody: Bool { true }

  static func serve(
    _ call: TypedCall<Self>, _ service: inout ShareService
  ) throws(Refusal) -> Response? {
    let subscriber = try service.subscriber(call.parameters.$sessionID)
    guard let wanted = call.requestBody.value else { throw service.missing("subscriptionIds") }
    var readings: Response = []
    for wire in wanted.prefix(ServiceState.contactLimit) {
      let id = try service.guid(wire, "subscriptionIds")
      let followed = try service.followed(id, by: subscriber)
      var reading = SubscriptionReading()
      // Of a reading here only these three members are known.
      if let newest = service.readings(of: followed, minutes: 1_440, maxCount: 1).first {
        var known = service.wire(newest, of: followed.account)
        known.$wallTime = .absent
        known.$displayTime = .absent
        reading.reading = known
      } else {
        reading.$reading = .null
      }
      reading.$subscriptionID = wire
      readings.append(.value(reading))
    }
    return readings
  }
}
