internal import HTTPMessages

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Reads the field lines of a head or of trailers (RFC 9112 section 5).
///
/// Lines end with CR LF, or with one of the two. A line that begins with a blank goes on with the
/// value before it (obs-fold), blanks around names and values are dropped, and a line without a
/// colon is a name without a value: nothing that was sent is lost.
enum FieldLines {
  /// Appends the fields of a block.
  static func read(_ block: RawBytes, from start: Int, into fields: inout HTTPFields) {
    var at = start
    while at < block.count {
      let first = at
      var end = anyLineEnd(block, from: at)
      at = nextLine(block, after: end)
      if first == end { continue }
      var isFolded = false
      while at < block.count, block[at].isBlank {
        end = anyLineEnd(block, from: at)
        at = nextLine(block, after: end)
        isFolded = true
      }
      append(block, first, end, isFolded: isFolded, to: &fields)
    }
  }

  /// The index of the next CR or LF, or the end.
  private static func anyLineEnd(_ block: RawBytes, from start: Int) -> Int {
    let end = lineEnd(block, from: start)
    return find(.carriageReturn, in: block, start, end) ?? end
  }

  private static func nextLine(_ block: RawBytes, after end: Int) -> Int {
    let isPair =
      end + 1 < block.count && block[end] == .carriageReturn && block[end + 1] == .lineFeed
    return isPair ? end + 2 : end + 1
  }

  /// The index behind the empty line that ends a block; nil where it has not come yet.
  ///
  /// - Parameter start: Where to go on looking for line ends.
  static func end(of block: RawBytes, from start: Int) -> Int? {
    var at = start
    while let feed = find(.lineFeed, in: block, at, block.count) {
      let next = feed + 1
      guard next < block.count else { return nil }
      if block[next] == .lineFeed { return next + 1 }
      if block[next] == .carriageReturn {
        guard next + 1 < block.count else { return nil }
        if block[next + 1] == .lineFeed { return next + 2 }
      }
      at = next
    }
    return nil
  }

  /// How many bytes at the end have to be looked at again when more follow.
  static let overlap = 2

  /// The index of the next LF, or the end.
  static func lineEnd(_ block: RawBytes, from start: Int) -> Int {
    find(.lineFeed, in: block, start, block.count) ?? block.count
  }

  private static func find(
    _ byte: UInt8, in block: RawBytes, _ start: Int, _ end: Int
  ) -> Int? {
    guard start < end, let base = block.baseAddress,
      let found = memchr(base + start, Int32(byte), end - start)
    else { return nil }
    return UnsafeRawPointer(found) - UnsafeRawPointer(base)
  }

  private static func append(
    _ block: RawBytes, _ start: Int, _ end: Int, isFolded: Bool, to fields: inout HTTPFields
  ) {
    var colon = start
    while colon < end, block[colon] != UInt8(ascii: ":") { colon += 1 }
    let name = trimmed(block, start, colon)
    let value = trimmed(block, min(colon + 1, end), end)
    guard isFolded else {
      fields.append(name: name, value: value)
      return
    }
    var text: [UInt8] = []
    var at = 0
    while at < value.count {
      let end = anyLineEnd(value, from: at)
      let line = trimmed(value, at, end)
      if !text.isEmpty, !line.isEmpty { text.append(.space) }
      text += line
      at = end + 1
    }
    fields.append(name: name, value: text)
  }

  /// Bytes without the blanks around them.
  private static func trimmed(_ block: RawBytes, _ start: Int, _ end: Int) -> RawBytes {
    var (start, end) = (start, end)
    while start < end, block[start].isBlank { start += 1 }
    while start < end, block[end - 1].isBlank { end -= 1 }
    return RawBytes(rebasing: block[start..<end])
  }
}
