internal import ShareAPI

extension LoginSubscriberAccount: ServedOperation {
  static var hasBody: Bool { true }

  static func serve(
    _ call: TypedCall<Self>, _ service: inout ShareService
  ) throws(Refusal) -> SessionID? {
    let parameters = call.parameters
    let password = try service.loginParameter(parameters.$password, "password").text
    guard let id = call.parameters.accountID?.guid.canonical else {
      throw .fault(.missing("accountId"))
    }
    let isKnown = service.state.subscriptions(of: id).contains {
      $0.contact.subscription?.subscriber?.password == password
    }
    guard isKnown else {
      // Nobody recorded what a follower's failed login gives.
      let kind: ServiceFault.Kind =
        service.form.loginFailure == .ssoFault ? .singleSignOn : .invalidPassword
      let code: FaultCode =
        service.form.loginFailure == .ssoFault ? .ssoPasswordInvalid : .accountPasswordInvalid
      throw .fault(.init(code, kind, "Subscriber account password failed"))
    }
    return service.openSession(.subscriber(account: id))
  }
}
