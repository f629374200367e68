public import Bytes

/// What is known of a connection, and how far it could be decrypted.
///
/// Server name and protocol stand here as they came over the wire: whoever shows them escapes them.
public struct TLSSummary: Hashable, Sendable {
  /// How far it could be decrypted.
  public enum Outcome: Hashable, Sendable {
    /// What both ends sent.
    case decrypted
    /// What one end sent; the other one has the obstacle.
    case partlyDecrypted(Sender)
    /// Nothing.
    case notDecrypted
  }

  /// Why something could not be decrypted.
  public enum Obstacle: Hashable, Sendable {
    /// No secret for its client random, or only those of one direction.
    case noSecrets
    /// There are secrets for its client random, and they do not fit.
    case wrongSecrets
    /// This tool does not know the version.
    case version(TLSVersion)
    /// This tool has not got the cipher.
    case cipher(CipherSuite, lacking: String?)
    /// Records were compressed in a way that this tool does not know.
    case compression
    /// A hello of one of the ends is not in the recording.
    case handshakeMissing
    /// The recording began later than the connection, and no secret fits by trial.
    case joined
    /// From some record on nothing fits its authentication code.
    case damaged
    /// The client gave up as soon as it had seen the certificate.
    case certificateRefused
    /// One end gave up during the handshake.
    case handshakeRefused
    /// The connection ended before the handshake did.
    case handshakeUnfinished
    /// There is no record of TLS in it.
    case notTLS
  }

  /// How far it could be decrypted.
  public var outcome: Outcome
  /// Why not, or why not wholly; nil where everything was decrypted.
  public var obstacle: Obstacle?
  /// The version that was agreed on.
  public var version: TLSVersion?
  /// The cipher suite that was agreed on.
  public var suite: CipherSuite?
  /// The server that the client asked for.
  public var serverName: String?
  /// What was agreed on by ALPN: `h2`, `http/1.1`.
  public var applicationProtocol: String?
  /// By which the key log names the connection.
  public var clientRandom: [UInt8]?
  /// An earlier session was taken up.
  public var isResumed: Bool
  /// Whether the server took data that the client sent with its first flight; nil where there were
  /// none.
  public var acceptsEarlyData: Bool?
  /// The recording began later than the connection.
  public var isJoined: Bool
  /// Why the ends gave up, in their own words.
  public var alerts: [TLSAlert]
  /// From the first hello to the later of the two Finished messages; nil where not all of that was
  /// recorded and decrypted.
  public var handshake: ClosedRange<Timestamp>? = nil
  /// Whether private keys of servers were given.
  public var hasPrivateKeys = false
  /// The key log that names the connection, as it was called when it was added; nil for none.
  public var keyLogName: String? = nil
}

extension TLSSummary: CustomStringConvertible {
  /// One line: `TLS 1.3: decrypted`, or why not and what to do.
  public var description: String { "\(version.map(String.init(describing:)) ?? "TLS"): \(reason)" }

  /// The part of the line behind the version.
  public var reason: String {
    switch outcome {
    case .decrypted where obstacle != nil: "decrypted in part; \(obstacle.map(text) ?? "")"
    case .decrypted where isJoined: "decrypted from where the recording begins"
    case .decrypted: "decrypted"
    case .partlyDecrypted(let sender):
      "only what the \(sender) sent is decrypted; \(obstacle.map(text) ?? "the rest is damaged")"
    case .notDecrypted: obstacle.map(text) ?? "nothing was sent"
    }
  }

  private var randomText: String {
    guard let clientRandom else { return "an unknown client random" }
    let digits = clientRandom.prefix(4).map {
      String(decoding: hexadecimal($0, digits: 2), as: UTF8.self)
    }
    return "client random \(digits.joined())…"
  }

  private func text(of obstacle: Obstacle) -> String {
    switch obstacle {
    case .noSecrets where outcome != .notDecrypted:
      "the key log has no secret for the other direction of \(randomText)"
    case .noSecrets where hasPrivateKeys && suite?.properties?.isRSAKeyExchange != true:
      "no secrets for \(randomText), and no private key can open \(suite.map(\.description) ?? "it"): "
        + "its secrets never cross the wire; give a key log"
    case .noSecrets where hasPrivateKeys:
      "no private key fits, and there are no secrets for \(randomText): is it the key of this server, "
        + "and was the beginning of the session recorded?"
    case .noSecrets:
      "no secrets for \(randomText): was the key log written by this client, and before the "
        + "connection began?"
    case .wrongSecrets:
      "the secrets for \(randomText) do not fit: is the key log of this recording?"
    case .version: "this tool does not decrypt this version"
    case .cipher(let suite, let lacking):
      lacking.map { "cipher suite \(suite): this tool has no \($0)" }
        ?? "\(suite): this tool does not know it"
    case .compression:
      "its records are compressed in a way that this tool does not know: turn TLS compression off in "
        + "the client"
    case .handshakeMissing:
      "the beginning of the handshake is not in the recording: start recording before the client"
    case .joined:
      "the recording began later than the connection, and no secret of the key log fits: start "
        + "recording before the client connects"
    case .damaged: "from some record on nothing fits: bytes are missing or damaged"
    case .certificateRefused: certificateText
    case .handshakeRefused: handshakeText
    case .handshakeUnfinished: "the connection ended before the handshake did"
    case .notTLS: "no TLS was found in it"
    }
  }

  private var certificateText: String {
    guard let alert = alerts.first(where: { $0.sender == .client }) else {
      return "certificate pinned? The client closed after the certificate: it does not trust the "
        + "proxy that recorded it"
    }
    return "the client sent alert \(alert) after the certificate: does it pin its certificate, or "
      + "is the authority of the proxy not installed?"
  }

  private var handshakeText: String {
    alerts.first.map { "the \($0.sender) refused the handshake with alert \($0)" }
      ?? "the handshake was refused"
  }
}
