public import Bytes

/// Why an end gave a connection up, in its own words.
///
/// ```
///  0       1
/// ┌───────┬─────────────┐
/// │ level │ description │
/// └───────┴─────────────┘
/// ```
///
/// **Source**: RFC 8446 section 6 and the registry of TLS alerts at IANA.
public struct TLSAlert: Hashable, Sendable {
  /// Who sent it.
  public var sender: Sender
  /// Its number.
  public var number: UInt8
  /// It ends the connection.
  let isFatal: Bool

  init?(_ content: ArraySlice<UInt8>, from sender: Sender) {
    guard content.count == 2, let level = content.first, let number = content.last else {
      return nil
    }
    self.sender = sender
    self.number = number
    isFatal = level == 2
  }

  /// The sender has said everything.
  var isClosure: Bool { number == 0 }

  /// It is about the certificate of the server: bad, unsupported, revoked, expired, unknown, or from
  /// an unknown authority.
  var isAboutCertificate: Bool { (42...46).contains(number) || number == 48 }

  /// The name in the registry; nil for a number that is not in it.
  public var name: String? { Self.names[number] }

  private static let names: [UInt8: String] = [
    0: "close_notify", 10: "unexpected_message", 20: "bad_record_mac", 21: "decryption_failed",
    22: "record_overflow", 30: "decompression_failure", 40: "handshake_failure",
    41: "no_certificate", 42: "bad_certificate", 43: "unsupported_certificate",
    44: "certificate_revoked", 45: "certificate_expired", 46: "certificate_unknown",
    47: "illegal_parameter", 48: "unknown_ca", 49: "access_denied", 50: "decode_error",
    51: "decrypt_error", 60: "export_restriction", 70: "protocol_version",
    71: "insufficient_security", 80: "internal_error", 86: "inappropriate_fallback",
    90: "user_canceled", 100: "no_renegotiation", 109: "missing_extension",
    110: "unsupported_extension", 111: "certificate_unobtainable", 112: "unrecognized_name",
    113: "bad_certificate_status_response", 114: "bad_certificate_hash_value",
    115: "unknown_psk_identity", 116: "certificate_required", 120: "no_application_protocol",
    121: "ech_required",
  ]
}

extension TLSAlert: CustomStringConvertible {
  /// `unknown_ca (48)`.
  public var description: String { name.map { "\($0) (\(number))" } ?? "alert \(number)" }
}
