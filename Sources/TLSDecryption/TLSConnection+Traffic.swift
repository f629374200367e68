internal import Bytes

/// The keys of TLS 1.3.
///
/// ```
///           EndOfEarlyData        Finished             KeyUpdate
///  early ───────────────▶ handshake ─────▶ application 0 ─────▶ application 1 …
///                            ▲ server begins here, and a client without early data
/// ```
///
/// Where the secret of an epoch is missing, or records were lost, the next epoch is tried as well.
extension TLSConnection {
  /// A sealed record where nothing has been said about keys: the first one in TLS 1.3, or one in a
  /// connection of which the beginning is missing.
  mutating func takeFirstSealed(
    _ record: RecordReader.Record, _ fragment: ArraySlice<UInt8>, from sender: Sender
  ) -> Outcome {
    if let obstacle = handshake.obstacle {
      becomeUnreadable(sender, obstacle)
      return .taken
    }
    guard let version = handshake.version, handshake.clientRandom != nil else {
      // Early data that the server did not take.
      if handshake.isRetried, !handshake.isAnswered { return .taken }
      let speaksNow = sender == .client ? handshake.clientHello != nil : handshake.version != nil
      if speaksNow, isPatient, isExpected(sender.peer) { return .waits }
      return join(record, fragment, from: sender)
    }
    guard version == .tls13 else {
      // The change of keys was not recorded.
      let outcome = changeKeys(of: sender)
      guard outcome == .taken, case .sealed(var protection) = halves[sender.index].state else {
        return outcome
      }
      protection.chain = nil
      halves[sender.index].missing = Self.longestSearch
      return takeSealed(record, fragment, protection, from: sender)
    }
    var keys = TrafficKeys(epoch: handshake.joined == nil ? .handshake : .application(0))
    if handshake.joined != nil, halves[sender.index].missing == nil {
      halves[sender.index].missing = Self.longestSearch
    }
    if sender == .client, handshake.clientHello?.offersEarlyData == true {
      if handshake.acceptsEarlyData == nil, isPatient, serverMayTellOfEarlyData { return .waits }
      if handshake.acceptsEarlyData != false, secret(of: .early, of: .client) != nil {
        keys.epoch = .early
      } else {
        keys.skipsEarlyData = true
      }
    }
    guard prepare(&keys, of: sender) else {
      if mayWaitForSecrets { return .waits }
      becomeUnreadable(sender, .noSecrets)
      return .taken
    }
    return takeTraffic(record, fragment, keys, from: sender)
  }

  /// The server has not come to the message that says whether it took early data.
  private var serverMayTellOfEarlyData: Bool {
    guard facts.ends[.server] == nil, !handshake.isIncomplete else { return false }
    return switch halves[Sender.server.index].state {
    case .plain: true
    case .traffic(let keys): keys.epoch == .handshake && keys.protection != nil
    default: false
    }
  }

  mutating func takeTraffic(
    _ record: RecordReader.Record, _ fragment: ArraySlice<UInt8>, _ keys: TrafficKeys,
    from sender: Sender
  ) -> Outcome {
    switch record.type {
    case .applicationData: break
    case .alert where fragment.count == 2:
      hear(record.type, fragment, from: sender, at: record.place)
      return .taken
    default: return .taken
    }
    var keys = keys
    let sealed = RecordProtection.Sealed(
      type: record.type, version: record.version, fragment: fragment)
    if keys.protection == nil, !prepare(&keys, of: sender) {
      if mayWaitForSecrets { return .waits }
      becomeUnreadable(sender, .noSecrets)
      return .taken
    }
    guard let opened = open(sealed, &keys, of: sender) else {
      if record.isGuess { return .rejected }
      if keys.skipsEarlyData || keys.protection == nil {
        halves[sender.index].state = .traffic(keys)
        if keys.skipsEarlyData, handshake.acceptsEarlyData != false, !facts.lacksEarlySecret {
          facts.lacksEarlySecret = true
          emit(.gap(count: nil), from: sender, at: record.place)
        }
        return .taken
      }
      keys.protection?.skip()
      halves[sender.index].state = .traffic(keys)
      refuse(sealed, from: sender, at: record.place)
      return .taken
    }
    if keys.epoch != .early { keys.skipsEarlyData = false }
    halves[sender.index].state = .traffic(keys)
    accept(opened, from: sender, at: record.place)
    return .taken
  }

  /// Opens a record with the keys of its epoch, or of the next one where that may be.
  private mutating func open(
    _ sealed: RecordProtection.Sealed, _ keys: inout TrafficKeys, of sender: Sender
  ) -> RecordProtection.Opened? {
    if let opened = keys.protection?.open(sealed) { return opened }
    let mayBeLater =
      keys.protection == nil || keys.epoch == .early || halves[sender.index].missing != nil
    guard mayBeLater else { return nil }
    var epochs = [keys]
    while epochs.count < 3, let next = self.keys(after: epochs[epochs.count - 1], of: sender) {
      epochs.append(next)
    }
    // The first record of an epoch is likelier than any later one, and costs less.
    for search in [false, true] {
      for (index, var epoch) in epochs.enumerated() {
        guard var protection = epoch.protection else { continue }
        let opened =
          search ? self.search(sealed, &protection, of: sender) : protection.open(sealed)
        guard let opened else { continue }
        epoch.protection = protection
        if index > 0 { epoch.skipsEarlyData = false }
        keys = epoch
        return opened
      }
    }
    return nil
  }

  /// The keys of the next epoch, without protection where its secret is not known.
  private func keys(after keys: TrafficKeys, of sender: Sender) -> TrafficKeys? {
    switch keys.epoch {
    case .early: return self.keys(.handshake, of: sender)
    case .handshake: return self.keys(.application(0), of: sender)
    case .application(let generation):
      guard let secret = keys.secret, let hash = suite?.scheduleHash else { return nil }
      var next = TrafficKeys(epoch: .application(generation + 1))
      next.secret = KeySchedule.nextTrafficSecret(hash, secret)
      next.protection = next.secret.flatMap(protection(secret:))
      return next
    }
  }

  private func keys(_ epoch: TrafficKeys.Epoch, of sender: Sender) -> TrafficKeys {
    var keys = TrafficKeys(epoch: epoch)
    keys.secret = secret(of: epoch, of: sender)
    keys.protection = keys.secret.flatMap(protection(secret:))
    return keys
  }

  /// Looks for the secret of an epoch; false where neither it nor that of the next one is there.
  private mutating func prepare(_ keys: inout TrafficKeys, of sender: Sender) -> Bool {
    let found = self.keys(keys.epoch, of: sender)
    keys.secret = found.secret
    keys.protection = found.protection
    if found.protection != nil { return true }
    return self.keys(after: keys, of: sender)?.protection != nil
  }

  private var suite: CipherSuite.Properties? { handshake.suite?.properties }

  private func secret(of epoch: TrafficKeys.Epoch, of sender: Sender) -> [UInt8]? {
    guard let random = handshake.clientRandom, let log = secrets.keyLog.secrets(for: random) else {
      return nil
    }
    return switch epoch {
    case .early: sender == .client ? log.early : nil
    case .handshake: log.handshake[sender]
    case .application(let generation): log.traffic[sender]?[generation]
    }
  }

  private func protection(secret: [UInt8]) -> RecordProtection? {
    suite.flatMap { RecordProtection(trafficSecret: secret, suite: $0) }
  }

  /// Goes to another epoch after the message that ends one; means nothing before TLS 1.3.
  mutating func advanceTraffic(of sender: Sender, to epoch: TrafficKeys.Epoch) {
    guard case .traffic(let now) = halves[sender.index].state else { return }
    // A Finished behind application data would be no message of a handshake.
    if case .application = now.epoch { return }
    halves[sender.index].state = .traffic(keys(epoch, of: sender))
    halves[sender.index].keysFit = false
  }

  /// Goes on to the keys after a key update.
  mutating func updateTraffic(of sender: Sender) {
    guard case .traffic(let now) = halves[sender.index].state, case .application = now.epoch,
      let next = keys(after: now, of: sender)
    else { return }
    halves[sender.index].state = .traffic(next)
  }
}

extension RecordProtection {
  /// Keys out of a traffic secret of TLS 1.3 (RFC 8446 section 7.3).
  init?(trafficSecret secret: [UInt8], suite: CipherSuite.Properties) {
    guard suite.cipher.isAEAD, secret.count == suite.scheduleHash.length else { return nil }
    let expand = { label, count in
      KeySchedule.expandLabel(suite.scheduleHash, secret: secret, label, count: count)
    }
    self.init(
      version: .tls13, suite: suite,
      keys: Keys(cipher: expand("key", suite.keyLength), iv: expand("iv", 12)))
  }
}
