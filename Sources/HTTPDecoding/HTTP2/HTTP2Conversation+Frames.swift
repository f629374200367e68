internal import Bytes
internal import HTTPMessages

/// The frames that exchanges are made of (RFC 9113 section 6); others are passed over.
///
/// ```
/// DATA          [pad length] data [padding]
/// HEADERS       [pad length] [5 bytes of priority] block [padding]
/// PUSH_PROMISE  [pad length] promised stream (4 bytes) block [padding]
/// CONTINUATION  block
/// RST_STREAM    error code (4 bytes)
/// GOAWAY        last stream that was taken (4 bytes) error code (4 bytes) …
/// ```
extension HTTP2Conversation {
  mutating func take(
    _ header: HTTP2FrameHeader, _ payload: ArraySlice<UInt8>, missing: Int, first: PacketPlace,
    from sender: Sender
  ) {
    if header.type != .continuation, self[sender].block != nil { dropBlock(of: sender) }
    var content = payload
    if header.flags.contains(.padded), [.data, .headers, .pushPromise].contains(header.type) {
      let padding = Int(content.popFirst() ?? 0)
      content = content.dropLast(missing == 0 ? padding : 0)
    }
    var block = Block(
      streamID: header.streamID, isPromise: false,
      endsStream: header.type == .headers && header.flags.contains(.endStream), first: first,
      bytes: [])
    switch header.type {
    case .data:
      takeData(header, content, missing: missing, first: first, from: sender)
      return
    case .headers:
      if header.flags.contains(.priority) { content = content.dropFirst(5) }
    case .pushPromise:
      block.streamID = Self.number(content) & 0x7FFF_FFFF
      block.isPromise = true
      content = content.dropFirst(4)
    case .continuation:
      guard let begun = self[sender].block, begun.streamID == header.streamID || begun.isPromise
      else { return dropBlock(of: sender) }
      block = begun
      self[sender].block = nil
    case .resetStream:
      let name = Self.errorName(Self.number(payload))
      let words = "the \(role(of: sender)) gave up the stream (\(name))"
      streams[header.streamID]?.resetWords = words
      return
    case .goAway:
      if role(of: sender) == .server { lastTaken = Self.number(payload) & 0x7FFF_FFFF }
      return
    default: return
    }
    block.bytes += content
    if missing > 0 || block.bytes.count > Self.blockLimit {
      self[sender].block = block
      dropBlock(of: sender)
    } else if header.flags.contains(.endHeaders) {
      finish(block, from: sender)
    } else {
      self[sender].block = block
    }
  }

  private mutating func takeData(
    _ header: HTTP2FrameHeader, _ bytes: ArraySlice<UInt8>, missing: Int, first: PacketPlace,
    from sender: Sender
  ) {
    let id = header.streamID
    let role = role(of: sender)
    let hasHead = role == .client ? streams[id]?.request != nil : streams[id]?.response != nil
    if !hasHead {
      // Only where its head can have been lost; else the stream is over.
      guard self[sender].hasLost, open(id) else { return }
      begin(id, role, OpenMessage(first: first, fields: HTTPFields()))
      headIsMissing(id, role)
    }
    append(bytes, missing: missing, to: id, of: role)
    touch(
      id, role, at: self[sender].frames.input.lastTaken, ends: header.flags.contains(.endStream))
  }

  /// Gives up a header block that does not go on: the table that it would have changed is not known
  /// any more.
  private mutating func dropBlock(of sender: Sender) {
    self[sender].decoder.forget()
    self[sender].hasLost = true
    guard let block = self[sender].block else { return }
    self[sender].block = nil
    let role = role(of: sender)
    guard open(block.streamID) else { return }
    let hasHead =
      role == .client || block.isPromise
      ? streams[block.streamID]?.request != nil : streams[block.streamID]?.response != nil
    if !hasHead {
      begin(
        block.streamID, block.isPromise ? .client : role,
        OpenMessage(first: block.first, fields: HTTPFields()))
      headIsMissing(block.streamID, role)
    }
    touch(block.streamID, role, at: self[sender].frames.input.lastTaken, ends: block.endsStream)
  }

  mutating func headIsMissing(_ id: Int, _ role: Sender) {
    guard var exchange = streams[id] else { return }
    complain(
      &exchange, "http-head-missing",
      "the fields of the \(role == .client ? "request" : "response") are not recorded",
      isDamage: true)
    streams[id] = exchange
  }

  /// Sets the message of one end.
  mutating func begin(_ id: Int, _ role: Sender, _ message: OpenMessage) {
    if role == .client {
      streams[id]?.request = message
    } else {
      streams[id]?.response = message
    }
  }

  /// Says that a message came on until here.
  mutating func touch(_ id: Int, _ role: Sender, at place: PacketPlace, ends: Bool) {
    if role == .client {
      streams[id]?.request?.last = place
      if ends { streams[id]?.request?.end = .whole }
    } else {
      streams[id]?.response?.last = place
      if ends { streams[id]?.response?.end = .whole }
    }
    if ends { settle(id) }
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> Int {
    bytes.prefix(4).reduce(0) { $0 << 8 | Int($1) }
  }

  /// The name of an error code (RFC 9113 section 7).
  private static func errorName(_ code: Int) -> String {
    let names = [
      "NO_ERROR", "PROTOCOL_ERROR", "INTERNAL_ERROR", "FLOW_CONTROL_ERROR", "SETTINGS_TIMEOUT",
      "STREAM_CLOSED", "FRAME_SIZE_ERROR", "REFUSED_STREAM", "CANCEL", "COMPRESSION_ERROR",
      "CONNECT_ERROR", "ENHANCE_YOUR_CALM", "INADEQUATE_SECURITY", "HTTP_1_1_REQUIRED",
    ]
    return names.indices.contains(code) ? names[code] : "error \(code)"
  }
}
