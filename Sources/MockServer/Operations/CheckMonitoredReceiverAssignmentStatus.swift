internal import ShareAPI

extension CheckMonitoredReceiverAssignmentStatus: ServedOperation {
  static func serve(
    _ call: TypedCall<Self>, _ service: inout ShareService
  ) throws(Refusal) -> ReceiverAssignment? {
    let account = try service.publisher(call.parameters.$sessionID)
    let serialNumber = try service.required(call.parameters.$serialNumber, "serialNumber")
    return serialNumber.receiver == account.receiver ? .assignedToYou : .notAssigned
  }
}
