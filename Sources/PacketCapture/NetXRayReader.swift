internal import Bytes

/// Reads the records of NetXRay 3 and of the Sniffer for Windows (version 2.001 of their format).
///
/// ```
/// header:   │ "XCP" 0 │ version, text │ start, seconds │ packets │ … │ begin │ end │ …
///           0         4               12               16        20  24      28    32
///           │ network │ … │ unit of times │ … │ first tick │ … (128)
///           44        46  48              49  52           60
/// a record: │ ticks │ original length │ captured length │ … │ packet
///           0       8                 10                12  40
/// ```
///
/// All integers are little-endian.
struct NetXRayReader: CaptureFormatReader {
  static let magic: UInt32 = 0x5843_5000
  static let headerLength = 128
  private static let recordHeaderLength = 40

  private let startSeconds: UInt32
  private let firstTick: UInt64
  private let begin: Int
  private let end: Int
  private var isBegun = false

  /// Nil where it is of another version, network or clock than what is known here.
  init?(_ header: RawSpan) {
    let version = "002.001\0".utf8
    guard header.long(0) == Self.magic,
      version.enumerated().allSatisfy({ header.byte(4 + $0.offset) == $0.element }),
      header.integer(at: 44, .little, as: UInt16.self) == 0, header.byte(48) == 0
    else { return nil }
    startSeconds = header.integer(at: 12, .little)
    begin = Int(header.integer(at: 24, .little, as: UInt32.self))
    end = Int(header.integer(at: 28, .little, as: UInt32.self))
    firstTick = header.integer(at: 52, .little)
    guard begin >= Self.headerLength else { return nil }
  }

  mutating func step(_ input: inout ByteQueue, _ output: inout EventQueue) -> Progress {
    if !isBegun {
      guard input.front(begin) != nil else { return cut(&input, &output) }
      isBegun = true
      input.drop(begin)
      output.add(.section(CaptureSection(format: .netXRay)))
      output.add(.interface(CaptureInterface(number: 0, linkType: .ethernet, snapLength: 0)))
      return .moved
    }
    guard input.offset < end else { return .ended }
    guard let start = input.front(Self.recordHeaderLength) else { return cut(&input, &output) }
    let head = start.span.bytes
    let ticks: UInt64 = head.integer(at: 0, .little)
    let originalLength = Int(head.integer(at: 8, .little, as: UInt16.self))
    let length = Int(head.integer(at: 10, .little, as: UInt16.self))
    guard let bytes = input.front(Self.recordHeaderLength + length) else {
      return cut(&input, &output)
    }
    // The unit 0 is the microsecond.
    let time = Int128(startSeconds) * 1_000_000_000 + (Int128(ticks) - Int128(firstTick)) * 1_000
    output.add(
      bytes.dropFirst(Self.recordHeaderLength), originalLength: originalLength, .ethernet,
      time: Timestamp(nanoseconds: Int64(clamping: time)))
    input.drop(Self.recordHeaderLength + length)
    return .moved
  }

  private func cut(_ input: inout ByteQueue, _ output: inout EventQueue) -> Progress {
    guard input.isFinished else { return .waiting }
    output.report(
      "capture-cut", offset: input.offset, "the file ends before its last packet",
      advice: "what comes before was read; stop the recorder before the file is copied")
    return .ended
  }
}
