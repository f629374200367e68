internal import Bytes

/// The records of isdn4bsd's isdntrace: ISDN, which is counted like any other packet.
///
/// ```
/// │ length │ unit │ layer │ direction │ lost │ count │ seconds │ microseconds │ packet
/// 0        4      8       12          16     20      24        28             32
/// ```
///
/// The length is that of the record; all integers are little-endian.
struct ISDNTraceReader: PlainRecordFormat {
  static let format = CaptureFormat.isdntrace
  static let linkType = LinkType.lapd
  static let headerLength = 32

  static func length(_ bytes: RawSpan, _ place: Int) -> Int? {
    guard place + headerLength <= bytes.byteCount else { return nil }
    let length = Int(bytes.integer(at: place, .little, as: UInt32.self))
    let unit: UInt32 = bytes.integer(at: place + 4, .little)
    let layer: UInt32 = bytes.integer(at: place + 8, .little)
    let direction: UInt32 = bytes.integer(at: place + 12, .little)
    let microsecond: UInt32 = bytes.integer(at: place + 28, .little)
    guard length >= headerLength, length <= 1 << 14, unit <= 4, layer <= 4, direction <= 1,
      microsecond < 1_000_000
    else { return nil }
    return length
  }

  func packet(in record: ArraySlice<UInt8>) -> PlainRecord? {
    let bytes = record.span.bytes
    return PlainRecord(
      time: Timestamp(
        nanoseconds: Int64(bytes.integer(at: 24, .little, as: UInt32.self)) * 1_000_000_000
          + Int64(bytes.integer(at: 28, .little, as: UInt32.self)) * 1_000),
      originalLength: record.count - Self.headerLength,
      bytes: record.dropFirst(Self.headerLength))
  }
}
