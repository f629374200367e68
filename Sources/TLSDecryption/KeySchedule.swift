internal import Crypto
internal import Foundation

/// From secrets to keys.
///
/// **Source**: RFC 2246 section 5 (PRF of TLS 1.0 and 1.1), RFC 5246 sections 5 and 6.3 (TLS 1.2),
/// RFC 7627 section 4 (extended master secret), RFC 8446 section 7 (TLS 1.3).
enum KeySchedule {
  /// The pseudorandom function of a version up to TLS 1.2; `hash` counts in TLS 1.2 only.
  static func pseudorandom(
    _ version: TLSVersion, _ hash: HashKind, secret: ArraySlice<UInt8>, label: String,
    seed: [UInt8], count: Int
  ) -> [UInt8] {
    let seed = Array(label.utf8) + seed
    guard version < .tls12 else { return expand(hash, secret, seed, count) }
    // Each hash gets one half; of an odd number of bytes both get the middle one.
    let half = (secret.count + 1) / 2
    let md5 = expand(.md5, secret.prefix(half), seed, count)
    let sha1 = expand(.sha1, secret.suffix(half), seed, count)
    return zip(md5, sha1).map { $0 ^ $1 }
  }

  /// The master secret out of a premaster secret; with `sessionHash` the extended one.
  static func master(
    _ version: TLSVersion, _ hash: HashKind, premaster: [UInt8], clientRandom: [UInt8],
    serverRandom: [UInt8], sessionHash: [UInt8]?
  ) -> [UInt8] {
    pseudorandom(
      version, hash, secret: premaster[...],
      label: sessionHash == nil ? "master secret" : "extended master secret",
      seed: sessionHash ?? clientRandom + serverRandom, count: 48)
  }

  /// The hash of the handshake up to the client's key exchange, for the extended master secret.
  static func sessionHash(_ version: TLSVersion, _ hash: HashKind, _ messages: [UInt8]) -> [UInt8] {
    if version < .tls12 {
      Array(Insecure.MD5.hash(data: messages)) + Array(Insecure.SHA1.hash(data: messages))
    } else if hash == .sha384 {
      Array(SHA384.hash(data: messages))
    } else {
      Array(SHA256.hash(data: messages))
    }
  }

  /// HKDF-Expand-Label with an empty context.
  static func expandLabel(
    _ hash: HashKind, secret: [UInt8], _ label: String, count: Int
  ) -> [UInt8] {
    let label = "tls13 " + label
    let info = [0, UInt8(count), UInt8(label.utf8.count)] + Array(label.utf8) + [0]
    let key =
      hash == .sha384
      ? HKDF<SHA384>.expand(pseudoRandomKey: secret, info: info, outputByteCount: count)
      : HKDF<SHA256>.expand(pseudoRandomKey: secret, info: info, outputByteCount: count)
    return key.withUnsafeBytes { Array($0) }
  }

  /// The traffic secret after a key update.
  static func nextTrafficSecret(_ hash: HashKind, _ secret: [UInt8]) -> [UInt8] {
    expandLabel(hash, secret: secret, "traffic upd", count: hash.length)
  }

  /// P_hash: as many codes of ever new codes as it takes.
  private static func expand(
    _ hash: HashKind, _ secret: ArraySlice<UInt8>, _ seed: [UInt8], _ count: Int
  ) -> [UInt8] {
    let mac = MessageAuthentication(hash, key: Array(secret))
    var result: [UInt8] = []
    var link = seed
    while result.count < count {
      link = mac.code(for: link[...])
      result += mac.code(for: link[...], seed[...])
    }
    return Array(result.prefix(count))
  }
}

/// HMAC with one key (RFC 2104).
struct MessageAuthentication: Sendable {
  let hash: HashKind
  private let key: SymmetricKey

  init(_ hash: HashKind, key: [UInt8]) {
    self.hash = hash
    self.key = SymmetricKey(data: key)
  }

  /// The code of two runs of bytes, one behind the other.
  func code(for first: ArraySlice<UInt8>, _ second: ArraySlice<UInt8> = []) -> [UInt8] {
    switch hash {
    case .md5: code(Insecure.MD5.self, first, second)
    case .sha1: code(Insecure.SHA1.self, first, second)
    case .sha256: code(SHA256.self, first, second)
    case .sha384: code(SHA384.self, first, second)
    }
  }

  private func code<H: HashFunction>(
    _: H.Type, _ first: ArraySlice<UInt8>, _ second: ArraySlice<UInt8>
  ) -> [UInt8] {
    var mac = HMAC<H>(key: key)
    mac.update(data: first)
    mac.update(data: second)
    return Array(mac.finalize())
  }
}
