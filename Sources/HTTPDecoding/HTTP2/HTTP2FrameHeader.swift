/// The first nine bytes of an HTTP/2 frame (RFC 9113 section 4.1).
///
/// ```
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// ┌───────────────────────────────────────────────┬───────────────┐
/// │                    length                     │     type      │
/// ├───────────────┬─┬─────────────────────────────┴───────────────┤
/// │     flags     │R│              stream identifier              │
/// ├───────────────┼─┴─────────────────────────────────────────────┘
/// │ (continued)   │
/// └───────────────┘
/// ```
struct HTTP2FrameHeader: Equatable {
  var length: Int
  var type: FrameType
  var flags: Flags
  var streamID: Int

  static let size = 9

  /// The type of a frame (RFC 9113 section 6); others are passed over.
  struct FrameType: RawRepresentable, Equatable {
    var rawValue: UInt8
    static let data = FrameType(rawValue: 0)
    static let headers = FrameType(rawValue: 1)
    static let priority = FrameType(rawValue: 2)
    static let resetStream = FrameType(rawValue: 3)
    static let settings = FrameType(rawValue: 4)
    static let pushPromise = FrameType(rawValue: 5)
    static let ping = FrameType(rawValue: 6)
    static let goAway = FrameType(rawValue: 7)
    static let windowUpdate = FrameType(rawValue: 8)
    static let continuation = FrameType(rawValue: 9)
  }

  struct Flags: OptionSet {
    var rawValue: UInt8
    /// On DATA and HEADERS: the sender's side of the stream ends.
    static let endStream = Flags(rawValue: 0x01)
    /// On SETTINGS and PING: an answer.
    static let ack = Flags(rawValue: 0x01)
    static let endHeaders = Flags(rawValue: 0x04)
    static let padded = Flags(rawValue: 0x08)
    static let priority = Flags(rawValue: 0x20)
  }

  /// Reads a header at an index; nil where there are too few bytes.
  init?(_ bytes: RawBytes, at start: Int = 0) {
    guard start + Self.size <= bytes.count else { return nil }
    length = Int(bytes[start]) << 16 | Int(bytes[start + 1]) << 8 | Int(bytes[start + 2])
    type = FrameType(rawValue: bytes[start + 3])
    flags = Flags(rawValue: bytes[start + 4])
    streamID =
      Int(bytes[start + 5] & 0x7F) << 24 | Int(bytes[start + 6]) << 16
      | Int(bytes[start + 7]) << 8 | Int(bytes[start + 8])
  }

  /// Whether the length and the stream are ones that a frame of its type can have.
  var isValid: Bool {
    switch type {
    case .data, .headers, .continuation: streamID != 0
    case .pushPromise: streamID != 0 && length >= 4
    case .priority: streamID != 0 && length == 5
    case .resetStream: streamID != 0 && length == 4
    case .settings: streamID == 0 && length % 6 == 0 && length <= 6 * 64
    case .ping: streamID == 0 && length == 8
    case .goAway: streamID == 0 && length >= 8
    case .windowUpdate: length == 4
    default: true
    }
  }

  /// Whether it looks like one among bytes that can be anything: of a known type, of the size that
  /// is allowed unless both ends agree on more, with no flag that its type does not have.
  var isPlausible: Bool {
    guard isValid, length <= 1 << 14, streamID < 1 << 24 else { return false }
    let known: Flags
    switch type {
    case .data: known = [.endStream, .padded]
    case .headers: known = [.endStream, .endHeaders, .padded, .priority]
    case .pushPromise: known = [.endHeaders, .padded]
    case .continuation: known = .endHeaders
    case .settings, .ping: known = .ack
    case .priority, .resetStream, .goAway, .windowUpdate: known = []
    default: return false
    }
    return flags.subtracting(known).isEmpty
  }
}
