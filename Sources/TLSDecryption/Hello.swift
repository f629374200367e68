/// What of a ClientHello matters to a reader of the connection.
///
/// **Source**: RFC 8446 section 4.1.2, RFC 5246 section 7.4.1.2, RFC 6066 section 3 (server name).
struct ClientHello: Sendable {
  var version: TLSVersion
  var random: [UInt8]
  var sessionID: [UInt8]
  var serverName: String?
  /// A session ticket of TLS up to 1.2.
  var ticket: [UInt8]?
  var offersTLS13 = false
  var offersEarlyData = false

  /// Nil where the message is too short to have a random.
  init?(_ body: ArraySlice<UInt8>) {
    var fields = FieldReader(body)
    guard let version = fields.integer(bytes: 2), let random = fields.take(32) else { return nil }
    self.version = TLSVersion(rawValue: UInt16(version))
    self.random = Array(random)
    sessionID = Array(fields.vector(lengthBytes: 1) ?? [])
    guard fields.vector(lengthBytes: 2) != nil, fields.vector(lengthBytes: 1) != nil,
      let extensions = fields.vector(lengthBytes: 2)
    else { return }
    for (type, content) in Extensions(extensions) {
      switch type {
      case Extensions.serverName:
        var list = FieldReader(content)
        var names = FieldReader(list.vector(lengthBytes: 2) ?? [])
        if names.integer(bytes: 1) == 0, let name = names.vector(lengthBytes: 2) {
          serverName = String(decoding: name, as: UTF8.self)
        }
      case Extensions.sessionTicket where !content.isEmpty: ticket = Array(content)
      case Extensions.earlyData: offersEarlyData = true
      case Extensions.supportedVersions:
        var list = FieldReader(content)
        var versions = FieldReader(list.vector(lengthBytes: 1) ?? [])
        while let version = versions.integer(bytes: 2) {
          if version == Int(TLSVersion.tls13.rawValue) { offersTLS13 = true }
        }
      default: break
      }
    }
  }
}

/// What of a ServerHello matters to a reader of the connection.
///
/// **Source**: RFC 8446 section 4.1.3, RFC 7627 (extended master secret), RFC 7366.
struct ServerHello: Sendable {
  /// The version that was agreed on.
  var version: TLSVersion
  var random: [UInt8]
  var sessionID: [UInt8]
  var suite: CipherSuite
  var compression: UInt8
  var extendsMaster = false
  var encryptsThenMACs = false
  var acceptsPSK = false
  var applicationProtocol: String?

  /// The random that says that this is a HelloRetryRequest (RFC 8446 section 4.1.3).
  private static let retryRandom: [UInt8] = [
    0xCF, 0x21, 0xAD, 0x74, 0xE5, 0x9A, 0x61, 0x11, 0xBE, 0x1D, 0x8C, 0x02, 0x1E, 0x65, 0xB8, 0x91,
    0xC2, 0xA2, 0x11, 0x16, 0x7A, 0xBB, 0x8C, 0x5E, 0x07, 0x9E, 0x09, 0xE2, 0xC8, 0xA8, 0x33, 0x9C,
  ]

  /// It asks for another ClientHello.
  var isRetry: Bool { random == Self.retryRandom }

  /// Nil where the message is too short to name a suite.
  init?(_ body: ArraySlice<UInt8>) {
    var fields = FieldReader(body)
    guard let version = fields.integer(bytes: 2), let random = fields.take(32),
      let sessionID = fields.vector(lengthBytes: 1), let suite = fields.integer(bytes: 2),
      let compression = fields.integer(bytes: 1)
    else { return nil }
    self.version = TLSVersion(rawValue: UInt16(version))
    self.random = Array(random)
    self.sessionID = Array(sessionID)
    self.suite = CipherSuite(rawValue: UInt16(suite))
    self.compression = UInt8(compression)
    for (type, content) in Extensions(fields.vector(lengthBytes: 2) ?? []) {
      switch type {
      case Extensions.supportedVersions:
        var field = FieldReader(content)
        if let version = field.integer(bytes: 2) {
          self.version = TLSVersion(rawValue: UInt16(version))
        }
      case Extensions.extendedMasterSecret: extendsMaster = true
      case Extensions.encryptThenMAC: encryptsThenMACs = true
      case Extensions.preSharedKey: acceptsPSK = true
      case Extensions.applicationProtocols: applicationProtocol = Extensions.firstProtocol(content)
      default: break
      }
    }
  }
}

/// What of the EncryptedExtensions of TLS 1.3 matters (RFC 8446 section 4.3.1).
struct EncryptedExtensions {
  var acceptsEarlyData = false
  var applicationProtocol: String?

  init(_ body: ArraySlice<UInt8>) {
    var fields = FieldReader(body)
    for (type, content) in Extensions(fields.vector(lengthBytes: 2) ?? []) {
      switch type {
      case Extensions.earlyData: acceptsEarlyData = true
      case Extensions.applicationProtocols: applicationProtocol = Extensions.firstProtocol(content)
      default: break
      }
    }
  }
}

/// The extensions of a hello: type and content, one behind the other.
struct Extensions: Sequence, IteratorProtocol {
  static let serverName = 0
  static let applicationProtocols = 16
  static let encryptThenMAC = 22
  static let extendedMasterSecret = 23
  static let sessionTicket = 35
  static let preSharedKey = 41
  static let earlyData = 42
  static let supportedVersions = 43

  private var fields: FieldReader

  init(_ bytes: ArraySlice<UInt8>) { fields = FieldReader(bytes) }

  mutating func next() -> (type: Int, content: ArraySlice<UInt8>)? {
    guard let type = fields.integer(bytes: 2), let content = fields.vector(lengthBytes: 2) else {
      return nil
    }
    return (type, content)
  }

  /// The first name in the list of ALPN (RFC 7301 section 3.1): in an answer the only one.
  static func firstProtocol(_ content: ArraySlice<UInt8>) -> String? {
    var list = FieldReader(content)
    var names = FieldReader(list.vector(lengthBytes: 2) ?? [])
    return names.vector(lengthBytes: 1).map { String(decoding: $0, as: UTF8.self) }
  }
}

/// Reads the fields of a handshake message one after the other.
struct FieldReader {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  /// So many bytes; nil where there are fewer.
  mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
    guard rest.count >= count else { return nil }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }

  /// A number of so many bytes, the high one first.
  mutating func integer(bytes count: Int) -> Int? {
    take(count)?.reduce(0) { $0 << 8 | Int($1) }
  }

  /// Bytes behind their number.
  mutating func vector(lengthBytes: Int) -> ArraySlice<UInt8>? {
    integer(bytes: lengthBytes).flatMap { take($0) }
  }
}
