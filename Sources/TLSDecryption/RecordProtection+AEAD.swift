internal import Crypto
internal import CryptoExtras
internal import Foundation

/// Ciphers with a tag of their own.
///
/// ```
///            TLS 1.2, GCM and CCM               TLS 1.2 ChaCha20, TLS 1.3
/// nonce      IV 4 bytes ‖ explicit 8 bytes      IV 12 bytes ⊕ sequence number
/// fragment   explicit 8 ‖ ciphertext ‖ tag      ciphertext ‖ tag
///
/// TLS 1.3 inside:  content ‖ type ‖ zeros
/// ```
extension RecordProtection {
  private var hasExplicitNonce: Bool {
    version != .tls13 && suite.cipher != .chaCha20Poly1305
  }

  private var tagLength: Int {
    if case .aesCCM(let tagLength) = suite.cipher { tagLength } else { 16 }
  }

  /// The part of the nonce that a record names itself.
  func explicitNonce(of record: Sealed) -> UInt64? {
    guard suite.cipher.isAEAD, hasExplicitNonce, record.fragment.count >= 8 else { return nil }
    return record.fragment.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }

  func openAEAD(_ record: Sealed, at number: UInt64) -> Opened? {
    let sealed = record.fragment.dropFirst(hasExplicitNonce ? 8 : 0)
    let length = sealed.count - tagLength
    guard length >= 0 else { return nil }
    let nonce: [UInt8]
    let associated: [UInt8]
    if hasExplicitNonce {
      nonce = iv + record.fragment.prefix(8)
    } else {
      var mixed = iv
      guard mixed.count == 12 else { return nil }
      for place in 0..<8 {
        mixed[4 + place] ^= UInt8(truncatingIfNeeded: number >> UInt64(56 - 8 * place))
      }
      nonce = mixed
    }
    if version == .tls13 {
      let count = record.fragment.count
      associated = [
        record.type.rawValue, UInt8(record.version >> 8), UInt8(record.version & 0xFF),
        UInt8(count >> 8 & 0xFF), UInt8(count & 0xFF),
      ]
    } else {
      associated = header(record, at: number, length: length)
    }
    guard let content = unseal(sealed, nonce: nonce, associated: associated) else { return nil }
    guard version == .tls13 else { return Opened(type: record.type, content: content) }
    guard let typeIndex = content.lastIndex(where: { $0 != 0 }) else { return nil }
    return Opened(
      type: ContentType(rawValue: content[typeIndex]), content: content[..<typeIndex])
  }

  private func unseal(
    _ sealed: ArraySlice<UInt8>, nonce: [UInt8], associated: [UInt8]
  ) -> ArraySlice<UInt8>? {
    if case .aesCCM(let tagLength) = suite.cipher {
      return CounterWithCBCMAC(key: key, tagLength: tagLength)
        .open(sealed, nonce: nonce, associated: associated)
    }
    var box = Data(capacity: nonce.count + sealed.count)
    box.append(contentsOf: nonce)
    box.append(contentsOf: sealed)
    let opened: Data?
    if suite.cipher == .aesGCM {
      opened = try? AES.GCM.open(
        AES.GCM.SealedBox(combined: box), using: key, authenticating: associated)
    } else {
      opened = try? ChaChaPoly.open(
        ChaChaPoly.SealedBox(combined: box), using: key, authenticating: associated)
    }
    return opened.map { [UInt8]($0)[...] }
  }
}
