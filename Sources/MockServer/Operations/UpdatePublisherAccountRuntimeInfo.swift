internal import ShareAPI

extension UpdatePublisherAccountRuntimeInfo: ServedOperation {
  static var hasBody: Bool { true }

  static func serve(
    _ call: TypedCall<Self>, _ service: inout ShareService
  ) throws(Refusal) -> NoContent? {
    let account = try service.publisher(call.parameters.$sessionID)
    let info = try service.required(call.parameters.$runtimeInfo, "runtimeInfo")
    service.change(account, .runtimeInfoUpdated(json: info.storedText))
    return nil
  }
}
