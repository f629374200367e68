internal import Bytes
internal import HTTPMessages

/// Gathers the messages of an HTTP/2 connection by their streams.
///
/// ```
///  client ─▶ frames ─▶ header block ─▶ decoder ─▶ streams[1]: request, response ─▶ exchange, when
///                 └──▶ DATA ────────────────────▶ streams[3]: request              both have ended
///  server ─▶ frames ─▶ header block ─▶ decoder ─▶ streams[2]: promised request
/// ```
///
/// A block with `:status` is a response whoever sent it: if the first one comes from the client,
/// the ends were taken for one another.
struct HTTP2Conversation {
  let origin: Origin
  private(set) var events: [HTTPConnection.Event] = []
  var client = End()
  var server = End()
  /// Exchanges that may go on, by their stream.
  var streams: [Int: OpenExchange] = [:]
  /// The streams of those, in the order in which they came.
  private var order: [Int] = []
  /// Streams whose response is whole, while their request may still be read.
  private var waiting: [Int] = []
  private var highestStream = 0
  /// Bytes of bodies in `streams`.
  private var keptBytes = 0
  var roles = Roles.assumed
  /// The last stream that the server took on, once it has said so (GOAWAY).
  var lastTaken: Int?

  /// What is known of one end.
  struct End {
    var frames = HTTP2FrameReader()
    var decoder = HeaderBlockDecoder()
    /// A header block of which more is to come.
    var block: Block?
    /// Frames were lost: messages may lack their head.
    var hasLost = false
    /// The packet that was begun last.
    var seen = 0
    /// Why no more comes; nil while more may.
    var end: StreamEnd?
  }

  struct Block {
    var streamID: Int
    /// Whether it promises a request (PUSH_PROMISE).
    var isPromise: Bool
    var endsStream: Bool
    var first: PacketPlace
    var bytes: [UInt8]
  }

  /// Which end is the client.
  enum Roles {
    /// As it was said, but nothing has shown it.
    case assumed
    case known
    case swapped
  }

  private static let streamLimit = 1 << 10
  private static let keptLimit = 1 << 26
  static let blockLimit = 1 << 20

  /// - Parameter upgraded: The request that has changed the protocol, and is answered on stream 1.
  init(origin: Origin, upgraded: OpenExchange? = nil) {
    self.origin = origin
    guard let upgraded else { return }
    streams[1] = upgraded
    order = [1]
    highestStream = 1
    roles = .known
  }

  mutating func receive(_ piece: StreamPiece, from sender: Sender, at place: PacketPlace) {
    if place.number > self[sender].seen {
      // No more comes of the packets before; of this one it may.
      settleWaiting()
      self[sender].seen = place.number
    }
    self[sender].frames.receive(piece, at: place)
    read(sender)
  }

  /// Moves the events that have come to others.
  mutating func giveEvents(to others: inout [HTTPConnection.Event]) {
    if others.isEmpty {
      swap(&events, &others)
    } else if !events.isEmpty {
      others += events
      events.removeAll(keepingCapacity: true)
    }
  }

  mutating func finish() {
    for sender in [Sender.client, .server] {
      receive(.end(.captureEnded), from: sender, at: self[sender].frames.input.place)
    }
    for id in order { giveOut(id) }
  }

  subscript(_ sender: Sender) -> End {
    get { sender == .client ? client : server }
    _modify {
      switch sender {
      case .client: yield &client
      case .server: yield &server
      }
    }
  }

  /// Which of the two somebody is who was called client or server.
  func role(of sender: Sender) -> Sender { roles == .swapped ? sender.peer : sender }

  // MARK: Frames

  private mutating func read(_ sender: Sender) {
    while let event = self[sender].frames.next() {
      switch event {
      case .frame(let header, let payload, let missing, let first):
        take(header, payload, missing: missing, first: first, from: sender)
      case .lost: lose(sender)
      case .skipped(let count):
        events.append(
          .diagnostic(
            Diagnostic(
              "http-skipped", at: origin.text(self[sender].frames.input.place),
              "\(count) bytes of the \(role(of: sender)) belong to no frame and were passed over")))
      case .closed(let end): if self[sender].end == nil { self[sender].end = end }
      }
    }
  }

  /// Frames of one end are missing.
  private mutating func lose(_ sender: Sender) {
    self[sender].decoder.forget()
    self[sender].block = nil
    self[sender].hasLost = true
    let isClient = role(of: sender) == .client
    for id in order {
      if isClient, streams[id]?.request?.end == nil {
        streams[id]?.request?.mayMissBytes = true
      } else if !isClient, streams[id]?.response?.end == nil {
        streams[id]?.response?.mayMissBytes = true
      }
    }
  }

  // MARK: Streams

  /// Makes sure of a stream; false where it is over, and what comes is of no use.
  mutating func open(_ id: Int) -> Bool {
    if streams[id] != nil { return true }
    guard id > highestStream || client.hasLost || server.hasLost || id % 2 == 0 else {
      return false
    }
    var exchange = OpenExchange(version: .http2, isFirst: highestStream == 0)
    highestStream = max(highestStream, id)
    exchange.streamID = id
    streams[id] = exchange
    order.append(id)
    if order.count > Self.streamLimit { giveOut(order[0]) }
    return true
  }

  /// Adds bytes to the body of a message.
  mutating func append(_ bytes: ArraySlice<UInt8>, missing: Int, to id: Int, of role: Sender) {
    // What goes through a tunnel is no body.
    guard streams[id]?.method != "CONNECT" else { return }
    if role == .client {
      keptBytes += streams[id]?.request?.body.append(bytes) ?? 0
      if missing > 0 { streams[id]?.request?.body.miss(missing) }
    } else {
      keptBytes += streams[id]?.response?.body.append(bytes) ?? 0
      if missing > 0 { streams[id]?.response?.body.miss(missing) }
    }
    if keptBytes > Self.keptLimit, let oldest = order.first { giveOut(oldest) }
  }

  /// Gives an exchange out if nothing more can come of it.
  mutating func settle(_ id: Int) {
    guard let exchange = streams[id], let response = exchange.response, response.end != nil else {
      return
    }
    if let request = exchange.request {
      if request.end != nil { giveOut(id) }
    } else if isClientPast(response.first) {
      giveOut(id)
    } else if !waiting.contains(id) {
      waiting.append(id)
    }
  }

  /// Whether the client's side was read further than to where an answer began.
  private func isClientPast(_ place: PacketPlace) -> Bool {
    let end = roles == .swapped ? server : client
    return end.end != nil || end.seen > place.number
  }

  private mutating func settleWaiting() {
    guard !waiting.isEmpty else { return }
    let ids = waiting
    waiting = []
    for id in ids { settle(id) }
  }

  private mutating func giveOut(_ id: Int) {
    guard var exchange = streams.removeValue(forKey: id) else { return }
    if let index = order.firstIndex(of: id) { order.remove(at: index) }
    keptBytes = max(0, keptBytes - exchange.keptBytes)
    for role in [Sender.client, .server] { conclude(&exchange, role) }
    if let lastTaken, id > lastTaken, id % 2 == 1, exchange.resetWords == nil {
      exchange.resetWords = "the server had ceased to take requests (GOAWAY)"
    }
    let serverEnd = roles == .swapped ? client.end : server.end
    events.append(.exchange(origin.finished(exchange, serverEnd: serverEnd)))
  }

  func complain(
    _ exchange: inout OpenExchange, _ id: String, _ what: String, isDamage: Bool = false
  ) {
    guard let place = exchange.first else { return }
    exchange.diagnostics.append(
      Diagnostic(id, at: origin.text(place), what, isDamage: isDamage))
  }

  /// Says of a message how it ended.
  private func conclude(_ exchange: inout OpenExchange, _ role: Sender) {
    let message = role == .client ? exchange.request : exchange.response
    guard var message else { return }
    let isAll =
      message.fields["content-length"].flatMap { Int($0) } == message.body.received
      && !message.body.hasHole
    if message.end == nil, !isAll {
      let sender = roles == .swapped ? role.peer : role
      let end = self[sender].end ?? .captureEnded
      message.end =
        exchange.resetWords.map { .cut(because: $0, isDamage: false) }
        ?? .cut(because: end.words, isDamage: end == .captureEnded || message.mayMissBytes)
    } else if message.mayMissBytes, !isAll {
      message.body.miss(nil)
    }
    if role == .client { exchange.request = message } else { exchange.response = message }
  }
}
