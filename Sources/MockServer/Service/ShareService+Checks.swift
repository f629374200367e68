internal import JSONDecoding
internal import ShareAPI

/// What operations ask before they do anything.
extension ShareService {
  /// The publisher's account of a session.
  func publisher(_ session: Wire<SessionID>) throws(Refusal) -> Account {
    guard case .publisher(let id) = try holder(of: session), let account = state.accounts[id]
    else { throw .fault(.sessionNotFound(text(of: session))) }
    return account
  }

  /// The follower's own account of a session.
  func subscriber(_ session: Wire<SessionID>) throws(Refusal) -> String {
    guard case .subscriber(let id) = try holder(of: session) else {
      throw .fault(.sessionNotFound(text(of: session)))
    }
    return id
  }

  private func holder(of session: Wire<SessionID>) throws(Refusal) -> ServiceState.Holder {
    let id = try guid(session, "sessionId")
    guard let known = state.sessions[id] else { throw .fault(.sessionNotFound(id)) }
    guard now - known.opened < settings.sessionMilliseconds else {
      throw .fault(.sessionExpired(id, form))
    }
    return known.holder
  }

  private func text(of session: Wire<SessionID>) -> String { session.value?.guid.canonical ?? "" }

  /// An ID in lower case; the service complains where it is not there or no GUID.
  func guid(_ wire: Wire<some Identifier>, _ name: String) throws(Refusal) -> String {
    switch wire {
    case .value(let id): return id.guid.canonical
    case .absent, .null: throw missing(name)
    case .other(let value):
      guard form.isJava else { throw .badRequest }
      throw .fault(.notAGUID(value.string ?? ""))
    }
  }

  /// A parameter that has to be there.
  func required<Value>(_ wire: Wire<Value>, _ name: String) throws(Refusal) -> Value {
    guard let value = wire.value else { throw missing(name) }
    return value
  }

  /// What the service says where a parameter is not there.
  func missing(_ name: String) -> Refusal {
    form.isJava ? .fault(.missing(name)) : .badRequest
  }

  /// A subscription of a session's publisher.
  func subscription(
    _ subscription: Wire<SubscriptionID>, of session: Wire<SessionID>
  ) throws(Refusal) -> (account: Account, subscription: SubscriptionRecord) {
    let account = try publisher(session)
    let id = try guid(subscription, "subscriptionId")
    guard let subscription = account.contact(subscription: id)?.subscription else {
      throw .fault(.subscriptionNotFound)
    }
    return (account, subscription)
  }

  /// A contact of the publisher.
  func contact(of account: Account, _ contact: Wire<ContactID>) throws(Refusal) -> ContactRecord {
    guard let contact = account.contact(try guid(contact, "contactId")) else {
      throw .fault(.contactNotFound)
    }
    return contact
  }
}
