internal import NIOCore

/// Drops bytes between two HTTP/1 requests that belong to neither.
///
/// The real service takes no notice of them, and one public client sends `""` behind each body of length
/// 0; the decoder behind this handler would close the connection.
///
/// ```
/// start ─ a capital letter → head ─ its length → body ─ all of it → start
///   └ too much else → open       └ chunked, too long → open: all goes through from here on
/// ```
final class StrayByteFilter: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer

  private enum State {
    /// Between requests, with what has come that begins none.
    case start(held: [UInt8])
    /// Inside a head, with what has come of it.
    case head([UInt8])
    case body(remaining: Int)
    case open
  }

  private var state = State.start(held: [])

  /// More than `null` and a few line ends is no accident.
  private static let heldLimit = 8
  private static let headLimit = 1 << 17

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var buffer = unwrapInboundIn(data)
    if case .open = state { return context.fireChannelRead(data) }
    var output = context.channel.allocator.buffer(capacity: buffer.readableBytes + 8)
    take(&buffer, into: &output)
    if output.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(output)) }
  }

  private func take(_ buffer: inout ByteBuffer, into output: inout ByteBuffer) {
    while buffer.readableBytes > 0 {
      switch state {
      case .start(let held): skip(&buffer, held, &output)
      case .head(let head): readHead(&buffer, head, &output)
      case .body(let remaining):
        let count = min(remaining, buffer.readableBytes)
        if var slice = buffer.readSlice(length: count) { output.writeBuffer(&slice) }
        state = count == remaining ? .start(held: []) : .body(remaining: remaining - count)
      case .open: output.writeBuffer(&buffer)
      }
    }
  }

  private func skip(_ buffer: inout ByteBuffer, _ held: [UInt8], _ output: inout ByteBuffer) {
    var held = held
    while let byte = buffer.getInteger(at: buffer.readerIndex, as: UInt8.self) {
      if (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) {
        state = .head([])
        return
      }
      held.append(byte)
      buffer.moveReaderIndex(forwardBy: 1)
      if held.count > Self.heldLimit {
        output.writeBytes(held)
        state = .open
        return
      }
    }
    state = .start(held: held)
  }

  private func readHead(_ buffer: inout ByteBuffer, _ head: [UInt8], _ output: inout ByteBuffer) {
    var head = head
    while let byte: UInt8 = buffer.readInteger() {
      head.append(byte)
      output.writeInteger(byte)
      guard byte == UInt8(ascii: "\n"), Self.isEnd(head) else { continue }
      state = Self.afterHead(String(decoding: head, as: UTF8.self))
      return
    }
    state = head.count > Self.headLimit ? .open : .head(head)
  }

  /// Whether the line before the last line end is empty.
  private static func isEnd(_ head: [UInt8]) -> Bool {
    let end = head.suffix(4)
    return end.elementsEqual([13, 10, 13, 10]) || end.suffix(2).elementsEqual([10, 10])
  }

  private static func afterHead(_ head: String) -> State {
    var length = 0
    for line in head.split(whereSeparator: \.isNewline).dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let value = line[line.index(after: colon)...].trimmingPrefix { $0 == " " || $0 == "\t" }
      switch line[..<colon].lowercased() {
      case "transfer-encoding", "upgrade": return .open
      case "content-length":
        guard let number = Int(value.split(separator: " ").first ?? ""), number >= 0 else {
          return .open
        }
        length = number
      default: break
      }
    }
    return length > 0 ? .body(remaining: length) : .start(held: [])
  }
}
