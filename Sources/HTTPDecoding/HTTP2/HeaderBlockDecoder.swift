internal import NIOCore
internal import NIOHPACK

/// Decodes the header blocks of one end of an HTTP/2 connection (RFC 7541), by NIOHPACK.
///
/// Blocks refer to a table that all blocks before them have built. Where some of those are missing,
/// the table is filled with entries that say that they are not known, one for each place that a
/// block can refer to: what is added later stands before them, as it does in the table of the
/// sender, and pushes them out in time. `unknown-table-entry-62` is the entry that was the newest
/// when blocks were lost.
struct HeaderBlockDecoder {
  private var decoder: HPACKDecoder

  /// A decoder that sees all blocks.
  init() {
    decoder = HPACKDecoder(
      allocator: ByteBufferAllocator(), maxDynamicTableSize: HPACKDecoder.maxDynamicTableSize,
      maxHeaderListSize: Self.listLimit)
    // The size that both ends settle on. Its user says in a block when it changes to another one,
    // so that the settings themselves need not be seen.
    decoder.maxDynamicTableLength = Self.tableLimit
  }

  /// Says that blocks are missing.
  mutating func forget() { decoder = Self.unknown }

  /// The fields of a block, pseudo-header fields too; nil where the block is damaged, after which
  /// nothing is known of the table.
  mutating func decode(_ block: ArraySlice<UInt8>) -> HPACKHeaders? {
    var buffer = ByteBuffer(bytes: block)
    do {
      return try decoder.decodeHeaders(from: &buffer)
    } catch {
      forget()
      return nil
    }
  }

  /// How the name of an entry begins that is not known.
  static let unknownName = "unknown-table-entry-"

  /// Bytes of all names and values of a message.
  private static let listLimit = 1 << 18
  private static let tableLimit = 1 << 20
  /// The size that browsers ask for; entries beyond it are not referred to in practice.
  private static let unknownTableSize = 1 << 16
  /// The index of the newest entry, behind the static table (RFC 7541 section 2.3.3).
  private static let newestIndex = 62

  private static let unknown: HPACKDecoder = {
    var decoder = HeaderBlockDecoder().decoder
    var block = ByteBuffer()
    // A change of the size (RFC 7541 section 6.3): 001 and a number with a prefix of 5 bits.
    block.writeBytes([0x3F] + number(unknownTableSize - 31))
    let count = unknownTableSize / (unknownName.utf8.count + 4 + 32)
    for index in (0..<count).reversed() {
      // A literal field that is added to the table (section 6.2.1), without a value.
      let name = unknownName + String(newestIndex + index)
      block.writeBytes([0x40, UInt8(name.utf8.count)])
      block.writeString(name)
      block.writeInteger(0 as UInt8)
    }
    _ = try? decoder.decodeHeaders(from: &block)
    return decoder
  }()

  /// What follows a prefix whose bits are all set (RFC 7541 section 5.1).
  private static func number(_ value: Int) -> [UInt8] {
    value < 128
      ? [UInt8(value)] : [UInt8(value & 0x7F) | 0x80] + number(value >> 7)
  }
}
