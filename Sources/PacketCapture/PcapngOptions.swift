/// The options at the end of a block of pcapng, as far as they are whole.
///
/// ```
/// │ code │ length │ value, padded to whole words │ …
/// 0      2        4
/// ```
///
/// **Source**: draft-ietf-opsawg-pcapng, section 3.5
struct PcapngOptions: Sequence, IteratorProtocol {
  struct Option {
    var code: UInt16
    var value: ArraySlice<UInt8>

    /// The value as text; without the zero that some writers put at its end.
    var text: String {
      String(decoding: value.prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  private let block: ArraySlice<UInt8>
  private let order: ByteOrder
  private var place: Int

  /// - Parameter place: Where in the block they begin.
  init(_ block: ArraySlice<UInt8>, from place: Int, _ order: ByteOrder) {
    self.block = block
    self.place = place
    self.order = order
  }

  mutating func next() -> Option? {
    let block = block
    let end = block.count - 4
    guard place + 4 <= end else { return nil }
    let bytes = block.span.bytes
    let code: UInt16 = bytes.integer(at: place, order)
    let length = Int(bytes.integer(at: place + 2, order, as: UInt16.self))
    let first = place + 4
    guard code != 0, first + length <= end else { return nil }
    place = first + paddedLength(length)
    return Option(
      code: code, value: block[block.startIndex + first..<block.startIndex + first + length])
  }
}
