internal import Bytes

/// What came of it.
extension TLSConnection {
  /// What is known of the connection so far.
  public var summary: TLSSummary {
    let outcome = outcome
    return TLSSummary(
      outcome: outcome, obstacle: outcome == .decrypted ? nil : obstacle, version: facts.version,
      suite: facts.suite, serverName: facts.serverName,
      applicationProtocol: facts.applicationProtocol, clientRandom: facts.clientRandom,
      isResumed: facts.isResumed,
      acceptsEarlyData: facts.offeredEarlyData ? facts.acceptedEarlyData : nil,
      isJoined: handshake.joined != nil, alerts: facts.alerts)
  }

  private var outcome: TLSSummary.Outcome {
    let isOpened = halves.map { $0.openedCount > 0 }
    // An end that sent nothing sealed has nothing to decrypt.
    let isLost = halves.map { $0.openedCount == 0 && $0.sealedCount > 0 || $0.isUnreadable }
    switch (isOpened[0], isOpened[1]) {
    case (false, false): return .notDecrypted
    case (true, _) where isLost[1]: return .partlyDecrypted(.client)
    case (_, true) where isLost[0]: return .partlyDecrypted(.server)
    default: return .decrypted
    }
  }

  private var obstacle: TLSSummary.Obstacle? {
    if halves.allSatisfy({ $0.recordCount == 0 }) {
      return halves.allSatisfy { $0.missing == nil } ? nil : .notTLS
    }
    if let refusal { return refusal }
    if let obstacle = facts.obstacle { return obstacle }
    if halves.contains(where: { $0.refusedCount > 0 }) { return .wrongSecrets }
    if !halves.contains(where: { $0.sealedCount > 0 }) { return .handshakeUnfinished }
    if halves.contains(where: { $0.sealedCount > 0 && $0.openedCount == 0 }) {
      return .noSecrets
    }
    return nil
  }

  /// Whether one of the two gave up during the handshake.
  private var refusal: TLSSummary.Obstacle? {
    guard facts.sawClientHello, facts.ends[.client] != nil || facts.ends[.server] != nil else {
      return nil
    }
    let sealed = halves[Sender.client.index].sealedCount
    if let alert = facts.alerts.first, halves.allSatisfy({ $0.openedCount <= 4 }) {
      let isOfClient = alert.sender == .client && (alert.isAboutCertificate || sawCertificate)
      return isOfClient ? .certificateRefused : .handshakeRefused
    }
    // In TLS 1.3 the alert is sealed: two bytes, the type and the tag.
    let sentSealedAlert =
      facts.version == .tls13 && sealed == 1
      && halves[Sender.client.index].firstSealedLength <= 2 + 1 + 16
    let sentNothing = sealed == 0 && sawCertificate
    return sentSealedAlert || sentNothing ? .certificateRefused : nil
  }

  /// The server has shown its certificate: in TLS 1.3 it is in what it sent sealed.
  private var sawCertificate: Bool {
    handshake.sawCertificate
      || facts.version == .tls13 && halves[Sender.server.index].sealedCount > 0
  }
}
