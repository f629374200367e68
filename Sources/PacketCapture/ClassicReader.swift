internal import Bytes

/// Reads the records of a classic pcap file.
///
/// ```
/// ├─────────────────────────────────────────────────────────────┤
/// │ seconds since 1970                                          │  0
/// ├─────────────────────────────────────────────────────────────┤
/// │ microseconds, or nanoseconds                                │  4
/// ├─────────────────────────────────────────────────────────────┤
/// │ captured length                                             │  8
/// ├─────────────────────────────────────────────────────────────┤
/// │ original length                                             │ 12
/// ├─────────────────────────────────────────────────────────────┤
/// │ modified files: interface, protocol, kind of packet, …      │ 16
/// ├─────────────────────────────────────────────────────────────┤
/// │ the packet                                                  │ 16, 20, 24 or 28
/// └─────────────────────────────────────────────────────────────┘
/// ```
///
/// Nothing in a record says that it is one. After a length that cannot be, the reader looks for two
/// headers in a row that fit each other and the time of the last good one:
///
/// ```
/// ┌───────┐ first records fit ┌─────────┐ absurd length ┌──────┐
/// │ start │ ─────────────────▶│ records │ ─────────────▶│ lost │
/// └───────┘                   └─────────┘ ◀─────────────└──────┘
///                                          two that fit
/// ```
struct ClassicReader: CaptureFormatReader {
  private let header: ClassicHeader
  private let lengthLimit: Int
  private var recordHeaderLength: Int
  private var lastSecond: UInt32?
  private var state = State.start

  private enum State {
    case start
    case records
    /// Looks on when so many bytes are there.
    case lost(needed: Int)
  }

  init(_ header: ClassicHeader) {
    self.header = header
    recordHeaderLength = header.magic == ClassicHeader.modified ? 24 : 16
    // A snap length beyond this is a way of saying "none"; USB and D-Bus have large packets.
    let largest = 1 << 27
    let usual =
      [.usbLinux, .usbLinuxMapped, .usbPcap, .dBus].contains(header.linkType)
      ? largest : 262_144
    lengthLimit = Int(header.snapLength) <= largest ? max(Int(header.snapLength), usual) : usual
  }

  mutating func step(_ input: inout ByteQueue, _ output: inout EventQueue) -> Progress {
    switch state {
    case .start: start(&input, &output)
    case .records: record(&input, &output)
    case .lost(let needed): search(&input, &output, needed)
    }
  }

  private mutating func start(_ input: inout ByteQueue, _ output: inout EventQueue) -> Progress {
    guard let length = headerLengthThatFits(&input) else { return .waiting }
    recordHeaderLength = length
    input.drop(ClassicHeader.length)
    output.add(.section(CaptureSection(format: .pcap)))
    output.add(
      .interface(
        CaptureInterface(number: 0, linkType: header.linkType, snapLength: header.snapLength)))
    state = .records
    return .moved
  }

  private mutating func record(_ input: inout ByteQueue, _ output: inout EventQueue) -> Progress {
    guard let head = input.front(recordHeaderLength) else {
      return input.count > 0 && input.isFinished ? cut(&input, &output) : .waiting
    }
    let record = RecordHeader(head.span.bytes, at: 0, header)
    guard record.capturedLength <= min(lengthLimit, output.recordLimit) else {
      output.report(
        "packet-length-absurd", offset: input.offset,
        "the header of packet \(output.packetCount + 1) says that \(record.capturedLength) bytes "
          + "were captured, where at most \(lengthLimit) can be",
        advice: "the file is damaged there; packets are looked for behind it")
      state = .lost(needed: 0)
      input.drop(1)
      return .moved
    }
    guard let bytes = input.front(recordHeaderLength + record.capturedLength) else {
      return input.isFinished ? cut(&input, &output) : .waiting
    }
    lastSecond = record.seconds
    output.add(
      bytes.dropFirst(recordHeaderLength), originalLength: record.originalLength,
      header.linkType, time: time(of: record))
    input.drop(recordHeaderLength + record.capturedLength)
    return .moved
  }

  private func time(of record: RecordHeader) -> Timestamp {
    let unit: Int64 = header.magic == ClassicHeader.nanoseconds ? 1 : 1_000
    return Timestamp(
      nanoseconds: Int64(record.seconds) * 1_000_000_000 + Int64(record.fraction) * unit)
  }

  private mutating func cut(_ input: inout ByteQueue, _ output: inout EventQueue) -> Progress {
    output.report(
      "capture-cut", offset: input.offset,
      "the file ends inside packet \(output.packetCount + 1)",
      advice: "what comes before was read; stop the recorder before the file is copied")
    input.drop(input.count)
    return .ended
  }

  private mutating func search(
    _ input: inout ByteQueue, _ output: inout EventQueue, _ needed: Int
  ) -> Progress {
    var needed = needed
    let found = input.search(needed: &needed) { [self] in fits($0, at: $1, recordHeaderLength) }
    switch found {
    case true?:
      output.report(
        "packets-found-again", offset: input.offset, "packets were found again from here on",
        isDamage: false)
      state = .records
      return .moved
    case false?: return .ended
    case nil:
      state = .lost(needed: needed)
      return .waiting
    }
  }
}

/// What all records have in front of their packet.
private struct RecordHeader {
  static let length = 16

  var seconds: UInt32
  var fraction: UInt32
  var capturedLength: Int
  var originalLength: Int

  @inline(__always)
  init(_ bytes: RawSpan, at offset: Int, _ header: ClassicHeader) {
    let order = header.order
    seconds = bytes.integer(at: offset, order)
    fraction = bytes.integer(at: offset + 4, order)
    let first = Int(bytes.integer(at: offset + 8, order, as: UInt32.self))
    let second = Int(bytes.integer(at: offset + 12, order, as: UInt32.self))
    (capturedLength, originalLength) =
      switch header.lengthOrder {
      case .capturedFirst: (first, second)
      case .originalFirst: (second, first)
      case .smallerIsCaptured: (min(first, second), max(first, second))
      }
  }
}

extension ClassicReader {
  /// Whether two records could begin at a place, the second where the first one ends.
  private func fits(_ bytes: RawSpan, at place: Int, _ headerLength: Int) -> Plausibility {
    guard place + RecordHeader.length <= bytes.byteCount else {
      return .unknown(needed: RecordHeader.length)
    }
    let first = RecordHeader(bytes, at: place, header)
    guard isPlausible(first, after: lastSecond) else { return .no }
    let length = headerLength + first.capturedLength
    guard place + length + RecordHeader.length <= bytes.byteCount else {
      return .unknown(needed: length + RecordHeader.length)
    }
    let second = RecordHeader(bytes, at: place + length, header)
    return isPlausible(second, after: first.seconds) ? .yes : .no
  }

  private func isPlausible(_ record: RecordHeader, after second: UInt32?) -> Bool {
    let day = 86_400
    let unitsOfSecond = header.magic == ClassicHeader.nanoseconds ? 1_000_000_000 : 1_000_000
    // Both headers have to be within reach.
    return record.capturedLength > 0
      && record.capturedLength <= min(lengthLimit, ByteQueue.searchReach - 64)
      && record.capturedLength <= record.originalLength
      && record.originalLength <= max(lengthLimit, 1 << 20) && record.fraction < unitsOfSecond
      && (second.map { abs(Int($0) - Int(record.seconds)) <= day } ?? true)
  }

  /// How long the headers of the records are; nil where more bytes are needed to tell.
  ///
  /// Two patched libpcaps of the nineties wrote longer headers without changing the magic number
  /// (ss990417: 24 for 16, ss990915: 28 for 24), and Nokia's firewalls still do (20). The usual
  /// length stands unless only another one makes the first two records fit.
  private func headerLengthThatFits(_ input: inout ByteQueue) -> Int? {
    let others = header.magic == ClassicHeader.modified ? [28] : [24, 20]
    for length in [recordHeaderLength] + others {
      var needed = ClassicHeader.length
      while true {
        guard let start = input.front(needed) else {
          if !input.isFinished { return nil }
          break
        }
        switch fits(start.span.bytes, at: ClassicHeader.length, length) {
        case .yes: return length
        case .no: break
        case .unknown(let more):
          needed = ClassicHeader.length + more
          continue
        }
        break
      }
      // One packet in all fits, too.
      if input.isFinished, input.count <= needed { break }
    }
    return recordHeaderLength
  }
}
