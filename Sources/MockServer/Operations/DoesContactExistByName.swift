internal import ShareAPI

extension DoesContactExistByName: ServedOperation {
  static func serve(
    _ call: TypedCall<Self>, _ service: inout ShareService
  ) throws(Refusal) -> Bool? {
    let account = try service.publisher(call.parameters.$sessionID)
    let name = try service.required(call.parameters.$contactName, "contactName").text
    return account.contacts.contains { $0.name == name }
  }
}
