internal import Bytes

/// Reads the frames of Microsoft Network Monitor 2.0.
///
/// ```
/// header:  │ "GMBU" │ minor, major │ network │ start: year … millisecond │ table │ table length │ …
///          0        4              6         8                           24      28             128
/// a frame: │ microseconds since the start │ original length │ captured length │ packet
///          0                              8                 12                16
/// ```
///
/// All integers are little-endian. The start is in local time; nothing in the file says in which, so
/// it is taken as UTC. Behind the frames lies a table of where they are.
///
/// **Source**: Network Monitor's help, "Network Monitor capture file format"
struct NetworkMonitorReader: CaptureFormatReader {
  static let magic: UInt32 = 0x474D_4255
  static let headerLength = 128
  private static let frameHeaderLength = 16

  private let linkType: LinkType
  private let start: Int64
  /// Where the frames end.
  private let table: Int
  private var isBegun = false

  /// Nil where it is of another version, or of a network without a link type.
  init?(_ header: RawSpan) {
    guard header.long(0) == Self.magic, header.word(4) == 0x0002 else { return nil }
    func field(_ place: Int) -> Int { Int(header.integer(at: place, .little, as: UInt16.self)) }
    switch field(6) {
    case 1: linkType = .ethernet
    case 2: linkType = .tokenRing
    case 3: linkType = .fddi
    default: return nil
    }
    guard (1...12).contains(field(10)) else { return nil }
    // field(12) is the day of the week.
    let days = CalendarTime.days(year: field(8) & 0xFFF, month: field(10), day: field(14))
    let seconds = days * 86_400 + field(16) * 3_600 + field(18) * 60 + field(20)
    start = Int64(clamping: (Int128(seconds) * 1_000 + Int128(field(22))) * 1_000_000)
    table = Int(header.integer(at: 24, .little, as: UInt32.self))
  }

  mutating func step(_ input: inout ByteQueue, _ output: inout EventQueue) -> Progress {
    if !isBegun {
      isBegun = true
      input.drop(Self.headerLength)
      output.add(.section(CaptureSection(format: .networkMonitor)))
      output.add(.interface(CaptureInterface(number: 0, linkType: linkType, snapLength: 0)))
      return .moved
    }
    guard input.offset < table else { return .ended }
    guard let begin = input.front(Self.frameHeaderLength) else { return cut(&input, &output) }
    let head = begin.span.bytes
    let length = Int(head.integer(at: 12, .little, as: UInt32.self))
    let microseconds: UInt64 = head.integer(at: 0, .little)
    let originalLength = Int(head.integer(at: 8, .little, as: UInt32.self))
    guard length <= min(output.recordLimit, table - input.offset) else {
      output.report(
        "record-damaged", offset: input.offset,
        "a packet of \(length) bytes does not fit in before the table of packets",
        advice: "what comes before was read")
      return .ended
    }
    guard let bytes = input.front(Self.frameHeaderLength + length) else {
      return cut(&input, &output)
    }
    let time = Int64(clamping: Int128(start) + Int128(microseconds) * 1_000)
    output.add(
      bytes.dropFirst(Self.frameHeaderLength), originalLength: originalLength, linkType,
      time: Timestamp(nanoseconds: time))
    input.drop(Self.frameHeaderLength + length)
    return .moved
  }

  private func cut(_ input: inout ByteQueue, _ output: inout EventQueue) -> Progress {
    guard input.isFinished else { return .waiting }
    output.report(
      "capture-cut", offset: input.offset, "the file ends before its table of packets",
      advice: "what comes before was read; stop the recorder before the file is copied")
    return .ended
  }
}
