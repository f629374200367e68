internal import HTTPMessages

/// The chunked transfer coding (RFC 9112 section 7.1).
///
/// ```
/// 1a;name=value CRLF        size in hexadecimal, and extensions that are passed over
/// … 26 bytes … CRLF
/// 0 CRLF                    the last chunk
/// Name: value CRLF          trailer fields, often none
/// CRLF
/// ```
extension HTTP1Reader {
  mutating func stepInChunks() -> Event? {
    switch state {
    case .chunkSize: return readChunkSize()
    case .chunk(let length):
      let count = min(length, input.count)
      let body = takeBody(count)
      state = count == length ? .chunkEnd : .chunk(length - count)
      return body
    case .chunkEnd: return readChunkEnd()
    case .trailers(let scanned): return readTrailers(scanned: scanned)
    default: return nil
    }
  }

  private static let sizeLineLimit = 4_096

  private mutating func readChunkSize() -> Event? {
    let line: (size: Int?, length: Int)? = input.withUnsafeBytes { bytes in
      let end = FieldLines.lineEnd(bytes, from: 0)
      return end < bytes.count ? (Self.chunkSize(bytes[..<end]), end + 1) : nil
    }
    guard let line else {
      if input.count > Self.sizeLineLimit { breakOff() }
      return nil
    }
    guard let size = line.size else {
      breakOff()
      return nil
    }
    _ = input.take(line.length)
    state = size == 0 ? .trailers(scanned: 0) : .chunk(size)
    return nil
  }

  private static func chunkSize(_ line: Slice<RawBytes>) -> Int? {
    var size = 0
    var digits = 0
    var rest = line.drop(while: \.isBlank)
    while let digit = rest.first.flatMap(hexadecimalDigit) {
      digits += 1
      size = size << 4 | digit
      guard digits <= 12 else { return nil }
      rest = rest.dropFirst()
    }
    guard digits > 0 else { return nil }
    // Blanks and control characters may follow, and extensions behind a semicolon.
    let next = rest.first { $0 > .space }
    return next == nil || next == UInt8(ascii: ";") ? size : nil
  }

  private static func hexadecimalDigit(_ byte: UInt8) -> Int? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte) - 0x30
    case UInt8(ascii: "a")...UInt8(ascii: "f"): Int(byte) - 0x57
    case UInt8(ascii: "A")...UInt8(ascii: "F"): Int(byte) - 0x37
    default: nil
    }
  }

  private mutating func readChunkEnd() -> Event? {
    if input.bytes.first == .carriageReturn {
      guard let second = input.bytes.dropFirst().first else { return nil }
      guard second == .lineFeed else {
        breakOff()
        return nil
      }
      _ = input.take(2)
    } else if input.bytes.first == .lineFeed {
      _ = input.take(1)
    } else {
      breakOff()
      return nil
    }
    state = .chunkSize
    return nil
  }

  private mutating func readTrailers(scanned: Int) -> Event? {
    let isRequests = isRequests
    enum Scan {
      case more
      case end(Int)
      case message
    }
    let scan: Scan = input.withUnsafeBytes { bytes in
      if bytes[0] == .lineFeed { return .end(1) }
      if bytes[0] == .carriageReturn {
        if bytes.count == 1 { return .more }
        if bytes[1] == .lineFeed { return .end(2) }
      }
      // Some senders leave out the empty line behind the last chunk.
      let line = FieldLines.lineEnd(RawBytes(rebasing: bytes.prefix(2_048)), from: 0)
      if line < min(bytes.count, 2_048) {
        let text = bytes[..<line]
        let end = text.last == .carriageReturn ? text.dropLast() : text
        if StartLine(RawBytes(rebasing: end))?.isRequest == isRequests { return .message }
      }
      return FieldLines.end(of: bytes, from: scanned).map { .end($0) } ?? .more
    }
    switch scan {
    case .more:
      state = .trailers(scanned: max(0, input.count - FieldLines.overlap))
      if input.count > Self.headLimit { breakOff() }
      return nil
    case .message:
      endMessage(.whole)
      return nil
    case .end(let length):
      let block = input.take(length)
      endMessage(.whole)
      guard length > 2 else { return nil }
      var fields = HTTPFields()
      block.withUnsafeBufferPointer { FieldLines.read($0, from: 0, into: &fields) }
      return .trailers(fields)
    }
  }

  /// Gives up on the framing of the body, and looks for the next message.
  private mutating func breakOff() {
    endMessage(.badChunk)
    state = .lost(scanned: 0, skipped: 0)
  }
}
