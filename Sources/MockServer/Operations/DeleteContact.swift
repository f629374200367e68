internal import ShareAPI

extension DeleteContact: ServedOperation {
  static func serve(
    _ call: TypedCall<Self>, _ service: inout ShareService
  ) throws(Refusal) -> NoContent? {
    let account = try service.publisher(call.parameters.$sessionID)
    let contact = try service.contact(of: account, call.parameters.$contactID)
    service.change(account, .contactDeleted(id: contact.id))
    return nil
  }
}
