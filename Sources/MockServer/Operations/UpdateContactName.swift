internal import ShareAPI

extension UpdateContactName: ServedOperation {
  static func serve(
    _ call: TypedCall<Self>, _ service: inout ShareService
  ) throws(Refusal) -> NoContent? {
    let account = try service.publisher(call.parameters.$sessionID)
    let contact = try service.contact(of: account, call.parameters.$contactID)
    let name = try service.required(call.parameters.$contactName, "contactName").text
    guard !account.contacts.contains(where: { $0.name == name && $0.id != contact.id }) else {
      throw .fault(.contactNameExists)
    }
    service.change(account, .contactRenamed(id: contact.id, name: name))
    return nil
  }
}
