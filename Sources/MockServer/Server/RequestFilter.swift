internal import NIOCore

/// Makes of HTTP/1 as clients send it what the strict server behind it reads well.
///
/// - Bytes between two requests that belong to neither are dropped: one public client sends `""` behind
///   each body of length 0.
/// - Offers to speak another protocol are dropped. Java's client offers HTTP/2 with its first request; a
///   server may go on as if it did not (RFC 9110 section 7.8), but the decoder would read nothing behind
///   such a request.
/// - `Connection: close` is written so, in lower case and on its own, and added for a client of HTTP/1.0
///   that does not ask to keep the connection: the server knows no other sign of the end.
///
/// ```
/// start ─ a capital letter → head ─ its length → body ─ all of it → start
///   └ too much else → open    └ chunked, too long → open: all goes through from here on
/// ```
final class RequestFilter: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer

  private enum State {
    /// Between requests, with what has come that begins none.
    case start(strays: [UInt8])
    /// Inside a head, with what has come of it, and how much of that has no end in it.
    case head(ByteBuffer, searched: Int)
    case body(remaining: Int)
    case open
  }

  private var state = State.start(strays: [])

  /// More than `null` and a few line ends is no accident.
  private static let strayLimit = 8
  /// The decoder takes no longer ones, and says so.
  private static let headLimit = 80 << 10

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var buffer = unwrapInboundIn(data)
    while buffer.readableBytes > 0 {
      switch state {
      case .start(let strays): skip(&buffer, strays, context)
      case .head(var head, let searched):
        // Or else each of many small pieces would copy all before it.
        state = .open
        head.writeBuffer(&buffer)
        readRequest(&head, searched: searched, context)
        buffer = head
      case .body(let remaining):
        let count = min(remaining, buffer.readableBytes)
        state = count == remaining ? .start(strays: []) : .body(remaining: remaining - count)
        pass(buffer.readSlice(length: count), context)
      case .open:
        pass(buffer.readSlice(length: buffer.readableBytes), context)
      }
    }
  }

  private func pass(_ buffer: ByteBuffer?, _ context: ChannelHandlerContext) {
    if let buffer { context.fireChannelRead(wrapInboundOut(buffer)) }
  }

  private func skip(_ buffer: inout ByteBuffer, _ held: [UInt8], _ context: ChannelHandlerContext) {
    var strays = held
    while let byte = buffer.getInteger(at: buffer.readerIndex, as: UInt8.self) {
      if (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) {
        return readRequest(&buffer, searched: 0, context)
      }
      strays.append(byte)
      buffer.moveReaderIndex(forwardBy: 1)
      if strays.count > Self.strayLimit {
        state = .open
        return pass(ByteBuffer(bytes: strays), context)
      }
    }
    state = .start(strays: strays)
  }

  /// Passes a head on together with what has come of its body, or keeps it until it is whole.
  private func readRequest(
    _ buffer: inout ByteBuffer, searched: Int, _ context: ChannelHandlerContext
  ) {
    let outline = buffer.withUnsafeReadableBytes { RequestOutline($0, searched: searched) }
    guard let outline else {
      let count = buffer.readableBytes
      if count > Self.headLimit {
        state = .open
      } else {
        state = .head(buffer, searched: count)
        buffer.moveReaderIndex(forwardBy: count)
      }
      return
    }
    guard let bodyLength = outline.bodyLength else {
      state = .open
      return pass(head(of: &buffer, outline), context)
    }
    let available = min(buffer.readableBytes - outline.end, bodyLength)
    state = available == bodyLength ? .start(strays: []) : .body(remaining: bodyLength - available)
    if !outline.isChanged {
      return pass(buffer.readSlice(length: outline.end + available), context)
    }
    pass(head(of: &buffer, outline), context)
    if available > 0 { pass(buffer.readSlice(length: available), context) }
  }

  /// A head without the lines that do not go through.
  private func head(of buffer: inout ByteBuffer, _ outline: RequestOutline) -> ByteBuffer? {
    guard outline.isChanged, let bytes = buffer.readBytes(length: outline.end) else {
      return buffer.readSlice(length: outline.end)
    }
    var kept = ByteBuffer()
    var start = 0
    for line in outline.dropped {
      kept.writeBytes(bytes[start..<line.lowerBound])
      start = line.upperBound
    }
    kept.writeBytes(bytes[start..<outline.fieldsEnd])
    if outline.isLast { kept.writeString("connection: close\r\n") }
    kept.writeBytes(bytes[outline.fieldsEnd...])
    return kept
  }
}

/// What there is to know of a head: where it ends, how long the body is, and what has to change.
private struct RequestOutline {
  /// Where the fields end, with an empty line behind them.
  private(set) var fieldsEnd = 0
  /// Where the body begins.
  private(set) var end = 0
  /// nil where the head alone does not say.
  private(set) var bodyLength: Int? = 0
  /// The lines that do not go through.
  private(set) var dropped: [Range<Int>] = []
  /// Whether the client wants the connection to end after this request.
  private(set) var isLast = false

  /// Whether anything is to be dropped or added.
  var isChanged: Bool { isLast || !dropped.isEmpty }

  /// nil where the head is not whole.
  ///
  /// - Parameter searched: So many bytes have no end in them.
  init?(_ bytes: UnsafeRawBufferPointer, searched: Int) {
    guard let end = Self.end(bytes, from: max(0, searched - 2)) else { return nil }
    (fieldsEnd, self.end) = end
    var isOld = false
    var isKept = false
    var start = 0
    while start < fieldsEnd {
      let lineEnd = bytes[start..<fieldsEnd].firstIndex(of: UInt8(ascii: "\n")) ?? fieldsEnd - 1
      let line = start..<(lineEnd + 1)
      if start == 0 {
        isOld = bytes[line].trimmed.suffix(8).elementsEqual("HTTP/1.0".utf8)
      } else {
        take(bytes, line, &isKept)
      }
      start = line.upperBound
    }
    if isOld, !isKept { isLast = true }
  }

  /// The index of an empty line and the one behind it.
  private static func end(
    _ bytes: UnsafeRawBufferPointer, from start: Int
  ) -> (fields: Int, head: Int)? {
    var at = start
    while let lineEnd = bytes[at...].firstIndex(of: UInt8(ascii: "\n")) {
      at = lineEnd + 1
      var next = at
      if next < bytes.count, bytes[next] == UInt8(ascii: "\r") { next += 1 }
      if next < bytes.count, bytes[next] == UInt8(ascii: "\n") { return (at, next + 1) }
    }
    return nil
  }

  private mutating func take(
    _ bytes: UnsafeRawBufferPointer, _ line: Range<Int>, _ isKept: inout Bool
  ) {
    switch bytes[line.lowerBound] | 0x20 {
    case UInt8(ascii: "c"):
      if let value = Self.value(of: "content-length", bytes, line) {
        let length = Int(String(decoding: value.trimmed, as: UTF8.self))
        bodyLength = bodyLength == nil ? nil : length.flatMap { $0 < 0 ? nil : $0 }
      } else if let value = Self.value(of: "connection", bytes, line) {
        let words = value.words
        if words.contains("keep-alive") { isKept = true }
        guard words.contains("close") else { return }
        isLast = true
        dropped.append(line)
      }
    case UInt8(ascii: "t"):
      if Self.value(of: "transfer-encoding", bytes, line) != nil { bodyLength = nil }
    case UInt8(ascii: "u"):
      if Self.value(of: "upgrade", bytes, line) != nil { dropped.append(line) }
    default: break
    }
  }

  /// The value of a line where it is a field of a name, which is given in lower case.
  private static func value(
    of name: StaticString, _ bytes: UnsafeRawBufferPointer, _ line: Range<Int>
  ) -> Slice<UnsafeRawBufferPointer>? {
    let count = name.utf8CodeUnitCount
    guard line.count > count, bytes[line.lowerBound + count] == UInt8(ascii: ":") else {
      return nil
    }
    for index in 0..<count where bytes[line.lowerBound + index] | 0x20 != name.utf8Start[index] {
      return nil
    }
    return bytes[line.dropFirst(count + 1)]
  }
}

extension Slice<UnsafeRawBufferPointer> {
  /// Without spaces and line ends around it.
  fileprivate var trimmed: Self {
    let start = firstIndex { $0 > 0x20 } ?? endIndex
    let end = lastIndex { $0 > 0x20 }.map { $0 + 1 } ?? start
    return self[start..<end]
  }

  /// The parts between commas, in lower case.
  fileprivate var words: [String] {
    String(decoding: self, as: UTF8.self).lowercased()
      .split { $0 == "," || $0.isWhitespace }.map(String.init)
  }
}
