internal import ShareAPI

extension StopRemoteMonitoringSession: ServedOperation {
  static func serve(
    _ call: TypedCall<Self>, _ service: inout ShareService
  ) throws(Refusal) -> NoContent? {
    let account = try service.publisher(call.parameters.$sessionID)
    guard account.isMonitoring else { throw .fault(.monitoringNotActive) }
    service.change(account, .monitoringStopped)
    return nil
  }
}
