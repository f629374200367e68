internal import ShareAPI

extension ReadContact: ServedOperation {
  static func serve(
    _ call: TypedCall<Self>, _ service: inout ShareService
  ) throws(Refusal) -> Contact? {
    let account = try service.publisher(call.parameters.$sessionID)
    let contact = try service.contact(of: account, call.parameters.$contactID)
    return service.wire(contact, of: account)
  }
}
