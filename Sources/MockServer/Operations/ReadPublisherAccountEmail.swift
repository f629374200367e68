internal import ShareAPI

extension ReadPublisherAccountEmail: ServedOperation {
  static func serve(
    _ call: TypedCall<Self>, _ service: inout ShareService
  ) throws(Refusal) -> EmailAddress? {
    let account = try service.publisher(call.parameters.$sessionID)
    return EmailAddress(text: account.email)
  }
}
