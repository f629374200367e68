internal import Bytes

/// The records of Endace's cards. They are given as they are, with `LinkType.erf`, so that they look
/// as they do inside a pcap.
///
/// ```
/// │ time, 32.32 bits, little-endian │ type │ flags │ record length │ loss, color │ wire length │
/// 0                                 8      9       10              12            14            16
/// ```
///
/// **Source**: Endace, ERF types reference guide; https://www.tcpdump.org/linktypes/LINKTYPE_ERF.html
struct ERFReader: PlainRecordFormat {
  static let format = CaptureFormat.erf
  static let linkType = LinkType.erf
  static let headerLength = 16
  /// A record that fills a gap.
  private static let padding: UInt8 = 48

  static func length(_ bytes: RawSpan, _ place: Int) -> Int? {
    guard place + headerLength <= bytes.byteCount else { return nil }
    let length = Int(bytes.word(place + 10))
    let type = bytes.byte(place + 8) & 0x7F
    return (1...padding).contains(type) && length >= headerLength ? length : nil
  }

  func packet(in record: ArraySlice<UInt8>) -> PlainRecord? {
    let bytes = record.span.bytes
    guard bytes.byte(8) & 0x7F != Self.padding else { return nil }
    let time: UInt64 = bytes.integer(at: 0, .little)
    // To the nearest nanosecond.
    let nanosecond = ((time & 0xFFFF_FFFF) * 1_000_000_000 + (1 << 31)) >> 32
    let header = LinkType.erfHeaderLength(bytes) ?? Self.headerLength
    return PlainRecord(
      time: Timestamp(nanoseconds: Int64(time >> 32) * 1_000_000_000 + Int64(nanosecond)),
      originalLength: Int(bytes.word(14)) + header, bytes: record)
  }
}
