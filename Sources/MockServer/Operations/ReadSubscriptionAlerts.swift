internal import ShareAPI

extension ReadSubscriptionAlerts: ServedOperation {
  static func serve(
    _ call: TypedCall<Self>, _ service: inout ShareService
  ) throws(Refusal) -> AlertSettings? {
    let (_, subscription) = try service.subscription(
      call.parameters.$subscriptionID, of: call.parameters.$sessionID)
    var settings = AlertSettings(stored: subscription.alerts)
    settings.high?.writeZerosInSeconds()
    settings.low?.writeZerosInSeconds()
    settings.fixedLow?.writeZerosInSeconds()
    settings.noData?.writeZerosInSeconds()
    return settings
  }
}

extension Alert {
  /// The service writes no delay as `PT0S`, however it was sent.
  fileprivate mutating func writeZerosInSeconds() {
    if delay?.seconds == 0 { delay = ISODuration("PT0S") }
    if realarmDelay?.seconds == 0 { realarmDelay = ISODuration("PT0S") }
  }
}
