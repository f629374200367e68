/// A handshake message.
///
/// ```
///  0       1        4
/// ┌───────┬────────┬──────────┐
/// │ type  │ length │ body …   │
/// └───────┴────────┴──────────┘
/// ```
struct HandshakeMessage {
  var type: HandshakeType
  /// With the four bytes of the header: what counts for a hash of the handshake.
  var bytes: ArraySlice<UInt8>
  var body: ArraySlice<UInt8> { bytes.dropFirst(4) }
}

/// What a handshake message is.
///
/// **Source**: RFC 5246 section 7.4, RFC 8446 section 4.
struct HandshakeType: RawRepresentable, Hashable, Sendable {
  var rawValue: UInt8

  static let helloRequest = HandshakeType(rawValue: 0)
  static let clientHello = HandshakeType(rawValue: 1)
  static let serverHello = HandshakeType(rawValue: 2)
  static let newSessionTicket = HandshakeType(rawValue: 4)
  static let endOfEarlyData = HandshakeType(rawValue: 5)
  static let encryptedExtensions = HandshakeType(rawValue: 8)
  static let certificate = HandshakeType(rawValue: 11)
  static let serverHelloDone = HandshakeType(rawValue: 14)
  static let clientKeyExchange = HandshakeType(rawValue: 16)
  static let finished = HandshakeType(rawValue: 20)
  static let keyUpdate = HandshakeType(rawValue: 24)
  static let compressedCertificate = HandshakeType(rawValue: 25)

  var isKnown: Bool { rawValue <= 25 || rawValue == 67 }
}

/// Joins handshake messages out of records: several in one, one in several, split anywhere.
struct HandshakeReader: Sendable {
  /// No message that matters is longer; longer ones are passed over.
  private static let longest = 1 << 18

  private var buffer: [UInt8] = []
  private var head = 0
  private var toSkip = 0
  /// Bytes were lost: the next may be the middle of a message.
  private var isLost = false

  mutating func receive(_ content: ArraySlice<UInt8>) {
    let rest = content.dropFirst(toSkip)
    toSkip -= content.count - rest.count
    if head > buffer.count - head {
      buffer.removeSubrange(..<head)
      head = 0
    }
    if isLost, let first = rest.first, !HandshakeType(rawValue: first).isKnown { return }
    isLost = false
    buffer.append(contentsOf: rest)
  }

  /// The next message; nil when more is needed.
  mutating func next() -> HandshakeMessage? {
    while buffer.count - head >= 4 {
      let length =
        Int(buffer[head + 1]) << 16 | Int(buffer[head + 2]) << 8 | Int(buffer[head + 3])
      let end = head + 4 + length
      if length > Self.longest {
        toSkip = max(0, end - buffer.count)
        head = min(end, buffer.count)
        continue
      }
      guard end <= buffer.count else { return nil }
      defer { head = end }
      return HandshakeMessage(
        type: HandshakeType(rawValue: buffer[head]), bytes: buffer[head..<end])
    }
    return nil
  }

  /// Drops what was begun.
  mutating func lose() {
    buffer.removeAll()
    head = 0
    toSkip = 0
    isLost = true
  }
}
