internal import ShareAPI

extension ReadPublisherAccountDisplayName: ServedOperation {
  static func serve(
    _ call: TypedCall<Self>, _ service: inout ShareService
  ) throws(Refusal) -> PersonName? {
    let account = try service.publisher(call.parameters.$sessionID)
    return PersonName(text: account.displayName)
  }
}
