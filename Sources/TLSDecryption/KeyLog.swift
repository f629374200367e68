public import Bytes

/// The secrets that a program wrote down while it spoke TLS: the format of `SSLKEYLOGFILE`.
///
/// ```
/// CLIENT_RANDOM 5f1c… 8a02…                         master secret, up to TLS 1.2
/// CLIENT_HANDSHAKE_TRAFFIC_SECRET 5f1c… 11fe…       TLS 1.3; the same for SERVER_
/// CLIENT_TRAFFIC_SECRET_0 5f1c… 907d…               TLS 1.3; the same for SERVER_
/// CLIENT_EARLY_TRAFFIC_SECRET 5f1c… c46a…           TLS 1.3, early data
/// PMS_CLIENT_RANDOM 5f1c… 0303…                     premaster secret
/// RSA 3a7f0c5522e91b04 0303…                        premaster secret, by how its encrypted form begins
/// RSA Session-ID:77ab… Master-Key:8a02…             as openssl s_client prints it
/// ```
///
/// Upper case, Windows line ends, comments and blank lines are taken as they come; of two lines that
/// name the same secret the later one counts.
///
/// **Source**: RFC 9850, and the older labels of NSS (https://nss-crypto.org/reference/security/nss/
/// legacy/key_log_format/).
public struct KeyLog: Sendable {
  /// What is known of one connection.
  struct Secrets: Sendable {
    var master: [UInt8]?
    var premaster: [UInt8]?
    var early: [UInt8]?
    var handshake: [Sender: [UInt8]] = [:]
    /// By generation: 0 is the first, each key update makes the next.
    var traffic: [Sender: [Int: [UInt8]]] = [:]
    /// The file that they come from; of several, the last.
    var source = ""
  }

  /// The client randoms, in the order in which they were first named.
  private(set) var clientRandoms: [[UInt8]] = []
  private var secrets: [[UInt8]: Secrets] = [:]
  private var mastersBySession: [[UInt8]: [UInt8]] = [:]
  private var premastersByStart: [[UInt8]: [UInt8]] = [:]

  /// A key log without a secret.
  public init() {}

  /// Whether it has no secret at all.
  public var isEmpty: Bool {
    secrets.isEmpty && mastersBySession.isEmpty && premastersByStart.isEmpty
  }

  /// How many connections it names.
  public var connectionCount: Int { secrets.count }

  func secrets(for clientRandom: [UInt8]) -> Secrets? { secrets[clientRandom] }

  func master(ofSession identifier: [UInt8]) -> [UInt8]? { mastersBySession[identifier] }

  /// The premaster secret whose encrypted form begins with eight bytes.
  func premaster(encryptedAs bytes: ArraySlice<UInt8>) -> [UInt8]? {
    premastersByStart[Array(bytes.prefix(8))]
  }

  /// Adds the lines of a key log.
  ///
  /// - Parameters:
  ///   - text: The bytes of a file, or of a decryption secrets block.
  ///   - name: Where they come from, for the diagnostic.
  ///   - firstLine: The number of the first line there.
  /// - Returns: Nil, or a diagnostic where some lines are none of a key log.
  public mutating func add(
    _ text: [UInt8], from name: String, firstLine: Int = 1
  ) -> Diagnostic? {
    var badLines = 0
    var firstBadLine = 0
    var number = firstLine - 1
    for line in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      number += 1
      guard !add(line: line, from: name) else { continue }
      badLines += 1
      if badLines == 1 { firstBadLine = number }
    }
    guard badLines > 0 else { return nil }
    return Diagnostic(
      "key-log-lines", at: "\(name), line \(firstBadLine)",
      badLines == 1
        ? "this line is none of a key log" : "\(badLines) lines from here on are none of a key log",
      advice: "the other lines are used; look whether the file is a key log (SSLKEYLOGFILE)")
  }

  /// What there is to say of a file that was named as a key log and has no secret.
  public static func absenceOfSecrets(in path: String) -> Diagnostic {
    Diagnostic(
      "key-log-empty", at: path, "there are no secrets in it",
      advice: "name the file that the client wrote (SSLKEYLOGFILE), with lines such as "
        + "CLIENT_RANDOM 5f1c… 8a02…")
  }

  /// Adds what another one holds.
  public mutating func add(_ other: KeyLog) {
    for clientRandom in other.clientRandoms {
      guard let added = other.secrets[clientRandom] else { continue }
      if secrets[clientRandom] == nil { clientRandoms.append(clientRandom) }
      secrets[clientRandom, default: Secrets()].add(added)
    }
    mastersBySession.merge(other.mastersBySession) { $1 }
    premastersByStart.merge(other.premastersByStart) { $1 }
  }

  /// Takes a line; false where it is not one of a key log.
  private mutating func add(line: ArraySlice<UInt8>, from source: String) -> Bool {
    var line = line
    if line.starts(with: [0xEF, 0xBB, 0xBF]) { line = line.dropFirst(3) }
    let words = line.split { $0 <= UInt8(ascii: " ") }
    guard let label = words.first, label.first != UInt8(ascii: "#") else { return true }
    guard words.count == 3 else { return false }
    let name = String(decoding: label, as: UTF8.self)
    if name == "RSA" { return addRSA(words[1], words[2]) }
    guard let clientRandom = bytes(hexadecimal: words[1]), clientRandom.count == 32,
      let secret = bytes(hexadecimal: words[2]), !secret.isEmpty
    else { return false }
    guard let store = Self.store(named: name) else { return Self.isIgnored(name) }
    if secrets[clientRandom] == nil { clientRandoms.append(clientRandom) }
    store(&secrets[clientRandom, default: Secrets()], secret)
    secrets[clientRandom]?.source = source
    return true
  }

  private mutating func addRSA(_ first: ArraySlice<UInt8>, _ second: ArraySlice<UInt8>) -> Bool {
    let sessionMark = Array("Session-ID:".utf8)
    let masterMark = Array("Master-Key:".utf8)
    if first.starts(with: sessionMark), second.starts(with: masterMark) {
      guard let session = bytes(hexadecimal: first.dropFirst(sessionMark.count)), !session.isEmpty,
        let master = bytes(hexadecimal: second.dropFirst(masterMark.count)), master.count == 48
      else { return false }
      mastersBySession[session] = master
      return true
    }
    guard let start = bytes(hexadecimal: first), start.count == 8,
      let premaster = bytes(hexadecimal: second), premaster.count == 48
    else { return false }
    premastersByStart[start] = premaster
    return true
  }

  /// Where the secret of a label goes; nil for a label that opens no record.
  private static func store(named label: String) -> ((inout Secrets, [UInt8]) -> Void)? {
    switch label {
    case "CLIENT_RANDOM": return { $0.master = $1 }
    case "PMS_CLIENT_RANDOM": return { $0.premaster = $1 }
    case "CLIENT_EARLY_TRAFFIC_SECRET": return { $0.early = $1 }
    case "CLIENT_HANDSHAKE_TRAFFIC_SECRET": return { $0.handshake[.client] = $1 }
    case "SERVER_HANDSHAKE_TRAFFIC_SECRET": return { $0.handshake[.server] = $1 }
    default:
      for (prefix, sender) in [
        ("CLIENT_TRAFFIC_SECRET_", Sender.client), ("SERVER_TRAFFIC_SECRET_", .server),
      ] where label.hasPrefix(prefix) {
        guard let generation = Int(label.dropFirst(prefix.count)), generation >= 0 else {
          return nil
        }
        return { $0.traffic[sender, default: [:]][generation] = $1 }
      }
      return nil
    }
  }

  /// Labels that a key log may have, and that open no record of TLS over TCP.
  private static func isIgnored(_ label: String) -> Bool {
    label.hasSuffix("EXPORTER_SECRET") || label.hasSuffix("EXPORTER_MASTER_SECRET")
      || label.hasPrefix("QUIC_") || label.hasPrefix("ECH_")
      // What openssl writes at each key update; it follows from the secret before.
      || label.hasSuffix("_TRAFFIC_SECRET_N")
  }
}

extension KeyLog.Secrets {
  fileprivate mutating func add(_ other: Self) {
    master = other.master ?? master
    premaster = other.premaster ?? premaster
    early = other.early ?? early
    handshake.merge(other.handshake) { $1 }
    traffic.merge(other.traffic) { $0.merging($1) { $1 } }
    source = other.source
  }
}

/// The bytes that hexadecimal digits stand for; nil where there are others, or an odd number.
private func bytes(hexadecimal digits: ArraySlice<UInt8>) -> [UInt8]? {
  guard digits.count.isMultiple(of: 2) else { return nil }
  var bytes: [UInt8] = []
  bytes.reserveCapacity(digits.count / 2)
  var high: UInt8?
  for digit in digits {
    let value: UInt8
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): value = digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): value = digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): value = digit - UInt8(ascii: "A") + 10
    default: return nil
    }
    if let left = high {
      bytes.append(left << 4 | value)
      high = nil
    } else {
      high = value
    }
  }
  return bytes
}
