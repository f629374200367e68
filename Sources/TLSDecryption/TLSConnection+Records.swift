internal import Bytes

/// What becomes of each record.
extension TLSConnection {
  /// What was done about a record.
  enum Outcome {
    case taken
    /// It stays where it is until more is known.
    case waits
    /// It was found by searching, and is none.
    case rejected
  }

  /// Takes what is next of an end; false where it has to wait.
  mutating func process(_ element: RecordReader.Element, from sender: Sender) -> Bool {
    let index = sender.index
    if halves[index].hasEnded {
      halves[index].records.consume(element)
      return true
    }
    switch element {
    case .record(let record):
      switch take(record, from: sender) {
      case .taken: halves[index].records.consume(element)
      case .waits: return false
      case .rejected:
        halves[index].records.reject(record)
        halves[index].missing? += 1
      }
    case .damaged(let type, let length, let place):
      halves[index].records.consume(element)
      lose(1, sized: (type, length), from: sender, at: place)
    case .gap(let byteCount, let place):
      halves[index].records.consume(element)
      // No sealed record is shorter than header and tag.
      lose(byteCount.map { $0 / 21 + 2 }, sized: nil, from: sender, at: place)
    case .junk(let place):
      halves[index].records.consume(element)
      lose(nil, sized: nil, from: sender, at: place)
    case .end(let end, let place):
      halves[index].records.consume(element)
      facts.ends[sender] = facts.ends[sender] ?? end
      conclude(sender, end, at: place)
    }
    return true
  }

  /// Gives the end of what an end said, once.
  private mutating func conclude(_ sender: Sender, _ end: StreamEnd, at place: PacketPlace) {
    let isUnreadable = halves[sender.index].isUnreadable
    halves[sender.index].state = .ended
    guard hasOpened else { return }
    if isUnreadable { emit(.gap(count: nil), from: sender, at: place) }
    emit(.end(end), from: sender, at: place)
  }

  /// Whether a record of either end was opened.
  var hasOpened: Bool { halves[0].openedCount + halves[1].openedCount > 0 }

  private mutating func take(_ record: RecordReader.Record, from sender: Sender) -> Outcome {
    let index = sender.index
    let fragment = halves[index].records.bytes(record.fragment)
    let outcome =
      switch halves[index].state {
      case .plain: takePlain(record, fragment, from: sender)
      case .sealed(let protection): takeSealed(record, fragment, protection, from: sender)
      case .traffic(let keys): takeTraffic(record, fragment, keys, from: sender)
      case .unreadable, .ended: Outcome.taken
      }
    if outcome == .taken {
      halves[index].recordCount += 1
      if record.type == .applicationData || !halves[index].isPlain {
        halves[index].sealedCount += 1
        if halves[index].sealedCount == 1 {
          halves[index].firstSealedLength = record.fragment.count
        }
      }
    }
    return outcome
  }

  private mutating func takePlain(
    _ record: RecordReader.Record, _ fragment: ArraySlice<UInt8>, from sender: Sender
  ) -> Outcome {
    switch record.type {
    case .changeCipherSpec: return changeCipherSpec(from: sender)
    case .applicationData: return takeFirstSealed(record, fragment, from: sender)
    case .handshake, .alert: hear(record.type, fragment, from: sender, at: record.place)
    default: break
    }
    return .taken
  }

  /// What an end said, in the open or behind opened seals.
  mutating func hear(
    _ type: ContentType, _ content: ArraySlice<UInt8>, from sender: Sender, at place: PacketPlace
  ) {
    switch type {
    case .applicationData:
      guard !content.isEmpty else { return }
      facts.saidSomething = true
      emit(.data(content), from: sender, at: place)
    case .handshake:
      halves[sender.index].handshake.receive(content)
      while let message = halves[sender.index].handshake.next() {
        note(message, at: place)
        hear(message, from: sender)
      }
    case .alert:
      guard let alert = TLSAlert(content, from: sender) else { return }
      if alert.isClosure {
        facts.ends[sender] = .closed
        conclude(sender, .closed, at: place)
      } else if alert.isFatal, facts.alerts.count < 4 {
        facts.alerts.append(alert)
      }
    default: break
    }
  }

  private mutating func note(_ message: HandshakeMessage, at place: PacketPlace) {
    if message.type == .clientHello, facts.handshakeStart == nil {
      facts.handshakeStart = place.time
    } else if message.type == .finished, facts.finished.count < 2 {
      facts.finished.append(place.time)
    }
  }

  /// The keys change: in TLS up to 1.2. In TLS 1.3 the message means nothing.
  private mutating func changeCipherSpec(from sender: Sender) -> Outcome {
    guard let version = handshake.version else {
      if handshake.isRetried { return .taken }
      if isPatient, sender == .client, isExpected(.server) { return .waits }
      // A client of TLS 1.3 may say it before the server has answered.
      if handshake.clientHello?.offersTLS13 != true { becomeUnreadable(sender, .handshakeMissing) }
      return .taken
    }
    if version == .tls13 { return .taken }
    if sender == .server { handshake.serverChangedKeys = true }
    if sender == .client, !handshake.serverIsDone, !handshake.serverChangedKeys, isPatient,
      isExpected(.server)
    {
      return .waits
    }
    return changeKeys(of: sender)
  }

  /// Whether an end may still say in the open what the other one waits for.
  func isExpected(_ sender: Sender) -> Bool {
    halves[sender.index].isPlain && facts.ends[sender] == nil && !handshake.isIncomplete
  }

  /// Takes the keys of the handshake into use.
  mutating func changeKeys(of sender: Sender) -> Outcome {
    if let obstacle = handshake.obstacle {
      becomeUnreadable(sender, obstacle)
      return .taken
    }
    guard handshake.clientRandom != nil else {
      if sender == .server, isPatient, isExpected(.client) { return .waits }
      becomeUnreadable(sender, .handshakeMissing)
      return .taken
    }
    guard let master = findMaster(for: sender) else {
      if mayWaitForSecrets { return .waits }
      becomeUnreadable(sender, .noSecrets)
      return .taken
    }
    facts.isResumed = handshake.isResumed
    if sender == .server, let ticket = handshake.newTicket {
      secrets.remember(master: master, session: ticket)
    }
    if let protection = handshake.protection(of: sender, master: master) {
      halves[sender.index].state = .sealed(protection)
      halves[sender.index].keysFit = false
    } else {
      becomeUnreadable(sender, .noSecrets)
    }
    return .taken
  }

  /// Whether a secret that is missing may still come.
  var mayWaitForSecrets: Bool { isPatient && !secrets.isComplete }

  private mutating func findMaster(for sender: Sender) -> [UInt8]? {
    // Looking again makes sense only where something was added.
    let generation = secrets.generation
    guard handshake.master != nil || halves[sender.index].lookedAt != generation else { return nil }
    halves[sender.index].lookedAt = generation
    return handshake.findMaster(in: secrets)
  }

  mutating func becomeUnreadable(_ sender: Sender, _ obstacle: TLSSummary.Obstacle) {
    halves[sender.index].state = .unreadable
    facts.obstacles[sender] = obstacle
  }

  mutating func takeSealed(
    _ record: RecordReader.Record, _ fragment: ArraySlice<UInt8>, _ protection: RecordProtection,
    from sender: Sender
  ) -> Outcome {
    var protection = protection
    let sealed = RecordProtection.Sealed(
      type: record.type, version: record.version, fragment: fragment)
    guard let opened = open(sealed, &protection, of: sender) else {
      if record.isGuess, !protection.lacksChain { return .rejected }
      let isLost = protection.lacksChain
      let numbers = min(halves[sender.index].missing ?? 0, Self.longestSearch)
      protection.pass(sealed, numbers: numbers + 1)
      halves[sender.index].state = .sealed(protection)
      if isLost {
        // Its loss was told with the gap before it.
        halves[sender.index].missing? += 1
      } else {
        refuse(sealed, from: sender, at: record.place)
      }
      return .taken
    }
    if opened.type == .changeCipherSpec {
      let outcome = changeCipherSpec(from: sender)
      guard outcome == .taken else { return outcome }
    } else {
      halves[sender.index].state = .sealed(protection)
    }
    accept(opened, from: sender, at: record.place)
    return .taken
  }

  /// Hears what was opened.
  mutating func accept(
    _ opened: RecordProtection.Opened, from sender: Sender, at place: PacketPlace
  ) {
    halves[sender.index].openedCount += 1
    halves[sender.index].keysFit = true
    halves[sender.index].refusedCount = 0
    halves[sender.index].missing = nil
    guard opened.type != .changeCipherSpec else { return }
    hear(opened.type, opened.content, from: sender, at: place)
  }
}
