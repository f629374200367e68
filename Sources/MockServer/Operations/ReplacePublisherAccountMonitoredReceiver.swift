internal import ShareAPI

extension ReplacePublisherAccountMonitoredReceiver: ServedOperation {
  static func serve(
    _ call: TypedCall<Self>, _ service: inout ShareService
  ) throws(Refusal) -> NoContent? {
    let account = try service.publisher(call.parameters.$sessionID)
    let serialNumber = try service.required(call.parameters.$serialNumber, "serialNumber").receiver
    guard serialNumber != account.receiver else { throw .fault(.receiverAlreadyAssigned) }
    service.change(account, .receiverReplaced(serialNumber: serialNumber))
    return nil
  }
}
