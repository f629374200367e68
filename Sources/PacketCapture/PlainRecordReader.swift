internal import Bytes

/// A format whose file is nothing but records, each with its length in front.
protocol PlainRecordFormat: Sendable {
  static var format: CaptureFormat { get }
  static var linkType: LinkType { get }
  /// How many bytes tell the length of a record.
  static var headerLength: Int { get }
  /// The length of the record at a place, header included; nil where there can be none, or where the
  /// header is not whole.
  static func length(_ bytes: RawSpan, _ place: Int) -> Int?
  /// The packet in a record; nil where it is only padding.
  func packet(in record: ArraySlice<UInt8>) -> PlainRecord?
}

/// What a record holds.
struct PlainRecord {
  var time: Timestamp
  var originalLength: Int
  var bytes: ArraySlice<UInt8>
}

/// Reads a file that is nothing but records.
struct PlainRecordReader<Format: PlainRecordFormat>: CaptureFormatReader {
  private let format: Format
  private var isBegun = false

  init(_ format: Format) { self.format = format }

  mutating func step(_ input: inout ByteQueue, _ output: inout EventQueue) -> Progress {
    if !isBegun {
      isBegun = true
      output.add(.section(CaptureSection(format: Format.format)))
      output.add(
        .interface(CaptureInterface(number: 0, linkType: Format.linkType, snapLength: 0)))
      return .moved
    }
    guard let head = input.front(Format.headerLength) else { return wait(&input, &output) }
    guard let length = Format.length(head.span.bytes, 0) else {
      output.report(
        "record-damaged", offset: input.offset, "there is no record where one should begin",
        advice: "what comes before was read")
      return .ended
    }
    guard let record = input.front(length) else { return wait(&input, &output) }
    if let packet = format.packet(in: record) {
      output.add(
        packet.bytes, originalLength: packet.originalLength, Format.linkType, time: packet.time)
    }
    input.drop(length)
    return .moved
  }

  private mutating func wait(_ input: inout ByteQueue, _ output: inout EventQueue) -> Progress {
    guard input.isFinished, input.count > 0 else { return .waiting }
    output.report(
      "capture-cut", offset: input.offset,
      "the file ends inside packet \(output.packetCount + 1)",
      advice: "what comes before was read; stop the recorder before the file is copied")
    return .ended
  }
}
