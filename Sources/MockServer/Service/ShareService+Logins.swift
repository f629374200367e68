internal import ShareAPI

/// What the logins have in common.
extension ShareService {
  /// How a login turned out.
  enum LoginOutcome {
    case welcome(Account)
    case wrongPassword(Account)
    case unknownName
    case lockedOut(Account)
  }

  /// Checks a password, and counts the wrong ones.
  mutating func logIn(_ account: Account?, _ password: String) -> LoginOutcome {
    guard let account else { return .unknownName }
    if account.lockedUntil > now { return .lockedOut(account) }
    guard account.password == password else {
      change(
        account, .loginFailed(limit: settings.lockout, lockMilliseconds: Scenario.lockMilliseconds))
      return .wrongPassword(account)
    }
    if account.failedLogins > 0 { change(account, .loggedIn) }
    return .welcome(account)
  }

  /// Opens a session.
  mutating func openSession(_ holder: ServiceState.Holder) -> SessionID {
    let id = newID()
    change(.sessionOpened(id: id, holder: holder))
    return SessionID(guid: GUID(id) ?? .zero)
  }

  /// What the revision says where a login fails.
  ///
  /// - Parameter place: The name or ID of the account, as the service quotes it.
  func loginFault(_ outcome: LoginOutcome, _ place: String) -> Refusal {
    switch (outcome, form.loginFailure) {
    case (.lockedOut(let account), _):
      .fault(
        .init(
          .ssoMaxAttemptsExceeed, .singleSignOn,
          "Simulate SSO: Maximum attempts exceeded. AccountId=\(account.id)"))
    case (_, .passwordFault):
      .fault(
        .init(.accountPasswordInvalid, .invalidPassword, "Publisher account password failed"))
    case (.wrongPassword(let account), .ssoFault):
      .fault(
        .init(
          .ssoPasswordInvalid, .singleSignOn,
          "Simulate SSO: Authentication failed. AccountId=\(account.id)"))
    case (_, .ssoFault):
      .fault(
        .init(
          .ssoAccountNotFound, .singleSignOn,
          "Create SSO account during login failed. \(place)"))
    }
  }

  /// A member of a login's body. These faults have an envelope in all revisions.
  func loginParameter<Value>(_ wire: Wire<Value>, _ name: String) throws(Refusal) -> Value {
    guard let value = wire.value else { throw .fault(.missing(name)) }
    return value
  }
}
