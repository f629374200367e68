public import Bytes
internal import Crypto
internal import CryptoExtras
internal import Foundation
internal import Synchronization

/// What all connections of a recording share: the key log, private keys, and sessions that one
/// connection made and another resumed.
///
/// Secrets may be added while connections run. Until `finish` a connection without its secret keeps
/// what it received and looks again, within bounds: 4 MiB a connection, 64 MiB in all. Whoever has
/// read all key logs before the first packet calls `finish` at once, and nothing waits.
public final class TLSSecrets: Sendable {
  private struct State {
    var keyLog: KeyLog
    /// In DER: the type of the library is not Sendable.
    var privateKeys: [[UInt8]] = []
    var isComplete = false
    /// Counts what was added, so that a connection looks only where there is something new.
    var generation = 0
    var sessions = SessionCache()
    var heldBytes = 0
    var trialBytes: Int
  }

  /// Bytes that one connection keeps while it waits.
  static let heldLimitPerConnection = 4 << 20
  private static let heldLimit = 64 << 20
  /// Bytes that may be decrypted for trial, in all connections: about a second's work.
  public static let usualTrialLimit = 1 << 30

  private let state: Mutex<State>

  /// The secrets of a key log; more may follow.
  ///
  /// - Parameter trialLimit: How many bytes may be decrypted for trial where records are missing, in all
  ///   connections.
  public init(_ keyLog: KeyLog = KeyLog(), trialLimit: Int = usualTrialLimit) {
    state = Mutex(State(keyLog: keyLog, trialBytes: trialLimit))
  }

  /// Adds the lines of a key log; see `KeyLog.add`.
  public func add(_ text: [UInt8], from name: String) -> Diagnostic? {
    state.withLock { state in
      state.generation += 1
      return state.keyLog.add(text, from: name)
    }
  }

  /// Adds what a key log holds.
  public func add(_ keyLog: KeyLog) {
    state.withLock { state in
      state.generation += 1
      state.keyLog.add(keyLog)
    }
  }

  /// Adds the private key of a server, which opens connections with RSA key exchange.
  ///
  /// - Parameters:
  ///   - pem: `BEGIN PRIVATE KEY` or `BEGIN RSA PRIVATE KEY`, of 1024 bits or more, not encrypted.
  ///   - name: Where it comes from, for the diagnostic.
  /// - Returns: Nil, or a diagnostic where this is no such key.
  public func add(privateKey pem: String, from name: String) -> Diagnostic? {
    guard let key = try? _RSA.Encryption.PrivateKey(unsafePEMRepresentation: pem) else {
      return Diagnostic(
        "private-key", at: name, "this is no RSA private key in PEM that this tool can read",
        advice: "give a key of RSA without password; keys of other kinds open nothing, because "
          + "their connections agree on secrets that never cross the wire: use a key log")
    }
    let der = [UInt8](key.derRepresentation)
    state.withLock { state in
      state.generation += 1
      state.privateKeys.append(der)
    }
    return nil
  }

  /// Says that nothing more will be added.
  public func finish() {
    state.withLock { state in
      state.isComplete = true
      state.generation += 1
    }
  }

  // MARK: - For connections

  var isComplete: Bool { state.withLock { $0.isComplete } }
  var generation: Int { state.withLock { $0.generation } }
  /// What was added so far; a copy that costs nothing.
  var keyLog: KeyLog { state.withLock { $0.keyLog } }

  var hasPrivateKeys: Bool { state.withLock { !$0.privateKeys.isEmpty } }

  /// The premaster secret that a client encrypted to the server's key.
  func premaster(encrypted: ArraySlice<UInt8>) -> [UInt8]? {
    let keys = state.withLock { $0.privateKeys }
    for der in keys {
      let key = try? _RSA.Encryption.PrivateKey(unsafeDERRepresentation: der)
      let premaster = try? key?.decrypt(
        Data(encrypted), padding: ._WEAK_AND_INSECURE_PKCS_V1_5)
      if let premaster, premaster.count == 48 { return [UInt8](premaster) }
    }
    return nil
  }

  func remember(master: [UInt8], session identifier: [UInt8]) {
    guard !identifier.isEmpty else { return }
    state.withLock { $0.sessions.insert(master, for: identifier) }
  }

  /// The master secret of a session, out of a connection before or out of the key log.
  func master(ofSession identifier: [UInt8]) -> [UInt8]? {
    state.withLock { $0.sessions[identifier] ?? $0.keyLog.master(ofSession: identifier) }
  }

  /// Asks for leave to keep more bytes, or fewer.
  func hold(_ change: Int) -> Bool {
    state.withLock { state in
      guard change <= 0 || state.heldBytes + change <= Self.heldLimit else { return false }
      state.heldBytes += change
      return true
    }
  }

  /// Asks for leave to decrypt so many bytes for trial.
  func mayTry(_ byteCount: Int) -> Bool {
    state.withLock { state in
      guard state.trialBytes >= byteCount else { return false }
      state.trialBytes -= byteCount
      return true
    }
  }
}

/// The master secrets of the last sessions, by session identifier or ticket.
private struct SessionCache {
  private static let limit = 4_096

  private var masters: [[UInt8]: [UInt8]] = [:]
  private var order = Queue<[UInt8]>()

  /// Tickets may be long: their hash serves as well.
  private func key(_ identifier: [UInt8]) -> [UInt8] {
    identifier.count <= 32 ? identifier : Array(SHA256.hash(data: identifier))
  }

  subscript(identifier: [UInt8]) -> [UInt8]? { masters[key(identifier)] }

  mutating func insert(_ master: [UInt8], for identifier: [UInt8]) {
    let key = key(identifier)
    if masters.updateValue(master, forKey: key) == nil {
      order.append(key)
      if order.count > Self.limit, let oldest = order.removeFirst() { masters[oldest] = nil }
    }
  }
}
