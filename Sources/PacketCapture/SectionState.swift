internal import Bytes

/// A section of a pcapng file: its byte order, its interfaces, and what its blocks mean.
///
/// **Source**: draft-ietf-opsawg-pcapng, sections 4.1 to 4.8 and appendix A
struct SectionState: Sendable {
  /// The order of the types and lengths of blocks.
  private(set) var frameOrder = ByteOrder.little
  /// The order of everything in them.
  private var order = ByteOrder.little
  private var interfaces: [Interface] = []
  private var lastTime = Timestamp(nanoseconds: 0)
  /// A packet without a time was met.
  private var isTimeMissing = false

  static let headerLength = 28

  struct Interface {
    var linkType: LinkType
    var snapLength: UInt32
    var clock = InterfaceClock()
  }

  private enum BlockType {
    static let interface: UInt32 = 1
    static let packet: UInt32 = 2
    static let simplePacket: UInt32 = 3
    static let names: UInt32 = 4
    static let statistics: UInt32 = 5
    static let enhancedPacket: UInt32 = 6
    static let secrets: UInt32 = 10
  }

  /// Before the first section.
  init() {}

  /// The section that a header begins.
  ///
  /// ```
  /// │ type │ length │ byte order │ major, minor version │ length of section, 8 bytes │ options │
  /// 0      4        8            12                     16                           24
  /// ```
  init(
    _ block: ArraySlice<UInt8>, _ order: ByteOrder, offset: Int, _ output: inout EventQueue
  ) {
    frameOrder = order
    let bytes = block.span.bytes
    let major: UInt16 = bytes.integer(at: 12, order)
    // A converter is about that turned only the frames of the blocks round (ntar's example files).
    self.order = major == 0x0100 ? order.opposite : order
    if self.order != order {
      output.report(
        "section-order-mixed", offset: offset,
        "the blocks of this section are in one byte order and what is in them in the other",
        advice: "it was read so", isDamage: false)
    } else if major != 1 {
      output.report(
        "section-version-unknown", offset: offset,
        "this section is of version \(major); version 1 is known", advice: "it was read as such")
    }
    var description = CaptureSection(format: .pcapng)
    var comments: [CaptureComment] = []
    for option in PcapngOptions(block, from: 24, self.order) {
      switch option.code {
      case 1: comments.append(CaptureComment(subject: .section, bytes: option.value))
      case 2: description.hardware = option.text
      case 3: description.operatingSystem = option.text
      case 4: description.application = option.text
      default: break
      }
    }
    output.add(.section(description))
    for comment in comments { output.add(.comment(comment)) }
  }

  /// Reads a block whose two lengths are right.
  @inline(__always)
  mutating func read(
    _ type: UInt32, _ block: ArraySlice<UInt8>, offset: Int, _ output: inout EventQueue
  ) {
    switch type {
    case BlockType.enhancedPacket: readEnhancedPacket(block, offset, &output)
    case BlockType.packet: readPacket(block, offset, &output)
    case BlockType.simplePacket: readSimplePacket(block, offset, &output)
    case BlockType.interface: readInterface(block, offset, &output)
    case BlockType.secrets: readSecrets(block, offset, &output)
    case BlockType.names, BlockType.statistics: break
    default: output.add(.block(CaptureBlock(type: type, bytes: block)))
    }
  }

  // MARK: - Packets

  /// ```
  /// │ interface │ time, high │ time, low │ captured length │ original length │ packet │ options │
  /// 8           12           16          20                24                28
  /// ```
  private mutating func readEnhancedPacket(
    _ block: ArraySlice<UInt8>, _ offset: Int, _ output: inout EventQueue
  ) {
    guard block.count >= 32 else { return refuse("an enhanced packet block", offset, &output) }
    let bytes = block.span.bytes
    addPacket(
      block, offset, &output, interface: Int(bytes.integer(at: 8, order, as: UInt32.self)),
      ticks: UInt64(bytes.integer(at: 12, order, as: UInt32.self)) << 32
        | UInt64(bytes.integer(at: 16, order, as: UInt32.self)),
      capturedLength: Int(bytes.integer(at: 20, order, as: UInt32.self)),
      originalLength: Int(bytes.integer(at: 24, order, as: UInt32.self)))
  }

  /// The obsolete one: its interface has 16 bits, and 16 count the packets lost before it.
  private mutating func readPacket(
    _ block: ArraySlice<UInt8>, _ offset: Int, _ output: inout EventQueue
  ) {
    guard block.count >= 32 else { return refuse("a packet block", offset, &output) }
    let bytes = block.span.bytes
    addPacket(
      block, offset, &output, interface: Int(bytes.integer(at: 8, order, as: UInt16.self)),
      ticks: UInt64(bytes.integer(at: 12, order, as: UInt32.self)) << 32
        | UInt64(bytes.integer(at: 16, order, as: UInt32.self)),
      capturedLength: Int(bytes.integer(at: 20, order, as: UInt32.self)),
      originalLength: Int(bytes.integer(at: 24, order, as: UInt32.self)))
  }

  private mutating func addPacket(
    _ block: ArraySlice<UInt8>, _ offset: Int, _ output: inout EventQueue, interface number: Int,
    ticks: UInt64, capturedLength: Int, originalLength: Int
  ) {
    guard interfaces.indices.contains(number) else {
      return refuseInterface(number, offset, &output)
    }
    guard capturedLength <= block.count - 32 else {
      return refuse("a packet of \(capturedLength) bytes in a block", offset, &output)
    }
    let start = 28
    if block.count - 32 - capturedLength >= 4 {
      addComments(
        block, from: start + paddedLength(capturedLength), .packet(output.packetCount + 1), &output)
    }
    lastTime = interfaces[number].clock.time(ticks)
    let first = block.startIndex + start
    output.add(
      block[first..<first + capturedLength], originalLength: originalLength,
      interfaces[number].linkType, time: lastTime)
  }

  /// Without interface, time and captured length: the first interface's snap length tells the last.
  private mutating func readSimplePacket(
    _ block: ArraySlice<UInt8>, _ offset: Int, _ output: inout EventQueue
  ) {
    guard block.count >= 16 else { return refuse("a simple packet block", offset, &output) }
    guard let interface = interfaces.first else { return refuseInterface(0, offset, &output) }
    let originalLength = Int(block.span.bytes.integer(at: 8, order, as: UInt32.self))
    if !isTimeMissing {
      isTimeMissing = true
      output.report(
        "packet-time-missing", offset: offset,
        "simple packet blocks hold no time; their packets are given that of the packet before them",
        advice: "where there is none before, it is 1970", isDamage: false)
    }
    let limit = interface.snapLength == 0 ? Int.max : Int(interface.snapLength)
    let capturedLength = min(originalLength, limit, block.count - 16)
    let first = block.startIndex + 12
    output.add(
      block[first..<first + capturedLength], originalLength: originalLength, interface.linkType,
      time: lastTime)
  }

  private func refuse(_ what: String, _ offset: Int, _ output: inout EventQueue) {
    output.skipPacket()
    output.report(
      "packet-block-damaged", offset: offset,
      "\(what) is longer than the block that holds it, or the block is too short for its header",
      advice: "packet \(output.packetCount) was passed over")
  }

  private func refuseInterface(_ number: Int, _ offset: Int, _ output: inout EventQueue) {
    output.skipPacket()
    output.report(
      "interface-unknown", offset: offset,
      "packet \(output.packetCount) is of interface \(number), which no block describes",
      advice: "it was passed over, since nothing tells what its first bytes are")
  }
}

extension SectionState {
  // MARK: - Other blocks

  /// ```
  /// │ link type │ reserved │ snap length │ options │
  /// 8           10         12            16
  /// ```
  private mutating func readInterface(
    _ block: ArraySlice<UInt8>, _ offset: Int, _ output: inout EventQueue
  ) {
    guard block.count >= 20 else {
      // Its number stays taken.
      interfaces.append(Interface(linkType: LinkType(rawValue: .max), snapLength: 0))
      output.report("block-damaged", offset: offset, "an interface block is too short")
      return
    }
    let bytes = block.span.bytes
    var interface = Interface(
      linkType: LinkType(rawValue: UInt32(bytes.integer(at: 8, order, as: UInt16.self))),
      snapLength: bytes.integer(at: 12, order))
    var description = CaptureInterface(
      number: interfaces.count, linkType: interface.linkType, snapLength: interface.snapLength)
    var comments: [CaptureComment] = []
    for option in PcapngOptions(block, from: 16, order) {
      let value = option.value.span.bytes
      switch option.code {
      case 1:
        comments.append(CaptureComment(subject: .interface(interfaces.count), bytes: option.value))
      case 2: description.name = option.text
      case 3: description.description = option.text
      case 9 where value.byteCount >= 1: interface.clock.resolution = value.byte(0)
      case 14 where value.byteCount >= 8:
        interface.clock.offsetSeconds = value.integer(at: 0, order)
      default: break
      }
    }
    interfaces.append(interface)
    output.add(.interface(description))
    for comment in comments { output.add(.comment(comment)) }
  }

  /// ```
  /// │ kind │ length │ secrets │ options │
  /// 8      12       16
  /// ```
  private func readSecrets(
    _ block: ArraySlice<UInt8>, _ offset: Int, _ output: inout EventQueue
  ) {
    guard block.count >= 20 else {
      return output.report("block-damaged", offset: offset, "a block of secrets is too short")
    }
    let bytes = block.span.bytes
    let written = Int(bytes.integer(at: 12, order, as: UInt32.self))
    let length = min(written, block.count - 20)
    if length < written {
      output.report(
        "secrets-cut", offset: offset,
        "\(written) bytes of secrets are announced in a block that has room for \(length)",
        advice: "what is there was read")
    }
    let first = block.startIndex + 16
    output.add(
      .secrets(
        CaptureSecrets(
          kind: CaptureSecrets.Kind(rawValue: bytes.integer(at: 8, order)),
          bytes: block[first..<first + length])))
    addComments(block, from: 16 + paddedLength(length), .other, &output)
  }

  private func addComments(
    _ block: ArraySlice<UInt8>, from start: Int, _ subject: CaptureComment.Subject,
    _ output: inout EventQueue
  ) {
    for option in PcapngOptions(block, from: start, order) where option.code == 1 {
      output.add(.comment(CaptureComment(subject: subject, bytes: option.value)))
    }
  }
}
