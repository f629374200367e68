/// What a record carries.
///
/// **Source**: RFC 8446 section 5.1, RFC 6520 (heartbeat).
struct ContentType: RawRepresentable, Hashable, Sendable {
  var rawValue: UInt8

  static let changeCipherSpec = ContentType(rawValue: 20)
  static let alert = ContentType(rawValue: 21)
  static let handshake = ContentType(rawValue: 22)
  static let applicationData = ContentType(rawValue: 23)
  static let heartbeat = ContentType(rawValue: 24)

  var isKnown: Bool { (20...24).contains(rawValue) }
}
