internal import ShareAPI

extension StartRemoteMonitoringSession: ServedOperation {
  static func serve(
    _ call: TypedCall<Self>, _ service: inout ShareService
  ) throws(Refusal) -> NoContent? {
    let account = try service.publisher(call.parameters.$sessionID)
    let serialNumber = try service.required(call.parameters.$serialNumber, "serialNumber")
    try account.checkReceiver(serialNumber)
    guard !account.isMonitoring else { throw .fault(.monitoringAlreadyActive) }
    service.change(account, .monitoringStarted)
    return nil
  }
}
