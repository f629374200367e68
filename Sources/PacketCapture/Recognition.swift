/// Tells kinds of capture file by their first bytes.
enum Recognition {
  /// How many bytes are looked at, at the most.
  static let limit = 4_096

  /// How many bytes it takes to tell a file that begins like this. What has a magic number is told at
  /// once: in a pipe, the next packet may be long in coming.
  static func needed(beginning start: RawSpan) -> Int {
    guard start.byteCount >= 4 else { return limit }
    let magic = start.long(0)
    if magic == BlockReader.sectionType { return 4 }
    return ClassicHeader.isMagic(magic) ? ClassicHeader.length : limit
  }

  static func reader(
    for start: RawSpan, capture: String
  ) throws(PacketCaptureError) -> any CaptureFormatReader {
    func error(_ reason: PacketCaptureError.Reason) -> PacketCaptureError {
      PacketCaptureError(capture: capture, reason: reason)
    }
    guard start.byteCount > 0 else { throw error(.empty) }
    guard start.byteCount >= 4 else { throw error(.unknownFormat) }
    let magic = start.long(0)
    if magic == BlockReader.sectionType { return BlockReader() }
    if ClassicHeader.isMagic(magic) {
      guard let header = ClassicHeader(start) else { throw error(.cutInHeader) }
      return ClassicReader(header)
    }
    if magic == NetworkMonitorReader.magic || magic == NetXRayReader.magic {
      guard start.byteCount >= NetworkMonitorReader.headerLength else { throw error(.cutInHeader) }
      if let reader = NetworkMonitorReader(start) { return reader }
      if let reader = NetXRayReader(start) { return reader }
    }
    if let name = foreignFormat(start) { throw error(.foreignFormat(name)) }
    guard let reader = magicless(start) else { throw error(.unknownFormat) }
    return reader
  }

  /// Formats without a magic number: here it is the lengths of the first records that tell.
  private static func magicless(_ start: RawSpan) -> (any CaptureFormatReader)? {
    if isChain(start, ERFReader.length) { return PlainRecordReader(ERFReader()) }
    if isChain(start, HCIDumpReader.length) { return PlainRecordReader(HCIDumpReader()) }
    if isChain(start, ISDNTraceReader.length) { return PlainRecordReader(ISDNTraceReader()) }
    return nil
  }

  /// Whether the first bytes are records, one behind the other: three of them, or what fits in.
  private static func isChain(
    _ start: RawSpan, _ length: (_ bytes: RawSpan, _ place: Int) -> Int?
  ) -> Bool {
    var place = 0
    for count in 0..<3 {
      guard place < start.byteCount else { return place == start.byteCount || count > 1 }
      guard let length = length(start, place) else { return false }
      place += length
    }
    return true
  }

  private static func foreignFormat(_ start: RawSpan) -> String? {
    let names: [(bytes: StaticString, name: String)] = [
      ("snoop\0\0\0", "snoop"), ("RTSS", "Network Monitor 1"),
      ("GMBU", "Network Monitor 2, of a kind"), ("XCP\0", "NetXRay, of a kind"),
      ("btsnoop\0", "btsnoop"),
      ("TRSNIFF data    \u{1A}", "Sniffer for DOS"), ("\u{7F}ver", "OmniPeek"),
      ("iptrace 1.0", "iptrace"), ("iptrace 2.0", "iptrace"), ("ObserverPktBuffe", "Observer"),
    ]
    return names.first { entry in
      entry.bytes.utf8CodeUnitCount <= start.byteCount
        && (0..<entry.bytes.utf8CodeUnitCount).allSatisfy {
          entry.bytes.utf8Start[$0] == start.byte($0)
        }
    }?.name
  }
}
