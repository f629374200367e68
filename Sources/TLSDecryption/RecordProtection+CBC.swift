internal import Crypto
internal import CryptoExtras
internal import Foundation

/// Cipher block chaining with HMAC.
///
/// ```
/// MAC first         IV ‖ encrypted( content ‖ MAC ‖ padding ‖ padding length )
/// encrypt-then-MAC  IV ‖ encrypted( content ‖ padding ‖ padding length ) ‖ MAC over all before
///
/// The IV is in the record from TLS 1.1 on; in TLS 1.0 it is the end of the record before.
/// ```
///
/// **Source**: RFC 5246 section 6.2.3.2, RFC 2246 section 6.2.3.2, RFC 7366 section 3.
extension RecordProtection {
  private static let blockLength = 16

  func openCBC(_ record: Sealed, at number: UInt64) -> Opened? {
    var sealed = record.fragment
    if encryptsThenMACs {
      guard isAuthentic(record, at: number) else { return nil }
      sealed = sealed.dropLast(mac.hash.length)
    }
    let initial: ArraySlice<UInt8>
    if version >= .tls11 {
      initial = sealed.prefix(Self.blockLength)
      sealed = sealed.dropFirst(Self.blockLength)
    } else {
      guard let chain, chain.number == nil || chain.number == number else { return nil }
      initial = chain.iv[...]
    }
    guard !sealed.isEmpty, sealed.count.isMultiple(of: Self.blockLength),
      let plain = decrypt(sealed, initial), let content = withoutPadding(plain)
    else { return nil }
    if encryptsThenMACs { return Opened(type: record.type, content: content) }
    let length = content.count - mac.hash.length
    guard length >= 0 else { return nil }
    let code = mac.code(
      for: header(record, at: number, length: length)[...], content.prefix(length))
    guard code.elementsEqual(content.suffix(mac.hash.length)) else { return nil }
    return Opened(type: record.type, content: content.prefix(length))
  }

  /// Whether the code of encrypt-then-MAC fits.
  private func isAuthentic(_ record: Sealed, at number: UInt64) -> Bool {
    let sealed = record.fragment.dropLast(mac.hash.length)
    let header = header(record, at: number, length: sealed.count)
    return mac.code(for: header[...], sealed)
      .elementsEqual(record.fragment.suffix(mac.hash.length))
  }

  /// Passes over a record that does not open, and takes of it what the next one needs.
  ///
  /// In TLS 1.0 that is its end. A wrong one shows in the next record where its MAC is inside, but
  /// not with encrypt-then-MAC: there the record has to be authentic itself, at one of so many
  /// numbers.
  mutating func pass(_ record: Sealed, numbers: Int) {
    if encryptsThenMACs, lacksChain {
      for distance in 0..<numbers
      where isAuthentic(record, at: sequenceNumber &+ UInt64(distance)) {
        sequenceNumber = sequenceNumber &+ UInt64(distance) &+ 1
        chain(record, before: sequenceNumber)
        return
      }
    }
    skip()
    if !encryptsThenMACs { chain(record) }
  }

  private func decrypt(_ sealed: ArraySlice<UInt8>, _ initial: ArraySlice<UInt8>) -> [UInt8]? {
    guard let iv = try? AES._CBC.IV(ivBytes: initial),
      let plain = try? AES._CBC.decrypt(sealed, using: key, iv: iv, noPadding: true)
    else { return nil }
    return [UInt8](plain)
  }

  private func withoutPadding(_ plain: [UInt8]) -> ArraySlice<UInt8>? {
    guard let last = plain.last, Int(last) < plain.count else { return nil }
    let padding = plain.suffix(Int(last) + 1)
    guard padding.allSatisfy({ $0 == last }) else { return nil }
    return plain.dropLast(Int(last) + 1)
  }
}
