internal import Crypto
internal import CryptoExtras
internal import Foundation

/// AES in CCM, which the library has not got, out of its AES-CTR and AES-CBC.
///
/// ```
///  B0      │ flags │ nonce, 12 bytes │ length, 3 bytes │   first block of the CBC-MAC
///  A0 …    │   2   │ nonce, 12 bytes │ counter, 3 bytes│   key stream; block 0 masks the tag
/// ```
///
/// **Source**: RFC 3610 with L = 3, as RFC 6655 and RFC 8446 use it.
struct CounterWithCBCMAC {
  let key: SymmetricKey
  let tagLength: Int

  /// The plaintext; nil where the tag does not fit.
  func open(
    _ sealed: ArraySlice<UInt8>, nonce: [UInt8], associated: [UInt8]
  ) -> ArraySlice<UInt8>? {
    guard sealed.count >= tagLength, nonce.count == 12, sealed.count < 1 << 24 else { return nil }
    let length = sealed.count - tagLength
    let zeroBlock = [UInt8](repeating: 0, count: 16)
    guard
      let counter = try? AES._CTR.Nonce(nonceBytes: [2] + nonce + [0, 0, 0]),
      let stream = try? AES._CTR.decrypt(
        zeroBlock + sealed.prefix(length), using: key, nonce: counter),
      let initial = try? AES._CBC.IV(ivBytes: zeroBlock)
    else { return nil }
    let opened = [UInt8](stream)
    let content = opened.dropFirst(16)

    var blocks: [UInt8] = [UInt8(0x40 | ((tagLength - 2) / 2) << 3 | 2)] + nonce
    blocks += [16, 8, 0].map { UInt8(truncatingIfNeeded: length >> $0) }
    blocks += [UInt8(associated.count >> 8), UInt8(associated.count & 0xFF)] + associated
    pad(&blocks)
    blocks += content
    pad(&blocks)
    guard
      let chain = try? AES._CBC.encrypt(blocks, using: key, iv: initial, noPadding: true)
    else { return nil }
    let tag = zip(chain.suffix(16), opened).prefix(tagLength).map { $0 ^ $1 }
    return tag.elementsEqual(sealed.suffix(tagLength)) ? content : nil
  }

  private func pad(_ blocks: inout [UInt8]) {
    let rest = blocks.count % 16
    if rest > 0 { blocks += [UInt8](repeating: 0, count: 16 - rest) }
  }
}
