import Bytes
import PacketCapture
import Testing

@Suite struct BlockReaderTests {
  @Test(arguments: [true, false])
  func `packets of all three kinds of block are read`(little: Bool) {
    let reading = Reading(Self.file(little: little))
    #expect(
      reading.packets.map { Array($0.bytes) } == [[1, 2, 3, 4, 5], [6, 7], [8, 9, 10], [11]])
    #expect(reading.packets.map(\.originalLength) == [60, 2, 3, 1])
    #expect(reading.packets.map(\.linkType) == [.ethernet, .raw, .ethernet, .raw])
    #expect(reading.packets.map(\.place.number) == [1, 2, 3, 4])
    #expect(
      reading.packets.map(\.place.time.nanoseconds) == [
        1_426_771_106_000_001_000, 1_500_000_000_250_000_000, 1_500_000_000_250_000_000,
        5_000_000_000,
      ])
  }

  @Test(arguments: [true, false])
  func `what the file says about itself is told`(little: Bool) {
    let reading = Reading(Self.file(little: little))
    var sections: [CaptureSection] = []
    var interfaces: [CaptureInterface] = []
    var secrets: [CaptureSecrets] = []
    var comments: [CaptureComment] = []
    var blocks: [UInt32] = []
    for event in reading.all {
      switch event {
      case .section(let section): sections.append(section)
      case .interface(let interface): interfaces.append(interface)
      case .secrets(let found): secrets.append(found)
      case .comment(let comment): comments.append(comment)
      case .block(let block): blocks.append(block.type)
      default: break
      }
    }
    #expect(sections.map(\.application) == ["tcpdump 4.99", nil])
    #expect(sections.map(\.operatingSystem) == ["Linux", nil])
    #expect(interfaces.map(\.name) == ["en0", nil, nil])
    #expect(interfaces.map(\.description) == [nil, "tunnel", nil])
    #expect(interfaces.map(\.number) == [0, 1, 0])
    #expect(secrets.map(\.kind) == [.tlsKeyLog])
    #expect(secrets.map { String(decoding: $0.bytes, as: UTF8.self) } == ["CLIENT_RANDOM 00 11\n"])
    #expect(comments.map(\.subject) == [.section, .packet(1)])
    #expect(comments.map { String(decoding: $0.bytes, as: UTF8.self) } == ["first", "look"])
    #expect(blocks == [0xBAD, 0x8000_0001])
  }

  @Test(
    arguments: [
      ([6], 1_500_000, 1_500_000_000), ([9], 1_500_000, 1_500_000), ([0], 2, 2_000_000_000),
      ([12], 1_500_000, 1_500), ([0x80 | 10], 1_536, 1_500_000_000),
      ([0x80 | 32], 0x1_8000_0000, 1_500_000_000), ([127], .max, 0), ([0xFF], .max, 0),
    ] as [([UInt8], UInt64, Int64)])
  func `times are counted in the unit of the interface`(
    resolution: [UInt8], ticks: UInt64, nanoseconds: Int64
  ) {
    let form = BlockFile()
    let file =
      form.section() + form.interface(1, form.option(9, resolution))
      + form.packet([1], ticks: ticks)
    #expect(Reading(file).packets.map(\.place.time.nanoseconds) == [nanoseconds])
  }

  @Test func `the offset of an interface is added, and no sum overflows`() {
    let form = BlockFile()
    func time(offset: Int64, ticks: UInt64) -> Int64? {
      let option = form.option(14, integer(offset, little: true))
      let file = form.section() + form.interface(1, option) + form.packet([1], ticks: ticks)
      return Reading(file).packets.first?.place.time.nanoseconds
    }
    #expect(time(offset: 100, ticks: 1_000_000) == 101_000_000_000)
    #expect(time(offset: -1, ticks: 1_000_000) == 0)
    #expect(time(offset: .max, ticks: .max) == .max)
    #expect(time(offset: .min, ticks: 0) == .min)
  }

  @Test func `the snap length of the interface cuts a simple packet`() {
    let form = BlockFile()
    let file =
      form.section() + form.interface(1, snap: 3)
      + form.block(3, integer(UInt32(60), little: true) + [1, 2, 3])
    let reading = Reading(file)
    #expect(reading.packets.map { Array($0.bytes) } == [[1, 2, 3]])
    #expect(reading.packets.map(\.originalLength) == [60])
    #expect(reading.diagnostics == ["packet-time-missing"])
  }

  @Test func `a packet of an unknown interface keeps its number`() {
    let form = BlockFile()
    let file =
      form.section() + form.interface() + form.packet([1], interface: 7) + form.packet([2])
    let reading = Reading(file)
    #expect(reading.packets.map(\.place.number) == [2])
    #expect(reading.diagnostics == ["interface-unknown"])
  }

  @Test func `interfaces are forgotten with their section`() {
    let form = BlockFile()
    let file = form.section() + form.interface() + form.section() + form.packet([1])
    #expect(Reading(file).diagnostics == ["interface-unknown"])
  }

  @Test func `a packet longer than its block is passed over`() {
    let form = BlockFile()
    var damaged = form.packet([1, 2, 3])
    damaged.replaceSubrange(20..<24, with: integer(UInt32(100), little: true))
    let reading = Reading(form.section() + form.interface() + damaged + form.packet([4]))
    #expect(reading.packets.map(\.place.number) == [2])
    #expect(reading.diagnostics == ["packet-block-damaged"])
  }

  @Test func `a wrong length at the end of a block costs nothing`() {
    let form = BlockFile()
    var damaged = form.packet([1])
    damaged[damaged.count - 4] = 0xEE
    let reading = Reading(form.section() + form.interface() + damaged + form.packet([2]))
    #expect(reading.packets.map { Array($0.bytes) } == [[1], [2]])
    #expect(reading.diagnostics == ["block-length-differs"])
  }

  @Test(arguments: [0 as UInt32, 11, 0x7FFF_FFFF, 64])
  func `behind a wrong length at the beginning blocks are found again`(length: UInt32) {
    let form = BlockFile()
    var damaged = form.packet([1])
    damaged.replaceSubrange(4..<8, with: integer(length, little: true))
    let file =
      form.section() + form.interface() + damaged + form.packet([2]) + form.packet([3])
    let reading = Reading(file)
    #expect(reading.packets.map { $0.bytes.first } == [2, 3])
    #expect(reading.diagnostics == ["block-length-damaged", "blocks-found-again"])
  }

  @Test func `a length without its padding is read`() {
    let form = BlockFile()
    var unpadded = form.packet([1, 2, 3])
    let length = integer(UInt32(unpadded.count - 1), little: true)
    unpadded.replaceSubrange(4..<8, with: length)
    unpadded.replaceSubrange((unpadded.count - 4)..., with: length)
    let reading = Reading(form.section() + form.interface() + unpadded + form.packet([4]))
    #expect(reading.packets.map { $0.bytes.first } == [1, 4])
    #expect(reading.diagnostics == [])
  }

  @Test func `complaints of one kind are counted, past the first twenty`() {
    let form = BlockFile()
    let file = form.section() + (0..<50).flatMap { _ in form.packet([1]) }
    let reading = Reading(file)
    #expect(reading.diagnostics.count == 21)
    #expect(reading.events.last?.contains("30 more of these") == true)
  }

  /// Two sections; the second one in the other byte order.
  static func file(little: Bool = true) -> [UInt8] {
    let form = BlockFile(little: little)
    let secrets = Array("CLIENT_RANDOM 00 11\n".utf8)
    let section = form.section(
      form.option(1, Array("first".utf8)) + form.option(3, Array("Linux".utf8))
        + form.option(4, Array("tcpdump 4.99".utf8)) + form.option(0, []))
    let packets =
      form.interface(1, snap: 100, form.option(2, Array("en0".utf8)))
      + form.packet([1, 2, 3, 4, 5], original: 60, form.option(1, Array("look".utf8)))
      + form.interface(101, form.option(3, Array("tunnel".utf8)) + form.option(9, [3]))
      + form.block(0xBAD, [1, 2, 3, 4, 5])
      // The obsolete one: interface 1, 5 packets lost, 1500000000250 ms.
      + form.block(
        2,
        integer(UInt16(1), little: little) + integer(UInt16(5), little: little)
          + integer(UInt32(349), little: little) + integer(UInt32(1_056_413_946), little: little)
          + integer(UInt32(2), little: little) + integer(UInt32(2), little: little) + [6, 7])
    let others =
      form.block(3, integer(UInt32(3), little: little) + [8, 9, 10])
      + form.block(
        10,
        integer(UInt32(0x544C_534B), little: little)
          + integer(UInt32(secrets.count), little: little)
          + secrets)
      + form.block(4, [0, 0, 0, 0]) + form.block(5, [UInt8](repeating: 0, count: 12))
      + form.block(0x8000_0001, [1])
    let second = BlockFile(little: !little)
    return section + packets + others + second.section() + second.interface(101)
      + second.packet([11], ticks: 5_000_000)
  }
}
