public import Bytes
public import HTTPMessages

/// Reads the exchanges of one connection out of what both of its ends sent.
///
/// A conversation: `receive` the pieces of both ends in the order in which they were recorded, take
/// events from `next` until it gives nil; after `finish` the last events come.
///
/// ```
///                 a request or status line      ┌────────┐  101 h2c   ┌────────┐
///   ┌───────────┐ ────────────────────────────▶ │ HTTP/1 │ ─────────▶ │ HTTP/2 │
///   │ undecided │                               └────────┘            └────────┘
///   └───────────┘   preface, frames                 │   │                 ▲
///         │  └──────────────────────────────────────┼───┼─────────────────┘
///         │ finish                     CONNECT, 2xx │   │ 101
///         ▼                                         ▼   ▼
///      not HTTP                                tunnel   passed over
/// ```
///
/// Which end is the client may have been guessed by whoever reassembled the connection: an end that
/// sends status lines is taken for the server.
public struct HTTPConnection: Sendable {
  /// What comes out.
  public enum Event: Sendable {
    /// A request and its response, or the one of them that was recorded.
    case exchange(Exchange)
    /// What belongs to no exchange.
    case diagnostic(Diagnostic)
    /// What went through a tunnel that the client asked a proxy for (CONNECT), most often TLS.
    case tunnel(StreamPiece, from: Sender, at: PacketPlace)
    /// There was no HTTP in the connection. The last event.
    case notHTTP
  }

  private let origin: Origin
  private var state = State.undecided
  private var events: [Event] = []
  private var given = 0
  /// The ends were taken for one another.
  private var isSwapped = false

  private enum State {
    case undecided
    case http1
    case http2
    case tunnel
    /// Something that is not HTTP any more.
    case passedOver
    case finished
  }

  // Each beside the state that it belongs to: a payload of the state would be copied at each piece.
  private var undecided = UndecidedConnection()
  private var http1: HTTP1Conversation?
  private var http2: HTTP2Conversation?

  /// A connection of which nothing is known yet.
  ///
  /// - Parameters:
  ///   - capture: The name of the capture, for places.
  ///   - stream: The number of the TCP stream in it, for places.
  ///   - isEncrypted: Whether the bytes were inside TLS: then the scheme of its URLs is `https`.
  public init(capture: String, stream: Int, isEncrypted: Bool) {
    origin = Origin(capture: capture, stream: stream, scheme: isEncrypted ? "https" : "http")
  }

  /// Adds what one end sent next.
  public mutating func receive(_ piece: StreamPiece, from sender: Sender, at place: PacketPlace) {
    take(piece, from: isSwapped ? sender.peer : sender, at: place)
  }

  /// Takes a piece of the end that it is known to be of.
  private mutating func take(_ piece: StreamPiece, from sender: Sender, at place: PacketPlace) {
    switch state {
    case .undecided:
      if let decision = undecided.receive(piece, from: sender, at: place) { begin(decision) }
    case .http1:
      http1?.receive(piece, from: sender, at: place)
      followHTTP1()
    case .http2:
      http2?.receive(piece, from: sender, at: place)
      followHTTP2()
    case .tunnel: events.append(.tunnel(piece, from: sender, at: place))
    case .passedOver, .finished: break
    }
  }

  /// The next event; nil when more pieces are needed, or when all has been given.
  public mutating func next() -> Event? {
    guard given < events.count else { return nil }
    guard given == events.count - 1 else {
      given += 1
      return events[given - 1]
    }
    let last = events.removeLast()
    events.removeAll(keepingCapacity: true)
    given = 0
    return last
  }

  /// Whether it has left HTTP, for a tunnel or for something else.
  public var isPast: Bool { state == .tunnel || state == .passedOver }

  /// Says that no more pieces will come.
  public mutating func finish() {
    if state == .undecided {
      if let decision = undecided.finish() {
        begin(decision)
      } else if undecided.hasBytes {
        events.append(.notHTTP)
      }
    }
    http1?.finish()
    followHTTP1()  // its last answer can have changed the protocol
    http2?.finish()
    followHTTP2()
    (http1, http2, state) = (nil, nil, .finished)
  }

  private mutating func begin(_ decision: UndecidedConnection.Decision) {
    let pieces = undecided.pieces
    undecided = UndecidedConnection()
    isSwapped = decision.isSwapped
    if decision.isHTTP2 {
      http2 = HTTP2Conversation(origin: origin)
      state = .http2
    } else {
      http1 = HTTP1Conversation(origin: origin)
      state = .http1
    }
    for piece in pieces {
      take(piece.piece, from: isSwapped ? piece.sender.peer : piece.sender, at: piece.place)
    }
  }

  private mutating func followHTTP2() { http2?.giveEvents(to: &events) }

  private mutating func followHTTP1() {
    http1?.giveEvents(to: &events)
    guard let switched = http1?.switched, let rest = http1?.takeRest() else { return }
    http1 = nil
    switch switched {
    case .tunnel: state = .tunnel
    case .other: state = .passedOver
    case .http2(let request):
      http2 = HTTP2Conversation(origin: origin, upgraded: request)
      state = .http2
    }
    for piece in rest { take(piece.piece, from: piece.sender, at: piece.place) }
  }
}
