internal import Bytes

/// What two ends agreed on, as far as it crossed the wire. A renegotiation makes a new one.
struct Handshake: Sendable {
  /// Of the client's first flight; after a HelloRetryRequest of its second one.
  var clientHello: ClientHello?
  var serverHello: ServerHello?
  /// Of a connection joined in its middle: what trial has shown.
  var joined: (clientRandom: [UInt8], suite: CipherSuite)?

  /// The server asked for another ClientHello.
  var isRetried = false
  /// And the client has sent it.
  var isAnswered = false
  /// The server has told that it was its last plain message (ServerHelloDone).
  var serverIsDone = false
  var serverChangedKeys = false
  var sawCertificate = false
  /// A part of it was not recorded.
  var isIncomplete = false
  var acceptsEarlyData: Bool?
  /// A ticket that the server gave, for the master secret of this handshake.
  var newTicket: [UInt8]?
  /// The premaster secret, encrypted to the key of the server.
  var encryptedPremaster: [UInt8]?
  /// Found or made, once.
  var master: [UInt8]?

  /// The messages up to the client's key exchange: each end's apart, since the server has said all
  /// before the client goes on.
  private var clientMessages: [UInt8] = []
  private var serverMessages: [UInt8] = []
  private var clientHelloLength = 0
  private var transcriptIsDone = false
  private static let longestTranscript = 1 << 18

  var clientRandom: [UInt8]? { clientHello?.random ?? joined?.clientRandom }
  var version: TLSVersion? { serverHello?.version ?? joined.map { _ in .tls13 } }
  var suite: CipherSuite? { serverHello?.suite ?? joined?.suite }

  /// The server took up a session of before (TLS up to 1.2, known from the server's change of keys
  /// on).
  var isResumed: Bool {
    guard let serverHello else { return false }
    if serverHello.version == .tls13 { return serverHello.acceptsPSK }
    return serverChangedKeys && !serverIsDone && !sawCertificate && !isIncomplete
  }

  /// Keeps a message for the hash of the handshake.
  mutating func record(_ message: HandshakeMessage, from sender: Sender) {
    guard !transcriptIsDone, message.type != .helloRequest,
      clientMessages.count + serverMessages.count + message.bytes.count <= Self.longestTranscript
    else { return }
    if sender == .server {
      serverMessages += message.bytes
    } else {
      clientMessages += message.bytes
      if message.type == .clientHello { clientHelloLength = clientMessages.count }
      transcriptIsDone = message.type == .clientKeyExchange
    }
  }

  private var transcript: [UInt8] {
    clientMessages.prefix(clientHelloLength) + serverMessages
      + clientMessages.dropFirst(clientHelloLength)
  }

  /// Looks for the master secret.
  mutating func findMaster(in secrets: TLSSecrets) -> [UInt8]? {
    if let master { return master }
    guard let clientHello, let serverHello else { return nil }
    let log = secrets.keyLog
    let known = log.secrets(for: clientHello.random)
    var found = known?.master
    if found == nil, isResumed {
      found = secrets.master(ofSession: serverHello.sessionID)
      if found == nil, let ticket = clientHello.ticket {
        found = secrets.master(ofSession: ticket)
      }
    } else if found == nil {
      found =
        log.master(ofSession: serverHello.sessionID)
        ?? (known?.premaster ?? premaster(in: log, secrets)).flatMap(master(from:))
    }
    guard let found else { return nil }
    master = found
    secrets.remember(master: found, session: serverHello.sessionID)
    return found
  }

  private func premaster(in log: KeyLog, _ secrets: TLSSecrets) -> [UInt8]? {
    guard let encryptedPremaster else { return nil }
    return log.premaster(encryptedAs: encryptedPremaster[...])
      ?? secrets.premaster(encrypted: encryptedPremaster[...])
  }

  private func master(from premaster: [UInt8]) -> [UInt8]? {
    guard let clientHello, let serverHello, let suite = serverHello.suite.properties else {
      return nil
    }
    return KeySchedule.master(
      serverHello.version, suite.scheduleHash, premaster: premaster,
      clientRandom: clientHello.random, serverRandom: serverHello.random,
      sessionHash: serverHello.extendsMaster
        ? KeySchedule.sessionHash(serverHello.version, suite.scheduleHash, transcript) : nil)
  }

  /// What opens the records of one end from its change of keys on, up to TLS 1.2.
  ///
  /// ```
  /// key block: client MAC │ server MAC │ client key │ server key │ client IV │ server IV
  /// ```
  func protection(of sender: Sender, master: [UInt8]) -> RecordProtection? {
    guard let clientHello, let serverHello, let suite = serverHello.suite.properties,
      (TLSVersion.tls10...TLSVersion.tls12).contains(serverHello.version)
    else { return nil }
    let macLength = suite.cipher.isAEAD ? 0 : suite.macHash.length
    let ivLength =
      switch suite.cipher {
      case .aesGCM, .aesCCM: 4
      case .chaCha20Poly1305: 12
      case .aesCBC: 16
      case .null, .unavailable: 0
      }
    let lengths = [macLength, suite.keyLength, ivLength]
    var block = KeySchedule.pseudorandom(
      serverHello.version, suite.scheduleHash, secret: master[...], label: "key expansion",
      seed: serverHello.random + clientHello.random, count: 2 * lengths.reduce(0, +))[...]
    let parts = lengths.map { length in
      let both = block.prefix(2 * length)
      block = block.dropFirst(2 * length)
      return Array(sender == .client ? both.prefix(length) : both.suffix(length))
    }
    return RecordProtection(
      version: serverHello.version, suite: suite,
      keys: RecordProtection.Keys(mac: parts[0], cipher: parts[1], iv: parts[2]),
      encryptsThenMACs: serverHello.encryptsThenMACs && suite.cipher == .aesCBC)
  }
}
