/// What can happen to the state: a line of the journal.
enum Change: Codable, Sendable {
  case sessionOpened(id: String, holder: ServiceState.Holder)
  case account(id: String, change: AccountChange)
  case clockAdvanced
  case reset(accounts: [Account])
}

/// What can happen to an account.
enum AccountChange: Codable, Sendable {
  case loginFailed(limit: Int, lockMilliseconds: Int64)
  case loggedIn
  case receiverReplaced(serialNumber: String)
  case monitoringStarted
  case monitoringStopped
  case runtimeInfoUpdated(json: String)
  case readingsPosted([StoredReading])
  case contactCreated(ContactRecord)
  case contactRenamed(id: String, name: String)
  case contactDeleted(id: String)
  case invited(contact: String, subscription: SubscriptionRecord)
  case accepted(subscription: String, subscriber: Subscriber)
  case permissionsChanged(subscription: String, permissions: Int64)
  case stateChanged(subscription: String, state: Int64)
}

extension Account {
  /// Makes one change.
  mutating func apply(_ change: AccountChange, at time: Int64) {
    switch change {
    case .loginFailed(let limit, let lockMilliseconds):
      failedLogins += 1
      if failedLogins >= limit {
        lockedUntil = time + lockMilliseconds
        failedLogins = 0
      }
    case .loggedIn: failedLogins = 0
    case .receiverReplaced(let serialNumber):
      receiver = serialNumber
      isMonitoring = false
    case .monitoringStarted: isMonitoring = true
    case .monitoringStopped: isMonitoring = false
    case .runtimeInfoUpdated(let json): runtimeInfo = json
    case .readingsPosted(let readings): store(readings)
    case .contactCreated(let contact): contacts.append(contact)
    case .contactRenamed(let id, let name):
      update(contact: id, at: time) { $0.name = name }
    case .contactDeleted(let id): contacts.removeAll { $0.id == id }
    case .invited(let id, let subscription):
      update(contact: id, at: time) { $0.subscription = subscription }
    case .accepted(let id, let subscriber):
      update(subscription: id, at: time) {
        $0.subscriber = subscriber
        $0.state = 6
      }
    case .permissionsChanged(let id, let permissions):
      update(subscription: id, at: time) { $0.permissions = permissions }
    case .stateChanged(let id, let state):
      update(subscription: id, at: time) { $0.state = state }
    }
  }

  /// Keeps readings in the order of their times, the newest of too many.
  private mutating func store(_ readings: [StoredReading]) {
    let oldest = readings.map(\.systemTime).min() ?? 0
    sensorEnds = min(sensorEnds ?? oldest, oldest)
    self.readings += readings
    self.readings.sort { $0.systemTime < $1.systemTime }
    if self.readings.count > ServiceState.readingLimit {
      self.readings.removeFirst(self.readings.count - ServiceState.readingLimit)
    }
  }

  private mutating func update(
    contact id: String, at time: Int64, _ body: (inout ContactRecord) -> Void
  ) {
    guard let index = contacts.firstIndex(where: { $0.id == id }) else { return }
    body(&contacts[index])
    contacts[index].modified = time
  }

  private mutating func update(
    subscription id: String, at time: Int64, _ body: (inout SubscriptionRecord) -> Void
  ) {
    guard let index = contacts.firstIndex(where: { $0.subscription?.id == id }),
      var subscription = contacts[index].subscription
    else { return }
    body(&subscription)
    subscription.modified = time
    contacts[index].subscription = subscription
  }
}
