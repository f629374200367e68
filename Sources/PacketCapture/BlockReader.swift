internal import Bytes

/// Reads the blocks of a pcapng file.
///
/// ```
/// ├─────────────────────────────────────────────────────────────┤
/// │ type                                                        │  0
/// ├─────────────────────────────────────────────────────────────┤
/// │ total length, all of this included                          │  4
/// ├─────────────────────────────────────────────────────────────┤
/// │ body, padded to whole words                                 │  8
/// ├─────────────────────────────────────────────────────────────┤
/// │ total length again                                          │  length - 4
/// └─────────────────────────────────────────────────────────────┘
/// ```
///
/// A section header sets the byte order and forgets the interfaces of the section before. The length
/// at both ends is what makes it possible to go on behind damage:
///
/// ```
/// ┌────────┐ a length that cannot be, or that differs at its end  ┌──────┐
/// │ blocks │ ───────────────────────────────────────────────────▶ │ lost │
/// └────────┘ ◀─────────────────────────────────────────────────── └──────┘
///                      a block whose two lengths agree
/// ```
///
/// **Source**: draft-ietf-opsawg-pcapng, section 3.1
struct BlockReader: CaptureFormatReader {
  private var section = SectionState()
  private var state = State.blocks

  private enum State {
    case blocks
    /// Looks on when so many bytes are there.
    case lost(needed: Int)
  }

  static let sectionType: UInt32 = 0x0A0D_0D0A
  private static let byteOrderMagic: UInt32 = 0x1A2B_3C4D
  /// Type and both lengths.
  private static let frameLength = 12

  mutating func step(_ input: inout ByteQueue, _ output: inout EventQueue) -> Progress {
    if case .lost(let needed) = state { return search(&input, &output, needed) }
    guard let head = input.front(Self.frameLength) else {
      return input.count > 0 && input.isFinished ? cut(&input, &output) : .waiting
    }
    let order = frameOrder(head.span.bytes, at: 0)
    let type: UInt32 = head.span.bytes.integer(at: 0, order)
    let written = Int(head.span.bytes.integer(at: 4, order, as: UInt32.self))
    // Some writers leave the padding out of the length.
    let length = paddedLength(written)
    guard written >= Self.frameLength, length <= output.recordLimit else {
      return lose(&input, &output, "the length of a block is \(written), which cannot be")
    }
    guard input.count >= length else { return input.isFinished ? cut(&input, &output) : .waiting }
    // Asked before the block is put together: a damaged file could make that happen at every byte.
    let again = Int(input.integer(at: length - 4, order))
    if again != written, again != length {
      guard let isFollowed = isFollowedByBlock(input, length) else { return .waiting }
      guard isFollowed else {
        return lose(
          &input, &output,
          "a block says at its beginning that its length is \(written), and \(again) at its end")
      }
      output.report(
        "block-length-differs", offset: input.offset,
        "the length of a block is \(written) at its beginning and \(again) at its end",
        advice: "it was read with the first one, since a block follows there", isDamage: false)
    }
    guard let block = input.front(length) else { return .waiting }
    if type == Self.sectionType {
      beginSection(block, order, offset: input.offset, &output)
    } else {
      section.read(type, block, offset: input.offset, &output)
    }
    input.drop(length)
    return .moved
  }

  /// The byte order of the frame of a block: that of its section, which a section header tells.
  @inline(__always)
  private func frameOrder(_ bytes: RawSpan, at place: Int) -> ByteOrder {
    guard bytes.long(place) == Self.sectionType else { return section.frameOrder }
    switch bytes.long(place + 8) {
    case Self.byteOrderMagic: return .big
    case Self.byteOrderMagic.byteSwapped: return .little
    default: return section.frameOrder
    }
  }

  private mutating func beginSection(
    _ block: ArraySlice<UInt8>, _ order: ByteOrder, offset: Int, _ output: inout EventQueue
  ) {
    guard block.count >= SectionState.headerLength else {
      output.report(
        "block-damaged", offset: offset, "a section header of \(block.count) bytes is too short")
      return
    }
    section = SectionState(block, order, offset: offset, &output)
  }

  private mutating func cut(_ input: inout ByteQueue, _ output: inout EventQueue) -> Progress {
    output.report(
      "capture-cut", offset: input.offset,
      "the file ends inside a block, behind packet \(output.packetCount)",
      advice: "what comes before was read; stop the recorder before the file is copied")
    input.drop(input.count)
    return .ended
  }
}

extension BlockReader {
  private mutating func lose(
    _ input: inout ByteQueue, _ output: inout EventQueue, _ what: String
  ) -> Progress {
    output.report(
      "block-length-damaged", offset: input.offset, what,
      advice: "the file is damaged there; blocks are looked for behind it")
    state = .lost(needed: 0)
    input.drop(1)
    return .moved
  }

  private mutating func search(
    _ input: inout ByteQueue, _ output: inout EventQueue, _ needed: Int
  ) -> Progress {
    var needed = needed
    switch input.search(needed: &needed, isBlock) {
    case true?:
      output.report(
        "blocks-found-again", offset: input.offset, "blocks were found again from here on",
        isDamage: false)
      state = .blocks
      return .moved
    case false?: return .ended
    case nil:
      state = .lost(needed: needed)
      return .waiting
    }
  }

  /// Whether a block of a type that is usual lies at a place, with the same length at both ends.
  private func isBlock(_ bytes: RawSpan, at place: Int) -> Plausibility {
    guard place + Self.frameLength <= bytes.byteCount else {
      return .unknown(needed: Self.frameLength)
    }
    let order = frameOrder(bytes, at: place)
    let type: UInt32 = bytes.integer(at: place, order)
    let length = Int(bytes.integer(at: place + 4, order, as: UInt32.self))
    guard isUsual(type, length: length) else { return .no }
    guard place + length <= bytes.byteCount else { return .unknown(needed: length) }
    return bytes.integer(at: place + length - 4, order, as: UInt32.self) == length ? .yes : .no
  }

  /// Whether behind the first bytes there is a block, or the end of the file; nil where more bytes
  /// are needed to tell.
  private func isFollowedByBlock(_ input: ByteQueue, _ length: Int) -> Bool? {
    let rest = input.count - length
    guard rest >= Self.frameLength else { return input.isFinished ? rest == 0 : nil }
    let order = section.frameOrder
    let type = input.integer(at: length, order)
    // The next section may be in the other order; its type is the same in both, and rare.
    if type == Self.sectionType { return true }
    let next = Int(input.integer(at: length + 4, order))
    guard isUsual(type, length: next) else { return false }
    guard rest >= next else { return input.isFinished ? false : nil }
    return input.integer(at: length + next - 4, order) == next
  }

  private func isUsual(_ type: UInt32, length: Int) -> Bool {
    (type == Self.sectionType || (1...0xB).contains(type)) && length >= Self.frameLength
      && length <= ByteQueue.searchReach && length % 4 == 0
  }
}

/// A length with its padding to whole words.
func paddedLength(_ length: Int) -> Int { (length + 3) & ~3 }
