internal import Bytes

/// Splits what one end of an HTTP/2 connection sends into frames.
///
/// ```
///            preface, a frame             a gap that does not fit, an impossible frame
///  ┌───────┐ ───────────────▶ ┌────────┐ ────────────────────────▶ ┌──────┐
///  │ start │                  │ frames │                           │ lost │
///  └───────┘                  └────────┘ ◀──────────────────────── └──────┘
///      │ neither               │ ▲     frames that follow one another   ▲
///      └───────────────────────│─│──────────────────────────────────────┘
///          a gap in a payload  ▼ │ its last byte
///                           ┌────────┐
///                           │ holed  │
///                           └────────┘
/// ```
struct HTTP2FrameReader {
  enum Event {
    /// A frame, and where its first byte was. Of one that has holes, only what is there is given.
    case frame(HTTP2FrameHeader, payload: ArraySlice<UInt8>, missing: Int, first: PacketPlace)
    /// Nobody knows which frames were here: some are missing, or the recording began later.
    case lost
    /// Bytes that belong to no frame were passed over.
    case skipped(Int)
    /// Nothing more comes.
    case closed(StreamEnd)
  }

  private enum State {
    case start
    case frames
    case holed(HTTP2FrameHeader, payload: [UInt8], missing: Int, first: PacketPlace)
    case lost(scanned: Int, skipped: Int)
  }

  /// What a client sends first (RFC 9113 section 3.4).
  static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

  private var state = State.start
  private(set) var input = PlacedInput()
  private var interruption: StreamPiece?
  private var queued: [Event] = []

  mutating func receive(_ piece: StreamPiece, at place: PacketPlace) {
    input.move(to: place)
    guard case .data(let bytes) = piece else {
      interruption = piece
      return
    }
    input.append(bytes)
  }

  /// The next event; nil when another piece is needed.
  mutating func next() -> Event? {
    while true {
      if let event = queued.popLast() ?? step() { return event }
      guard queued.isEmpty else { continue }
      guard let interruption else { break }
      self.interruption = nil
      interrupt(by: interruption)
    }
    input.keepOwnCopy()
    return nil
  }

  private mutating func step() -> Event? {
    switch state {
    case .start: return begin()
    case .frames: return readFrame()
    case .holed(let header, var payload, let missing, let first):
      guard !input.isEmpty else { return nil }
      state = .frames  // so that the payload has one owner
      payload += input.take(header.length - payload.count - missing)
      guard payload.count + missing == header.length else {
        state = .holed(header, payload: payload, missing: missing, first: first)
        return nil
      }
      return .frame(header, payload: payload[...], missing: missing, first: first)
    case .lost(let scanned, let skipped): return search(scanned: scanned, skipped: skipped)
    }
  }

  private mutating func begin() -> Event? {
    if input.bytes.starts(with: Self.preface) {
      _ = input.take(Self.preface.count)
      state = .frames
      return step()
    }
    if Self.preface.starts(with: input.bytes) { return nil }
    guard let header = nextHeader() else { return nil }
    // An end that is seen from its start sends its settings first.
    if header.type == .settings, !header.flags.contains(.ack), header.isPlausible {
      state = .frames
      return step()
    }
    state = .lost(scanned: 0, skipped: 0)
    return .lost
  }

  private func nextHeader() -> HTTP2FrameHeader? {
    input.withUnsafeBytes { HTTP2FrameHeader($0) }
  }

  private mutating func readFrame() -> Event? {
    guard let header = nextHeader() else { return nil }
    guard header.isValid else {
      state = .lost(scanned: 0, skipped: 0)
      return .lost
    }
    guard input.count >= HTTP2FrameHeader.size + header.length else { return nil }
    let first = input.firstPlace
    _ = input.take(HTTP2FrameHeader.size)
    return .frame(header, payload: input.take(header.length), missing: 0, first: first)
  }

  private mutating func search(scanned: Int, skipped: Int) -> Event? {
    let found = input.withUnsafeBytes {
      HTTP2FrameSearch.candidate($0, from: scanned, isAtEnd: false)
    }
    let count = found?.index ?? input.count
    _ = input.take(count)
    guard let found, found.isSure else {
      state = .lost(scanned: 0, skipped: skipped + count)
      return nil
    }
    state = .frames
    return skipped + count > 0 ? .skipped(skipped + count) : readFrame()
  }

  private mutating func interrupt(by piece: StreamPiece) {
    switch piece {
    case .data: return
    case .gap(let count): if fits(count) { return }
    case .end: break
    }
    var events: [Event] = []
    switch state {
    case .holed(let header, let payload, let missing, let first):
      events.append(.frame(header, payload: payload[...], missing: missing, first: first))
    case .frames:
      // The beginning of a frame is worth something.
      if let header = nextHeader(), header.isValid {
        let first = input.firstPlace
        let payload = input.bytes.dropFirst(HTTP2FrameHeader.size)
        events.append(
          .frame(header, payload: payload, missing: header.length - payload.count, first: first))
      }
    case .lost(_, let skipped) where findsLastFrame(skipped, before: piece): return
    case .start, .lost:
      let skipped = if case .lost(_, let skipped) = state { skipped } else { 0 }
      if skipped + input.count > 0 { events.append(.skipped(skipped + input.count)) }
    }
    _ = input.takeAll()
    if case .end(let end) = piece {
      events.append(.closed(end))
      state = .frames
    } else {
      events.append(.lost)
      state = .lost(scanned: 0, skipped: 0)
    }
    queued = events.reversed()
  }

  /// Looks once more among the last bytes, when it is known that no more will come.
  private mutating func findsLastFrame(_ skipped: Int, before piece: StreamPiece) -> Bool {
    guard case .end = piece else { return false }
    let found = input.withUnsafeBytes {
      HTTP2FrameSearch.candidate($0, from: 0, isAtEnd: true)?.index
    }
    guard let found else { return false }
    _ = input.take(found)
    state = .frames
    if skipped + found > 0 { queued = [.skipped(skipped + found)] }
    interruption = piece
    return true
  }

  /// Whether a gap lies inside the payload of a frame whose header is there: then the next frame
  /// begins where it would have begun.
  private mutating func fits(_ gap: Int?) -> Bool {
    guard let gap else { return false }
    var (header, payload, missing): (HTTP2FrameHeader, [UInt8], Int)
    let first: PacketPlace
    switch state {
    case .holed(let holed, let bytes, let before, let place):
      (header, payload, missing, first) = (holed, bytes, before, place)
    case .frames:
      guard let next = nextHeader(), next.isValid else { return false }
      (header, missing, first) = (next, 0, input.firstPlace)
      payload = Array(input.bytes.dropFirst(HTTP2FrameHeader.size))
    case .start, .lost: return false
    }
    guard gap <= header.length - payload.count - missing else { return false }
    missing += gap
    _ = input.takeAll()
    if payload.count + missing == header.length {
      queued = [.frame(header, payload: payload[...], missing: missing, first: first)]
      state = .frames
    } else {
      state = .holed(header, payload: payload, missing: missing, first: first)
    }
    return true
  }
}
