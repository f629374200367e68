internal import Crypto
internal import CryptoExtras
internal import Foundation

/// Opens the records that one end sealed with one set of keys.
///
/// The code behind each record proves that it was opened right: a record that does not fit gives nil.
/// What counts as additional data (AAD) or goes into the MAC, up to TLS 1.2 and in 1.3:
///
/// ```
/// ┌──────────────────────────┬──────┬───────────┬─────────────────────┐   ┌──────┬──────┬────────┐
/// │ sequence number, 8 bytes │ type │ version 2 │ plaintext length, 2 │   │ type │ 0303 │ length │
/// └──────────────────────────┴──────┴───────────┴─────────────────────┘   └──────┴──────┴────────┘
/// ```
///
/// **Source**: RFC 5246 section 6.2.3, RFC 8446 section 5.2, RFC 5288 (GCM), RFC 6655 (CCM),
/// RFC 7905 (ChaCha20-Poly1305), RFC 7366 (encrypt-then-MAC).
struct RecordProtection: Sendable {
  /// A sealed record.
  struct Sealed {
    var type: ContentType
    var version: UInt16
    var fragment: ArraySlice<UInt8>
  }

  /// An opened record.
  struct Opened {
    var type: ContentType
    var content: ArraySlice<UInt8>
  }

  /// The keys of one end.
  struct Keys: Sendable, Equatable {
    var mac: [UInt8] = []
    var cipher: [UInt8] = []
    var iv: [UInt8] = []
  }

  let version: TLSVersion
  let suite: CipherSuite.Properties
  let encryptsThenMACs: Bool
  let key: SymmetricKey
  let mac: MessageAuthentication
  let iv: [UInt8]
  /// The number of the next record.
  var sequenceNumber: UInt64 = 0
  /// In TLS 1.0 the end of one record is the IV of the next; nil after a gap. Encrypt-then-MAC does
  /// not prove it, so that it counts only for the record behind: `number`, where that is known.
  var chain: (iv: [UInt8], number: UInt64?)?
  /// The part of the nonce that the last record of TLS 1.2 named itself, and its number.
  var lastExplicitNonce: (nonce: UInt64, sequenceNumber: UInt64)?

  /// Nil where the library has not got the cipher, or where keys of these lengths cannot be.
  init?(
    version: TLSVersion, suite: CipherSuite.Properties, keys: Keys, encryptsThenMACs: Bool = false
  ) {
    if case .unavailable = suite.cipher { return nil }
    guard keys.cipher.count == suite.keyLength else { return nil }
    self.version = version
    self.suite = suite
    self.encryptsThenMACs = encryptsThenMACs
    key = SymmetricKey(data: keys.cipher)
    mac = MessageAuthentication(suite.macHash, key: keys.mac)
    iv = keys.iv
    if version == .tls10, suite.cipher == .aesCBC { chain = (keys.iv, 0) }
  }

  /// Opens the next record.
  mutating func open(_ record: Sealed) -> Opened? {
    open(record, at: sequenceNumber)
  }

  /// Opens a record that may have another number; the one behind it is then the next.
  mutating func open(_ record: Sealed, at number: UInt64) -> Opened? {
    guard let opened = attempt(record, at: number) else { return nil }
    sequenceNumber = number &+ 1
    if let nonce = explicitNonce(of: record) { lastExplicitNonce = (nonce, number) }
    chain(record, before: sequenceNumber)
    return opened
  }

  /// Takes note of a record that was not recorded whole.
  mutating func skip() {
    sequenceNumber &+= 1
    chain = nil
  }

  /// The record before is not there, and without its end the next one cannot be opened.
  var lacksChain: Bool { version == .tls10 && suite.cipher == .aesCBC && chain == nil }

  /// The number that a record has, if its nonce goes up by one each time or is the number itself.
  func numbersByNonce(_ record: Sealed) -> [UInt64] {
    guard let nonce = explicitNonce(of: record) else { return [] }
    let last = lastExplicitNonce.map { $0.sequenceNumber &+ (nonce &- $0.nonce) }
    return [last, nonce].compactMap { $0 }.filter { $0 > sequenceNumber }
  }

  /// Takes what a record is to the next one, whether it was opened or not.
  mutating func chain(_ record: Sealed, before number: UInt64? = nil) {
    guard version == .tls10, suite.cipher == .aesCBC else { return }
    let end = record.fragment.dropLast(encryptsThenMACs ? mac.hash.length : 0).suffix(16)
    if end.count == 16 { chain = (Array(end), number) }
  }

  /// Bytes that a record is longer than its content; nil where that differs from record to record.
  var overhead: Int? {
    guard version != .tls13 else { return nil }
    return switch suite.cipher {
    case .aesGCM: 24
    case .chaCha20Poly1305: 16
    case .aesCCM(let tagLength): 8 + tagLength
    case .null: suite.macHash.length
    case .aesCBC, .unavailable: nil
    }
  }

  private func attempt(_ record: Sealed, at number: UInt64) -> Opened? {
    switch suite.cipher {
    case .aesGCM, .chaCha20Poly1305, .aesCCM: openAEAD(record, at: number)
    case .aesCBC: openCBC(record, at: number)
    case .null: openNull(record, at: number)
    case .unavailable: nil
    }
  }

  /// The first 13 bytes of the drawing above.
  func header(_ record: Sealed, at number: UInt64, length: Int) -> [UInt8] {
    var header: [UInt8] = []
    header.reserveCapacity(13)
    for shift in stride(from: 56, through: 0, by: -8) {
      header.append(UInt8(truncatingIfNeeded: number >> UInt64(shift)))
    }
    header.append(record.type.rawValue)
    header.append(UInt8(truncatingIfNeeded: record.version >> 8))
    header.append(UInt8(truncatingIfNeeded: record.version))
    header.append(UInt8(truncatingIfNeeded: length >> 8))
    header.append(UInt8(truncatingIfNeeded: length))
    return header
  }

  private func openNull(_ record: Sealed, at number: UInt64) -> Opened? {
    let length = record.fragment.count - mac.hash.length
    guard length >= 0 else { return nil }
    let content = record.fragment.prefix(length)
    let code = mac.code(for: header(record, at: number, length: length)[...], content)
    return code.elementsEqual(record.fragment.suffix(mac.hash.length))
      ? Opened(type: record.type, content: Array(content)[...]) : nil
  }
}
