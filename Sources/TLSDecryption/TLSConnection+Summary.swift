internal import Bytes

/// What came of it.
extension TLSConnection {
  /// What is known of the connection so far.
  public var summary: TLSSummary {
    let outcome = outcome
    return TLSSummary(
      outcome: outcome, obstacle: outcome == .decrypted ? damage : obstacle, version: facts.version,
      suite: facts.suite, serverName: facts.serverName,
      applicationProtocol: facts.applicationProtocol, clientRandom: facts.clientRandom,
      isResumed: facts.isResumed,
      acceptsEarlyData: facts.offeredEarlyData ? facts.acceptedEarlyData : nil,
      isJoined: handshake.joined != nil, alerts: facts.alerts, handshake: handshakeTime,
      hasPrivateKeys: secrets.hasPrivateKeys,
      keyLogName: facts.clientRandom.flatMap { secrets.keyLog.secrets(for: $0)?.source })
  }

  private var handshakeTime: ClosedRange<Timestamp>? {
    guard let start = facts.handshakeStart, facts.finished.count == 2,
      let end = facts.finished.max(), start <= end
    else { return nil }
    return start...end
  }

  private var damage: TLSSummary.Obstacle? {
    facts.obstacles.values.contains(.damaged) ? .damaged : nil
  }

  private var outcome: TLSSummary.Outcome {
    if refusal != nil { return .notDecrypted }
    return switch (wasDecrypted(.client), wasDecrypted(.server)) {
    case (true?, true?), (true?, nil), (nil, true?): .decrypted
    case (true?, false?): .partlyDecrypted(.client)
    case (false?, true?): .partlyDecrypted(.server)
    default: .notDecrypted
    }
  }

  /// Whether what an end sent sealed was opened; nil where it sent nothing of the kind.
  private func wasDecrypted(_ sender: Sender) -> Bool? {
    let half = halves[sender.index]
    if let obstacle = facts.obstacles[sender] { return obstacle == .damaged }
    guard half.sealedCount > 0 else { return nil }
    return half.openedCount > 0 && (half.keysFit || half.refusedCount == 0)
  }

  private var obstacle: TLSSummary.Obstacle? {
    if halves.allSatisfy({ $0.recordCount == 0 }) {
      return halves.allSatisfy { $0.missing == nil } ? nil : .notTLS
    }
    if let refusal { return refusal }
    if let obstacle = facts.obstacles[.server] ?? facts.obstacles[.client] { return obstacle }
    if halves.contains(where: { $0.refusedCount > 0 }) { return .wrongSecrets }
    return halves.contains { $0.sealedCount > 0 } ? nil : .handshakeUnfinished
  }

  /// Whether one of the two gave up during the handshake.
  private var refusal: TLSSummary.Obstacle? {
    guard facts.sawClientHello, !facts.saidSomething,
      facts.ends.values.contains(where: { $0 != .captureEnded })
    else { return nil }
    let sealed = halves[Sender.client.index].sealedCount
    if let alert = facts.alerts.first {
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
      || facts.version == .tls13 && !facts.isResumed && halves[Sender.server.index].sealedCount > 0
  }
}
