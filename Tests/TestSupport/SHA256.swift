internal import Crypto

/// The SHA-256 of bytes in lower-case hexadecimal, for digests in tables of answers.
public func sha256(_ message: some Sequence<UInt8>) -> String {
  SHA256.hash(data: Array(message)).map { byte in
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }.joined()
}
