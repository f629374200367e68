import Bytes
import PacketCapture
import Testing

@Suite struct PacketReaderTests {
  @Test(
    arguments: [
      (ClassicFile(little: true), 1_426_771_106_000_001_000),
      (ClassicFile(little: false), 1_426_771_106_000_001_000),
      (ClassicFile(little: true, magic: 0xA1B2_3C4D), 1_426_771_106_000_000_001),
      (ClassicFile(little: false, magic: 0xA1B2_3C4D), 1_426_771_106_000_000_001),
      // Kuznetzov's: interface, protocol, kind, padding.
      (
        ClassicFile(magic: 0xA1B2_CD34, extra: [2, 0, 0, 0, 8, 0, 0, 0]),
        1_426_771_106_000_001_000
      ),
      // The same longer headers without a magic number of their own, and those of Nokia.
      (ClassicFile(extra: [2, 0, 0, 0, 8, 0, 0, 0]), 1_426_771_106_000_001_000),
      (ClassicFile(extra: [1, 2, 3, 4]), 1_426_771_106_000_001_000),
    ] as [(ClassicFile, Int64)])
  func `every classic header is read`(_ form: ClassicFile, nanoseconds: Int64) throws {
    let file = form.file([
      form.record([1, 2, 3]), form.record(original: 9, [4, 5]), form.record([]),
    ])
    let reading = Reading(file)
    #expect(reading.packets.map { Array($0.bytes) } == [[1, 2, 3], [4, 5], []])
    #expect(reading.packets.map(\.originalLength) == [3, 9, 0])
    #expect(reading.packets.map(\.place.number) == [1, 2, 3])
    #expect(reading.packets.allSatisfy { $0.place.time.nanoseconds == nanoseconds })
    #expect(reading.diagnostics == [])
  }

  @Test func `packets of a pipe come before the next ones, however small they are`() throws {
    let form = ClassicFile()
    let records = (0..<5).map { form.record([UInt8($0)]) }
    var reader = PacketReader(capture: "test")
    var packets = 0
    reader.receive(form.file(Array(records[..<4])))
    while let event = try reader.next() { if case .packet = event { packets += 1 } }
    #expect(packets == 4)
    reader.receive(records[4])
    while let event = try reader.next() { if case .packet = event { packets += 1 } }
    #expect(packets == 5)
  }

  @Test func `before version 2.3 the original length comes first`() {
    let form = ClassicFile(version: (2, 2))
    let record =
      integer(UInt32(5), little: true) + integer(UInt32(0), little: true)
      + integer(UInt32(9), little: true) + integer(UInt32(2), little: true) + [7, 8]
    let reading = Reading(form.file([record, record]))
    #expect(reading.packets.map { Array($0.bytes) } == [[7, 8], [7, 8]])
    #expect(reading.packets.map(\.originalLength) == [9, 9])
  }

  @Test func `the length of the check sequence is no part of the link type`() {
    let form = ClassicFile(linkType: 0x4400_0001)
    let reading = Reading(form.file([form.record([1])]))
    #expect(reading.packets.first?.linkType == .ethernet)
  }

  @Test func `a packet is a slice of what was received`() {
    let form = ClassicFile()
    let file = form.file([form.record([1, 2, 3]), form.record([4, 5, 6])])
    let reading = Reading(file)
    #expect(reading.packets.map(\.bytes.startIndex) == [24 + 16, 24 + 16 + 3 + 16])
  }

  @Test(arguments: [PacketReaderTests.classic, BlockReaderTests.file()])
  func `every split of the same bytes gives the same events`(_ file: [UInt8]) {
    let whole = Reading(file).events
    #expect(!whole.isEmpty)
    for place in 1..<file.count {
      #expect(Reading([Array(file[..<place]), Array(file[place...])]).events == whole)
    }
    #expect(Reading(file.map { [$0] }).events == whole)
  }

  @Test(arguments: [PacketReaderTests.classic, BlockReaderTests.file()])
  func `a file that is cut gives all packets before the cut`(_ file: [UInt8]) {
    let whole = Reading(file).packets
    for length in 24..<file.count {
      let reading = Reading(Array(file[..<length]))
      // Behind the last byte of a packet only padding, options and the last length follow.
      let expected = whole.filter { $0.bytes.endIndex + PacketReaderTests.tail(file, $0) <= length }
      #expect(reading.packets.count == expected.count)
    }
  }

  static func tail(_ file: [UInt8], _ packet: Packet) -> Int {
    guard file.starts(with: [0x0A, 0x0D, 0x0D, 0x0A]) else { return 0 }
    // The block begins 28 bytes before its packet (12 for a simple one) and tells its length.
    let isSimple = file[packet.bytes.startIndex - 12] == 3
    let start = packet.bytes.startIndex - (isSimple ? 12 : 28)
    // All are shorter than 256 bytes, so that one of the outer bytes of the length has it all.
    return start + Int(max(file[start + 4], file[start + 7])) - packet.bytes.endIndex
  }

  @Test func `a cut is reported with its place`() {
    let form = ClassicFile()
    let file = form.file([form.record([1, 2, 3]), form.record([4, 5, 6])])
    let reading = Reading(Array(file.dropLast()))
    #expect(reading.diagnostics == ["capture-cut"])
    #expect(reading.events.last?.contains("byte 43") == true)
  }

  @Test func `behind an absurd length packets are found again`() {
    let form = ClassicFile()
    let good = (0..<4).map { form.record(fraction: $0, [UInt8](repeating: UInt8($0), count: 60)) }
    var damaged = good[1]
    damaged.replaceSubrange(8..<12, with: [0xFF, 0xFF, 0xFF, 0x7F])
    let reading = Reading(form.file([good[0], damaged, good[2], good[3]]))
    #expect(reading.packets.map { $0.bytes.first } == [0, 2, 3])
    #expect(reading.diagnostics == ["packet-length-absurd", "packets-found-again"])
  }

  @Test func `a record above the limit is damage`() {
    let form = ClassicFile()
    let file = form.file([form.record([UInt8](repeating: 0, count: 2_000))])
    #expect(Reading([file], recordLimit: 1_000).packets.isEmpty)
    #expect(Reading([file], recordLimit: 1_000).diagnostics == ["packet-length-absurd"])
  }

  @Test(
    arguments: [
      ([], .empty), ([1, 2, 3], .unknownFormat),
      (Array("not a capture at all".utf8), .unknownFormat),
      (hex("d4c3b2a1 0200 0400"), .cutInHeader),
      (Array("snoop\0\0\0".utf8) + [0, 0, 0, 2], .foreignFormat("snoop")),
      (Array("btsnoop\0".utf8) + [0, 0, 0, 1], .foreignFormat("btsnoop")),
    ] as [([UInt8], PacketCaptureError.Reason)])
  func `what is no capture is refused once`(
    _ file: [UInt8], reason: PacketCaptureError.Reason
  ) throws {
    var reader = PacketReader(capture: "test")
    reader.receive(file)
    reader.finish()
    let error = #expect(throws: PacketCaptureError.self) { _ = try reader.next() }
    #expect(error?.reason == reason)
    #expect(try reader.next() == nil)
  }

  @Test(arguments: [PacketReaderTests.classic, BlockReaderTests.file()])
  func `no damage makes it trap or wait for ever`(_ file: [UInt8]) {
    var random = Random(seed: 7)
    for _ in 0..<1_500 {
      var damaged = file
      for _ in 0..<random.next(upTo: 4) + 1 {
        damaged[random.next(upTo: damaged.count)] = UInt8(random.next(upTo: 256))
      }
      if random.next(upTo: 4) == 0 { damaged.removeLast(random.next(upTo: damaged.count)) }
      let reading = Reading(damaged)
      #expect(reading.packets.count <= 40)
      _ = segments(reading.packets)
    }
  }

  static let classic: [UInt8] = {
    let form = ClassicFile()
    let tcp = Datagrams.ethernet(Datagrams.ipv4())
    let records = [form.record(tcp), form.record(original: 90, Array(tcp.prefix(40)))]
    return form.file(records + [form.record(Datagrams.ethernet([1, 2, 3], type: 0x0806))])
  }()
}

/// The same numbers on every run.
struct Random {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next(upTo limit: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state % UInt64(limit))
  }
}
