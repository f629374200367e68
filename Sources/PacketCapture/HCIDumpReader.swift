internal import Bytes

/// The records of BlueZ's hcidump: Bluetooth, which carries no TCP that could be followed, but whose
/// packets are counted like any other.
///
/// ```
/// │ length │ direction │ 0 │ seconds │ microseconds │ packet
/// 0        2           3   4         8              12
/// ```
///
/// All integers are little-endian.
struct HCIDumpReader: PlainRecordFormat {
  static let format = CaptureFormat.hcidump
  static let linkType = LinkType.bluetoothH4
  static let headerLength = 13

  static func length(_ bytes: RawSpan, _ place: Int) -> Int? {
    guard place + headerLength <= bytes.byteCount else { return nil }
    let length = Int(bytes.integer(at: place, .little, as: UInt16.self))
    let microsecond: UInt32 = bytes.integer(at: place + 8, .little)
    // Commands, data, voice and events are the kinds of packet.
    guard length > 0, bytes.byte(place + 2) <= 1, bytes.byte(place + 3) == 0,
      microsecond < 1_000_000, (1...4).contains(bytes.byte(place + 12))
    else { return nil }
    return 12 + length
  }

  func packet(in record: ArraySlice<UInt8>) -> PlainRecord? {
    let bytes = record.span.bytes
    return PlainRecord(
      time: Timestamp(
        nanoseconds: Int64(bytes.integer(at: 4, .little, as: UInt32.self)) * 1_000_000_000
          + Int64(bytes.integer(at: 8, .little, as: UInt32.self)) * 1_000),
      originalLength: record.count - 12, bytes: record.dropFirst(12))
  }
}
