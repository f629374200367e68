internal import Bytes

/// What handshake messages change.
extension TLSConnection {
  mutating func hear(_ message: HandshakeMessage, from sender: Sender) {
    switch (message.type, sender) {
    case (.clientHello, .client): hearClientHello(message)
    case (.serverHello, .server): hearServerHello(message)
    case (.encryptedExtensions, .server):
      let extensions = EncryptedExtensions(message.body)
      handshake.acceptsEarlyData = extensions.acceptsEarlyData
      facts.acceptedEarlyData = extensions.acceptsEarlyData
      facts.applicationProtocol = extensions.applicationProtocol ?? facts.applicationProtocol
    case (.certificate, .server), (.compressedCertificate, .server):
      handshake.record(message, from: sender)
      handshake.sawCertificate = true
    case (.serverHelloDone, .server):
      handshake.record(message, from: sender)
      handshake.serverIsDone = true
    case (.newSessionTicket, .server): hearTicket(message)
    case (.clientKeyExchange, .client):
      handshake.record(message, from: sender)
      if handshake.serverHello?.suite.properties?.isRSAKeyExchange == true {
        var fields = FieldReader(message.body)
        handshake.encryptedPremaster = fields.vector(lengthBytes: 2).map { Array($0) }
      }
    case (.endOfEarlyData, .client): advanceTraffic(of: sender, to: .handshake)
    case (.finished, _):
      advanceTraffic(of: sender, to: .application(0))
    case (.keyUpdate, _): updateTraffic(of: sender)
    default: handshake.record(message, from: sender)
    }
  }

  private mutating func hearClientHello(_ message: HandshakeMessage) {
    guard let hello = ClientHello(message.body) else { return }
    if handshake.isRetried, !handshake.isAnswered {
      handshake.isAnswered = true
      handshake.clientHello = hello
    } else {
      // In a renegotiation the records before the change of keys stay under the old ones.
      if handshake.clientHello != nil {
        handshake = Handshake()
        for index in halves.indices { halves[index].lookedAt = nil }
      }
      handshake.record(message, from: .client)
      handshake.clientHello = hello
      if !facts.sawClientHello { facts.offeredEarlyData = hello.offersEarlyData }
    }
    facts.sawClientHello = true
    facts.clientRandom = hello.random
    facts.serverName = hello.serverName ?? facts.serverName
  }

  private mutating func hearServerHello(_ message: HandshakeMessage) {
    guard let hello = ServerHello(message.body) else { return }
    handshake.record(message, from: .server)
    facts.version = hello.version
    facts.suite = hello.suite
    if hello.isRetry {
      handshake.isRetried = true
      return
    }
    handshake.serverHello = hello
    facts.applicationProtocol = hello.applicationProtocol ?? facts.applicationProtocol
    if hello.version == .tls13 {
      facts.isResumed = hello.acceptsPSK
      if handshake.isRetried { handshake.acceptsEarlyData = false }
    }
  }

  /// A ticket of TLS up to 1.2: lifetime in 4 bytes, then the ticket (RFC 5077 section 3.3).
  private mutating func hearTicket(_ message: HandshakeMessage) {
    guard handshake.version != .tls13 else { return }
    var fields = FieldReader(message.body)
    guard fields.take(4) != nil, let ticket = fields.vector(lengthBytes: 2) else { return }
    handshake.newTicket = Array(ticket)
    if let master = handshake.master { secrets.remember(master: master, session: Array(ticket)) }
  }
}

extension Handshake {
  /// Why no secret could open what follows; nil where one could.
  var obstacle: TLSSummary.Obstacle? {
    guard let serverHello else { return nil }
    guard (TLSVersion.tls10...TLSVersion.tls13).contains(serverHello.version) else {
      return .version(serverHello.version)
    }
    guard let suite = serverHello.suite.properties else {
      return .cipher(serverHello.suite, lacking: nil)
    }
    if case .unavailable(let cipher) = suite.cipher {
      return .cipher(serverHello.suite, lacking: cipher)
    }
    return serverHello.compression <= RecordDecompressor.deflate ? nil : .compression
  }
}
