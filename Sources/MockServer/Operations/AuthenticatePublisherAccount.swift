internal import ShareAPI

extension AuthenticatePublisherAccount: ServedOperation {
  static var hasBody: Bool { true }

  static func serve(
    _ call: TypedCall<Self>, _ service: inout ShareService
  ) throws(Refusal) -> AccountID? {
    let parameters = call.parameters
    let name = try service.loginParameter(parameters.$accountName, "accountName").text
    let password = try service.loginParameter(parameters.$password, "password").text
    let outcome = service.logIn(service.state.account(named: name), password)
    guard case .welcome(let account) = outcome else {
      throw service.loginFault(outcome, "AccountName=\(name)")
    }
    return AccountID(guid: GUID(account.id) ?? .zero)
  }
}
