internal import ShareAPI

extension CreateContact: ServedOperation {
  static func serve(
    _ call: TypedCall<Self>, _ service: inout ShareService
  ) throws(Refusal) -> ContactID? {
    let account = try service.publisher(call.parameters.$sessionID)
    let name = try service.required(call.parameters.$contactName, "contactName").text
    let email = try service.required(call.parameters.$emailAddress, "emailAddress").text
    guard !account.contacts.contains(where: { $0.name == name }) else {
      throw .fault(.contactNameExists)
    }
    guard account.contacts.count < ServiceState.contactLimit else { throw .fault(.tooMany) }
    let contact = ContactRecord(
      id: service.newID(), name: name, email: email, created: service.now, modified: service.now)
    service.change(account, .contactCreated(contact))
    return ContactID(guid: GUID(contact.id) ?? .zero)
  }
}
