/// The header of a classic pcap file.
///
/// ```
///  0                   1                   2                   3
/// ├─────────────────────────────────────────────────────────────┤
/// │ magic: byte order, unit of times, length of record headers  │  0
/// ├──────────────────────────────┬──────────────────────────────┤
/// │ major version                │ minor version                │  4
/// ├──────────────────────────────┴──────────────────────────────┤
/// │ zone, accuracy of times: not used                           │  8, 12
/// ├─────────────────────────────────────────────────────────────┤
/// │ snap length                                                 │ 16
/// ├─────────────────────────────────────────────────────────────┤
/// │ length of the frame check sequence, class, link type        │ 20
/// └─────────────────────────────────────────────────────────────┘
/// ```
///
/// **Source**: draft-ietf-opsawg-pcap, section 4; pcap-savefile(5)
struct ClassicHeader {
  static let length = 24

  var order: ByteOrder
  var magic: UInt32
  var snapLength: UInt32
  var linkType: LinkType
  /// Which of the two lengths of a record comes first.
  var lengthOrder: LengthOrder

  enum LengthOrder {
    case capturedFirst
    case originalFirst
    /// Version 2.3 was written in both ways; what was captured is never more than there was.
    case smallerIsCaptured
  }

  static let microseconds: UInt32 = 0xA1B2_C3D4
  static let nanoseconds: UInt32 = 0xA1B2_3C4D
  /// Alexey Kuznetzov's libpcap, whose records also tell the interface.
  static let modified: UInt32 = 0xA1B2_CD34

  private static func order(of magic: UInt32) -> ByteOrder? {
    switch (magic, magic.byteSwapped) {
    case (microseconds, _), (nanoseconds, _), (modified, _): .big
    case (_, microseconds), (_, nanoseconds), (_, modified): .little
    default: nil
    }
  }

  /// Whether a file that begins so, read in the order of the network, is a pcap.
  static func isMagic(_ first: UInt32) -> Bool { order(of: first) != nil }

  /// Nil where the bytes are too few, or not the header of a pcap.
  init?(_ bytes: RawSpan) {
    guard bytes.byteCount >= Self.length, let order = Self.order(of: bytes.long(0)) else {
      return nil
    }
    self.order = order
    magic = bytes.integer(at: 0, order)
    snapLength = bytes.integer(at: 16, order)
    linkType = LinkType(
      rawValue: bytes.integer(at: 20, order, as: UInt32.self) & 0xFFFF)
    let major: UInt16 = bytes.integer(at: 4, order)
    let minor: UInt16 = bytes.integer(at: 6, order)
    lengthOrder =
      switch (major, minor) {
      case (2, 3): .smallerIsCaptured
      case (2, 0...2), (0...1, _): .originalFirst
      default: .capturedFirst
      }
  }
}
