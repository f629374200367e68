internal import JSONDecoding
internal import ShareAPI

extension LoginPublisherAccountById: ServedOperation {
  static var hasBody: Bool { true }

  static func serve(
    _ call: TypedCall<Self>, _ service: inout ShareService
  ) throws(Refusal) -> SessionID? {
    let parameters = call.parameters
    let password = try service.loginParameter(parameters.$password, "password").text
    if case .other(.string("")) = parameters.$accountID { return SessionID(guid: .zero) }
    if case .other(let value) = parameters.$accountID {
      throw .fault(.notAGUID(value.string ?? ""))
    }
    let id = try service.loginParameter(parameters.$accountID, "accountId").guid
    if id.isZero { return SessionID(guid: .zero) }
    let outcome = service.logIn(service.state.accounts[id.canonical], password)
    guard case .welcome(let account) = outcome else {
      throw service.loginFault(outcome, "AccountId=\(id.text)")
    }
    return service.openSession(.publisher(account: account.id))
  }
}
