/// A cipher suite, by its number on the wire.
///
/// What decryption needs to know of a suite stands in its name, which is therefore the only table:
/// `TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384`, `TLS_AES_128_GCM_SHA256`.
///
/// **Source**: RFC 5246 appendix C, RFC 8446 appendix B.4 and the registry at IANA.
public struct CipherSuite: RawRepresentable, Hashable, Sendable {
  /// The number.
  public var rawValue: UInt16
  /// A number, known or not.
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// TLS 1.3 with AES of 128 bits in GCM.
  public static let aes128GCM = CipherSuite(rawValue: 0x1301)
  /// TLS 1.3 with AES of 256 bits in GCM.
  public static let aes256GCM = CipherSuite(rawValue: 0x1302)
  /// TLS 1.3 with ChaCha20 and Poly1305.
  public static let chaCha20Poly1305 = CipherSuite(rawValue: 0x1303)
  /// TLS 1.3 with AES of 128 bits in CCM.
  public static let aes128CCM = CipherSuite(rawValue: 0x1304)
  /// TLS 1.3 with AES of 128 bits in CCM and a tag of 8 bytes.
  public static let aes128CCM8 = CipherSuite(rawValue: 0x1305)

  /// The name in the registry; nil for a number that is not in it.
  public var name: String? { Self.names[rawValue] }

  private static let names: [UInt16: String] = Dictionary(
    registry.split(separator: "\n").compactMap { line in
      UInt16(line.prefix(4), radix: 16).map { ($0, String(line.dropFirst(5))) }
    }
  ) { $1 }
}

extension CipherSuite: CustomStringConvertible {
  /// The name; the number where the registry has none.
  public var description: String { name ?? "cipher suite 0x" + String(rawValue, radix: 16) }
}

extension CipherSuite {
  /// How records are sealed.
  enum Cipher: Hashable {
    case aesGCM, chaCha20Poly1305
    case aesCCM(tagLength: Int)
    case aesCBC
    case null
    /// One that the library does not have: `RC4`, `CAMELLIA`.
    case unavailable(String)

    var isAEAD: Bool {
      switch self {
      case .aesGCM, .chaCha20Poly1305, .aesCCM: true
      case .aesCBC, .null, .unavailable: false
      }
    }
  }

  /// What a name says.
  struct Properties: Hashable {
    var cipher: Cipher
    /// Bytes of the key of the cipher.
    var keyLength: Int
    /// The hash of the message authentication code, where the cipher has none of its own.
    var macHash: HashKind
    /// The hash of the key schedule, from TLS 1.2 on.
    var scheduleHash: HashKind
    /// The client made the secret and sent it, encrypted with the key of the certificate.
    var isRSAKeyExchange: Bool
  }

  /// What decryption needs; nil for a number that is not in the registry.
  var properties: Properties? {
    guard let name else { return nil }
    // `TLS_RSA_WITH_AES_128_CBC_SHA` and `TLS_AES_128_GCM_SHA256`.
    let words = name.split(separator: "_")
    let cipherWords = words.suffix(from: (words.firstIndex(of: "WITH") ?? 0) + 1)
    let lastHash = words.last.flatMap { HashKind(suffix: $0) }
    let cipher: Cipher =
      switch cipherWords.first {
      case "NULL": .null
      case "CHACHA20": .chaCha20Poly1305
      case "AES" where cipherWords.contains("GCM"): .aesGCM
      case "AES" where cipherWords.contains("CBC"): .aesCBC
      case "AES" where cipherWords.contains("CCM"):
        .aesCCM(tagLength: cipherWords.contains("8") ? 8 : 16)
      case let word: .unavailable(word.map(String.init) ?? name)
      }
    let keyLength =
      switch cipher {
      case .null, .unavailable: 0
      case .chaCha20Poly1305: 32
      default: cipherWords.contains("256") ? 32 : 16
      }
    return Properties(
      cipher: cipher, keyLength: keyLength, macHash: lastHash ?? .sha1,
      scheduleHash: lastHash == .sha384 ? .sha384 : .sha256,
      isRSAKeyExchange: name.hasPrefix("TLS_RSA_WITH_"))
  }
}

/// A hash function, as suites name it.
enum HashKind: Hashable, Sendable {
  case md5, sha1, sha256, sha384

  init?(suffix: Substring) {
    switch suffix {
    case "MD5": self = .md5
    case "SHA": self = .sha1
    case "SHA256": self = .sha256
    case "SHA384": self = .sha384
    default: return nil
    }
  }

  /// Bytes of its result.
  var length: Int {
    switch self {
    case .md5: 16
    case .sha1: 20
    case .sha256: 32
    case .sha384: 48
    }
  }
}
