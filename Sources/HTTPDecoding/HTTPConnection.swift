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
  private var state: State
  private var events: [Event] = []
  private var given = 0
  /// The ends were taken for one another.
  private var isSwapped = false

  private enum State {
    case undecided(UndecidedConnection)
    case http1(HTTP1Conversation)
    case http2(HTTP2Conversation)
    case tunnel
    /// Something that is not HTTP any more.
    case passedOver
    case finished
  }

  /// A connection of which nothing is known yet.
  ///
  /// - Parameters:
  ///   - capture: The name of the capture, for places.
  ///   - stream: The number of the TCP stream in it, for places.
  ///   - isEncrypted: Whether the bytes were inside TLS: then the scheme of its URLs is `https`.
  public init(capture: String, stream: Int, isEncrypted: Bool) {
    origin = Origin(capture: capture, stream: stream, scheme: isEncrypted ? "https" : "http")
    state = .undecided(UndecidedConnection())
  }

  /// Adds what one end sent next.
  public mutating func receive(_ piece: StreamPiece, from sender: Sender, at place: PacketPlace) {
    take(piece, from: isSwapped ? sender.peer : sender, at: place)
  }

  /// Takes a piece of the end that it is known to be of.
  private mutating func take(_ piece: StreamPiece, from sender: Sender, at place: PacketPlace) {
    // The state is emptied while its payload is at work, so that nothing is copied.
    let current = state
    state = .finished
    switch current {
    case .undecided(var undecided):
      if let decision = undecided.receive(piece, from: sender, at: place) {
        begin(decision, undecided.pieces)
      } else {
        state = .undecided(undecided)
      }
    case .http1(var conversation):
      conversation.receive(piece, from: sender, at: place)
      goOn(&conversation)
    case .http2(var conversation):
      conversation.receive(piece, from: sender, at: place)
      goOn(&conversation)
    case .tunnel:
      events.append(.tunnel(piece, from: sender, at: place))
      state = .tunnel
    case .passedOver: state = .passedOver
    case .finished: break
    }
  }

  /// The next event; nil when more pieces are needed, or when all has been given.
  public mutating func next() -> Event? {
    guard given < events.count else { return nil }
    defer {
      given += 1
      if given == events.count {
        events.removeAll(keepingCapacity: true)
        given = 0
      }
    }
    return events[given]
  }

  /// Says that no more pieces will come.
  public mutating func finish() {
    switch state {
    case .undecided(let undecided):
      if undecided.hasBytes { events.append(.notHTTP) }
    case .http1(var conversation):
      state = .finished
      conversation.finish()
      goOn(&conversation)
      // An answer that came last can have changed the protocol.
      if case .http2(var inner) = state { finish(&inner) }
    case .http2(var conversation):
      state = .finished
      finish(&conversation)
    case .tunnel, .passedOver, .finished: break
    }
    state = .finished
  }

  private mutating func finish(_ conversation: inout HTTP2Conversation) {
    conversation.finish()
    events += conversation.events
  }

  private mutating func begin(
    _ decision: UndecidedConnection.Decision, _ pieces: [UndecidedConnection.Piece]
  ) {
    isSwapped = decision.isSwapped
    state =
      decision.isHTTP2
      ? .http2(HTTP2Conversation(origin: origin)) : .http1(HTTP1Conversation(origin: origin))
    for piece in pieces {
      take(piece.piece, from: isSwapped ? piece.sender.peer : piece.sender, at: piece.place)
    }
  }

  private mutating func goOn(_ conversation: inout HTTP2Conversation) {
    if !conversation.events.isEmpty {
      events += conversation.events
      conversation.events.removeAll(keepingCapacity: true)
    }
    state = .http2(conversation)
  }

  private mutating func goOn(_ conversation: inout HTTP1Conversation) {
    if !conversation.events.isEmpty {
      events += conversation.events
      conversation.events.removeAll(keepingCapacity: true)
    }
    switch conversation.switched {
    case nil:
      state = .http1(conversation)
      return
    case .tunnel?: state = .tunnel
    case .http2(let request)?:
      state = .http2(HTTP2Conversation(origin: origin, upgraded: request))
    case .other?: state = .passedOver
    }
    for rest in conversation.takeRest() { take(rest.piece, from: rest.sender, at: rest.place) }
  }
}
