internal import Bytes

/// After a gap, after damage, and in a connection joined in its middle: which record is this, and
/// under which keys? Authentication tells, by trial. The work is bounded for each connection and for
/// all of them.
extension TLSConnection {
  /// Records further on than that are not looked for.
  static let longestSearch = 4_096
  /// Bytes decrypted for trial in one connection.
  private static let trialLimit = 256 << 20
  /// So many records in a row that do not open, and the keys are taken for wrong.
  private static let patienceWithRefused = 16
  /// So many records are tried to find the secrets of a connection joined in its middle.
  private static let joinAttempts = 4

  // MARK: - Losses

  /// Takes note of records that were not recorded: at most `limit`, or one of known type and length.
  mutating func lose(
    _ limit: Int?, sized: (type: ContentType, length: Int)?, from sender: Sender,
    at place: PacketPlace
  ) {
    let index = sender.index
    halves[index].handshake.lose()
    let more = max(0, min(limit ?? Self.longestSearch, Self.longestSearch))
    var count: Int?
    switch halves[index].state {
    case .unreadable, .ended: return
    case .sealed where halves[index].decompressor != nil:
      return becomeUnreadable(sender, .damaged)
    case .plain:
      handshake.isIncomplete = true
      halves[index].missing = Self.longestSearch
      return
    case .sealed(var protection):
      if let sized {
        protection.skip()
        halves[index].state = .sealed(protection)
        guard sized.type == .applicationData else { return }
        count = protection.overhead.map { max(0, sized.length - $0) }
      } else {
        protection.chain = nil
        halves[index].state = .sealed(protection)
      }
    case .traffic(var keys):
      if sized != nil { keys.protection?.skip() }
      halves[index].state = .traffic(keys)
    }
    let before = halves[index].missing ?? 0
    halves[index].missing = before + (sized == nil ? more : 0)
    emit(.gap(count: count), from: sender, at: place)
  }

  /// Takes note of a record that is whole, and does not open.
  mutating func refuse(
    _ sealed: RecordProtection.Sealed, from sender: Sender, at place: PacketPlace
  ) {
    let index = sender.index
    halves[index].refusedCount += 1
    halves[index].handshake.lose()
    let before = halves[index].missing ?? 0
    halves[index].missing = min(before + 1, Self.longestSearch)
    if halves[index].keysFit {
      emit(.gap(count: nil), from: sender, at: place)
      if facts.reportedDamage.insert(sender).inserted {
        report(
          "tls-record-damaged", at: place,
          "a record that the \(sender) sent does not fit its authentication code",
          advice: "what comes before it is right; its bytes were damaged, or recorded wrongly",
          isDamage: true)
      }
    }
    // Of what is compressed nothing can be read behind a record that is missing.
    if halves[index].refusedCount >= Self.patienceWithRefused
      || halves[index].decompressor != nil
    {
      becomeUnreadable(sender, halves[index].keysFit ? .damaged : .wrongSecrets)
    }
  }

  // MARK: - Which record is it?

  /// Opens a record: the next one, or where some are missing a later one.
  mutating func open(
    _ sealed: RecordProtection.Sealed, _ protection: inout RecordProtection, of sender: Sender
  ) -> RecordProtection.Opened? {
    protection.open(sealed) ?? search(sealed, &protection, of: sender)
  }

  /// Opens a later record than the next one, where some are missing.
  mutating func search(
    _ sealed: RecordProtection.Sealed, _ protection: inout RecordProtection, of sender: Sender
  ) -> RecordProtection.Opened? {
    guard let missing = halves[sender.index].missing, !protection.lacksChain else { return nil }
    for number in protection.numbersByNonce(sealed) {
      if let opened = protection.open(sealed, at: number) { return opened }
    }
    let next = protection.sequenceNumber
    for distance in 0..<min(missing, Self.longestSearch) {
      guard mayTry(sealed.fragment.count) else { return nil }
      let number = next &+ UInt64(distance) &+ 1
      if let opened = protection.open(sealed, at: number) { return opened }
    }
    return nil
  }

  private mutating func mayTry(_ byteCount: Int) -> Bool {
    // A short record takes its time too.
    let cost = byteCount + 512
    guard triedBytes + cost <= Self.trialLimit, secrets.mayTry(cost) else { return false }
    triedBytes += cost
    return true
  }

  // MARK: - Joined in the middle

  /// Looks for the secret of a connection of which the hellos were not recorded, by trial. That works
  /// in TLS 1.3; before, the keys depend on what the server said at the beginning.
  mutating func join(
    _ record: RecordReader.Record, _ fragment: ArraySlice<UInt8>, from sender: Sender
  ) -> Outcome {
    if mayWaitForSecrets { return .waits }
    let sealed = RecordProtection.Sealed(
      type: record.type, version: record.version, fragment: fragment)
    guard record.version == TLSVersion.tls12.rawValue,
      let (found, keys, opened) = search(sealed, from: sender)
    else {
      halves[sender.index].joinAttempts += 1
      if halves[sender.index].joinAttempts >= Self.joinAttempts {
        becomeUnreadable(sender, .joined)
      } else {
        facts.obstacles[sender] = .joined
      }
      return .taken
    }
    handshake.joined = found
    facts.version = .tls13
    facts.suite = found.suite
    facts.clientRandom = found.clientRandom
    facts.obstacles[sender] = nil
    halves[sender.index].state = .traffic(keys)
    emit(.gap(count: nil), from: sender, at: record.place)
    accept(opened, from: sender, at: record.place)
    return .taken
  }

  private typealias Found = (
    joined: (clientRandom: [UInt8], suite: CipherSuite), keys: TrafficKeys,
    opened: RecordProtection.Opened
  )

  private mutating func search(
    _ sealed: RecordProtection.Sealed, from sender: Sender
  ) -> Found? {
    var candidates = self.candidates(for: sender)
    for number in 0..<UInt64(Self.longestSearch) {
      for index in candidates.indices {
        guard mayTry(sealed.fragment.count) else { return nil }
        if let opened = candidates[index].keys.protection?.open(sealed, at: number) {
          let found = candidates[index]
          return ((found.clientRandom, found.suite), found.keys, opened)
        }
      }
    }
    return nil
  }

  private typealias Candidate = (clientRandom: [UInt8], suite: CipherSuite, keys: TrafficKeys)

  /// All keys that the key log gives for an end.
  private func candidates(for sender: Sender) -> [Candidate] {
    let log = secrets.keyLog
    let randoms = handshake.clientRandom.map { [$0] } ?? log.clientRandoms
    let suites: [CipherSuite] =
      handshake.suite.map { [$0] } ?? [.aes256GCM, .aes128GCM, .chaCha20Poly1305, .aes128CCM]
    var candidates: [Candidate] = []
    for random in randoms {
      guard let known = log.secrets(for: random) else { continue }
      var epochs = (known.traffic[sender] ?? [:]).sorted { $0.key < $1.key }.map {
        (TrafficKeys.Epoch.application($0.key), $0.value)
      }
      if let secret = known.handshake[sender], handshake.suite != nil {
        epochs.append((.handshake, secret))
      }
      for (epoch, secret) in epochs {
        for suite in suites {
          guard let properties = suite.properties,
            let protection = RecordProtection(trafficSecret: secret, suite: properties)
          else { continue }
          var keys = TrafficKeys(epoch: epoch)
          keys.secret = secret
          keys.protection = protection
          candidates.append((random, suite, keys))
        }
      }
    }
    return candidates
  }
}
