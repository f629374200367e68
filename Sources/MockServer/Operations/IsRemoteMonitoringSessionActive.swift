internal import ShareAPI

extension IsRemoteMonitoringSessionActive: ServedOperation {
  static func serve(
    _ call: TypedCall<Self>, _ service: inout ShareService
  ) throws(Refusal) -> Bool? {
    try service.publisher(call.parameters.$sessionID).isMonitoring
  }
}
