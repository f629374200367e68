internal import Bytes
internal import HTTPMessages

/// Splits what one end of an HTTP/1 connection sends into messages.
///
/// A conversation: `receive` a piece, take events from `next` until it gives nil. After the head of
/// a message whoever pairs messages says with `begin` how its body is framed: that of a response
/// depends on its request.
///
/// ```
///               head           begin              the last byte
///  ┌─────────┐ ─────▶ ┌──────┐ ─────▶ ┌─────────┐
///  │ between │        │ head │        │ in body │ ──┐  length, chunk…, untilEnd
///  └─────────┘ ◀───── └──────┘        └─────────┘   │
///    │  ▲  ▲   no body                    │ ▲ ───────┘ a gap that fits into the body
///    │  │  └──────────────────────────────┤
///    │  │ a start line                    │ a gap that does not fit, a bad chunk
///    │ ┌──────┐                           │
///    └▶│ lost │ ◀─────────────────────────┘
///      └──────┘
///  stray bytes, a gap      paused: from anywhere between messages, until `resume`
/// ```
struct HTTP1Reader {
  enum Event {
    /// The start line and the fields of a message, and where its first byte was. `begin` must
    /// follow, unless it is cut: then that is all there is of the message.
    case head(StartLine, HTTPFields, first: PacketPlace, isWhole: Bool)
    /// The next bytes of the body.
    case body(ArraySlice<UInt8>)
    /// Bytes of the body that the recording does not have; what follows is of the same body.
    case missing(Int?)
    /// The fields behind the last chunk.
    case trailers(HTTPFields)
    /// The message has ended.
    case end(MessageEnd)
    /// Bytes that belong to no message were passed over.
    case skipped(Int)
    /// A gap between messages or at the end of one: nobody knows how many messages are in it.
    case lost
    /// Nothing more comes.
    case closed(StreamEnd)
  }

  enum MessageEnd: Equatable {
    case whole
    /// Bytes of the message are not in the recording.
    case gap
    /// The connection or the recording ended.
    case connection(StreamEnd)
    /// The chunks are not framed as they should be.
    case badChunk
    /// Its sender left the body out, since the answer had come without it.
    case leftOut
  }

  enum State: Equatable {
    /// Waits for a head, the first `scanned` bytes of which have no end in them.
    case between(scanned: Int)
    /// A head was given out; `begin` is to say how the body is framed.
    case head
    case length(Int)
    case chunkSize
    case chunk(Int)
    case chunkEnd
    case trailers(scanned: Int)
    case untilEnd
    case lost(scanned: Int, skipped: Int)
    case paused
  }

  let isRequests: Bool
  var state = State.between(scanned: 0)
  var input = PlacedInput()
  /// Events that came of one step, and are to be given out first; in reverse.
  var queued: [Event] = []
  private var interruption: StreamPiece?
  /// A body of which nothing has come, or which has no framed end, may turn out to be absent.
  var isFreshBody = false
  /// Whether a packet that begins with a start line ends such a body.
  var mayStartAnew = false
  /// The input is the beginning of a packet that may do so, and not yet enough of it to tell.
  private var isStartOpen = false

  init(isRequests: Bool) { self.isRequests = isRequests }

  /// Bytes of a head at most; more are no head.
  static let headLimit = 1 << 18

  mutating func receive(_ piece: StreamPiece, at place: PacketPlace) {
    let isNewPacket = place != input.place
    input.move(to: place)
    guard case .data(let bytes) = piece else {
      interruption = piece
      return
    }
    if mayStartAnew, isFreshBody, isNewPacket, input.isEmpty { isStartOpen = true }
    input.append(bytes)
  }

  /// The next event; nil when another piece is needed.
  mutating func next() -> Event? {
    while true {
      if let event = queued.popLast() { return event }
      if isStartOpen, !decideStart() { break }
      if !queued.isEmpty { continue }
      if let event = step() { return event }
      if !queued.isEmpty { continue }
      guard state != .head, state != .paused, let interruption else { break }
      self.interruption = nil
      interrupt(by: interruption)
    }
    input.keepOwnCopy()
    return nil
  }

  /// Where the head begins of which more is to come; nil where there is none.
  var placeOfOpenHead: PacketPlace? {
    if case .between = state, !input.isEmpty { input.firstPlace } else { nil }
  }

  /// Says how the body of the message is framed whose head was given out.
  mutating func begin(_ framing: BodyFraming) {
    isFreshBody = framing != .none
    mayStartAnew = false
    switch framing {
    case .none, .length(0): endMessage(.whole)
    case .length(let length): state = .length(length)
    case .chunked: state = .chunkSize
    case .untilEnd: state = .untilEnd
    }
  }

  /// Holds everything back that has not been given out, between two messages.
  mutating func pause() { state = .paused }

  /// Goes on.
  mutating func resume() { if state == .paused { state = .between(scanned: 0) } }

  mutating func endMessage(_ end: MessageEnd) {
    isFreshBody = false
    queued.append(.end(end))
    state = .between(scanned: 0)
  }

  /// Takes bytes of the body.
  mutating func takeBody(_ count: Int) -> Event {
    // A body without a framed end can be followed by a message at each later piece.
    if state != .untilEnd { isFreshBody = false }
    return .body(input.take(count))
  }

  /// Ends the body if the input begins with a start line; false where that takes more of it.
  private mutating func decideStart() -> Bool {
    let isRequests = isRequests
    let isStart: Bool? = input.withUnsafeBytes { bytes in
      guard StartLine.canBegin(bytes, isRequest: isRequests) else { return false }
      let end = FieldLines.lineEnd(RawBytes(rebasing: bytes.prefix(Self.lineLimit)), from: 0)
      guard end < bytes.count else { return interruption == nil ? nil : false }
      guard end > 0, end < Self.lineLimit else { return false }
      let line = bytes[end - 1] == .carriageReturn ? bytes[..<(end - 1)] : bytes[..<end]
      return StartLine(RawBytes(rebasing: line))?.isRequest == isRequests
    }
    guard let isStart else { return false }
    isStartOpen = false
    if isStart {
      queued = [.end(state == .untilEnd ? .whole : .leftOut)]
      isFreshBody = false
      state = .between(scanned: 0)
    }
    return true
  }

  private static let lineLimit = 1 << 14
}
