internal import ShareAPI

extension LoginPublisherAccountByName: ServedOperation {
  static var hasBody: Bool { true }

  static func serve(
    _ call: TypedCall<Self>, _ service: inout ShareService
  ) throws(Refusal) -> SessionID? {
    let parameters = call.parameters
    let name = try service.loginParameter(parameters.$accountName, "accountName").text
    let password = try service.loginParameter(parameters.$password, "password").text
    // Accounts named by an address never had sessions of this way.
    let account = name.contains("@") ? nil : service.state.account(named: name)
    let outcome = service.logIn(account, password)
    if case .welcome(let account) = outcome {
      return service.openSession(.publisher(account: account.id))
    }
    guard service.form.nameLoginGivesZeroGUID else {
      throw service.loginFault(outcome, "AccountName=\(name)")
    }
    return SessionID(guid: .zero)
  }
}
