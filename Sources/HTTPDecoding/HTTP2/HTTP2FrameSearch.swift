/// Finds frames among bytes whose beginning is not known: behind a gap, or where a recording begins
/// in the middle of a connection.
///
/// A frame is believed when it looks like one and is whole, and another one begins where it ends,
/// or nothing does: other bytes seldom do that by chance.
enum HTTP2FrameSearch {
  /// The first index where a frame may begin, and whether one does; nil where there is none yet.
  ///
  /// - Parameters:
  ///   - start: Where to go on looking.
  ///   - isAtEnd: Whether no more bytes will come, so that what is not whole is no frame.
  static func candidate(
    _ bytes: RawBytes, from start: Int, isAtEnd: Bool
  ) -> (index: Int, isSure: Bool)? {
    var at = start
    while at < bytes.count {
      switch look(bytes, at: at) {
      case .frame: return (at, true)
      case .needsMore where !isAtEnd: return (at, false)
      case .needsMore, .none: at += 1
      }
    }
    return nil
  }

  /// Looks for the head of a message among bytes that can be of any protocol: what else looks like
  /// a frame is too little to tell.
  ///
  /// - Returns: Nil where there is one, else where to go on looking when more bytes have come.
  static func searchHead(_ bytes: RawBytes, from start: Int, isAtEnd: Bool) -> Int? {
    var at = start
    while let frame = candidate(bytes, from: at, isAtEnd: isAtEnd) {
      guard frame.isSure else { return frame.index }
      if beginsMessage(bytes, at: frame.index) { return nil }
      at = frame.index + 1
    }
    return bytes.count
  }

  /// Whether a frame has a header block whose first field is a pseudo-header field of the static
  /// table, as that of most heads is (RFC 7541 appendix A: they are its first fourteen).
  private static func beginsMessage(_ bytes: RawBytes, at start: Int) -> Bool {
    guard let header = HTTP2FrameHeader(bytes, at: start), header.type == .headers,
      header.flags.contains(.endHeaders)
    else { return false }
    let offset =
      (header.flags.contains(.padded) ? 1 : 0) + (header.flags.contains(.priority) ? 5 : 0)
    guard offset < header.length else { return false }
    let first = bytes[start + HTTP2FrameHeader.size + offset]
    // The field itself, or its name with a value: added to the table, not added, never to be added.
    return [0x80, 0x40, 0x00, 0x10].contains { ($0 + 1...$0 + 14).contains(first) }
  }

  private enum Look {
    case frame
    case needsMore
    case none
  }

  private static func look(_ bytes: RawBytes, at start: Int) -> Look {
    // Most bytes are told apart by these.
    guard bytes[start] == 0, start + 1 == bytes.count || bytes[start + 1] <= 0x40 else {
      return .none
    }
    guard let header = HTTP2FrameHeader(bytes, at: start) else { return .needsMore }
    guard header.isPlausible else { return .none }
    let next = start + HTTP2FrameHeader.size + header.length
    if next > bytes.count { return .needsMore }
    if next == bytes.count { return .frame }
    guard let second = HTTP2FrameHeader(bytes, at: next) else { return .needsMore }
    return second.isPlausible ? .frame : .none
  }
}
