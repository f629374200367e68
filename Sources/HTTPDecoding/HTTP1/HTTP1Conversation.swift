internal import Bytes
internal import HTTPMessages

/// Pairs the messages of an HTTP/1 connection.
///
/// A client sends requests; `open` holds those whose answers are not complete, in their order. An
/// answer belongs to one of those that began in an earlier packet than the answer itself, for
/// nobody answers what was not asked:
///
/// - to the first of them, since answers come in the order of requests (RFC 9112 section 9.3);
/// - to the last of them, where a gap may have swallowed answers, unless this client was seen to
///   ask before it was answered (pipelining): it has waited for each answer, so all but its last
///   request were answered inside the gap;
/// - to none, where there is none: its request is missing. As long as the client's side may lag
///   behind (a gap there is noticed late), a request that began before the answer is still taken
///   for its own.
///
/// ```
///  client ──▶ request reader ──▶ open: [request, request + response, …] ──▶ exchanges
///  server ──▶ response reader ──────────────┘
///                    │ 101, or 2xx to CONNECT
///                    ▼
///                switched: what both sides have not read is handed on
/// ```
struct HTTP1Conversation {
  /// What the connection speaks after it has left HTTP/1.
  enum Switch {
    /// Whatever two programs speak through a proxy (CONNECT).
    case tunnel
    /// HTTP/2, whose stream 1 answers this request.
    case http2(OpenExchange)
    /// Something that is no HTTP: WebSocket, for one.
    case other(String)
  }

  let origin: Origin
  private(set) var events: [HTTPConnection.Event] = []
  /// Set once, when the connection leaves HTTP/1; then nothing more is read.
  private(set) var switched: Switch?

  private var requests = HTTP1Reader(isRequests: true)
  private var responses = HTTP1Reader(isRequests: false)
  private var open: [OpenExchange] = []
  private var hasBegun = false
  /// The indices in `open` of the messages that are being read.
  private var requestIndex: Int?
  private var responseIndex: Int?
  /// Bytes of bodies in `open`.
  private var keptBytes = 0
  /// Answers may have been lost since the last one that was paired.
  private var hasLostAnswers = false
  private var isPipelining = false
  /// The last packet of the client that was seen; nil when no more will come.
  private var clientSeen: Int? = 0
  /// Why no more comes from the server; nil while more may.
  private var serverEnd: StreamEnd?
  /// What came from the client while it waits for an answer that may change the protocol.
  private var held: [(piece: StreamPiece, place: PacketPlace)]?
  private var heldBytes = 0

  init(origin: Origin) { self.origin = origin }

  private static let openLimit = 256
  private static let keptLimit = 1 << 26
  private static let heldLimit = 1 << 20

  mutating func receive(_ piece: StreamPiece, from sender: Sender, at place: PacketPlace) {
    switch sender {
    case .client:
      if let seen = clientSeen { clientSeen = max(seen, place.number) }
      if held != nil { return hold(piece, at: place) }
      // A client that waits for leave to send its body keeps it when the answer comes without.
      requests.mayStartAnew = requestIndex.map { open[$0].response != nil } ?? false
      requests.receive(piece, at: place)
      readRequests()
    case .server:
      // The end of the connection is to end the body, but some servers keep the connection.
      responses.mayStartAnew = responses.isFreshBody && anotherRequestWaits(before: place)
      responses.receive(piece, at: place)
      readResponses()
      releaseIfAnswered()
    }
    giveOut()
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
    for sender in [Sender.client, .server] where switched == nil {
      receive(.end(.captureEnded), from: sender, at: place(of: sender))
      release()
    }
    clientSeen = nil
    while !open.isEmpty { giveOutFirst() }
  }

  /// What neither reader has read when the connection leaves HTTP/1.
  mutating func takeRest() -> [(piece: StreamPiece, sender: Sender, place: PacketPlace)] {
    var rest: [(StreamPiece, Sender, PacketPlace)] = []
    let (clientPlace, serverPlace) = (requests.input.firstPlace, responses.input.firstPlace)
    let client = requests.input.takeAll()
    let server = responses.input.takeAll()
    if !client.isEmpty { rest.append((.data(client), .client, clientPlace)) }
    rest += (held ?? []).map { ($0.piece, .client, $0.place) }
    if !server.isEmpty { rest.append((.data(server), .server, serverPlace)) }
    held = nil
    return rest
  }

  private func place(of sender: Sender) -> PacketPlace {
    sender == .client ? requests.input.place : responses.input.place
  }

  // MARK: Requests

  private mutating func readRequests() {
    while let event = requests.next() {
      switch event {
      case .head(.request(let method, let target, let version), let fields, let first, let isWhole):
        beginRequest(method, target, version, fields, first: first)
        guard isWhole else { continue }
        let (framing, problem) = BodyFraming.ofRequest(fields)
        complain(of: problem, at: requestIndex, first)
        requests.begin(framing)
      case .head: break
      case .body(let bytes):
        if let index = requestIndex { keptBytes += open[index].request?.body.append(bytes) ?? 0 }
      case .missing(let count):
        if let index = requestIndex { open[index].request?.body.miss(count) }
      case .trailers(let fields):
        if let index = requestIndex { open[index].request?.append(fields) }
      case .end(let end):
        endRequest(end)
        giveOut()
      case .skipped(let count): complain(ofSkipped: count, from: "client", at: requests.input.place)
      case .lost: break
      case .closed: clientSeen = nil
      }
    }
  }

  private mutating func begin(_ version: HTTPVersion) {
    open.append(OpenExchange(version: version, isFirst: !hasBegun))
    hasBegun = true
  }

  private mutating func beginRequest(
    _ method: String, _ target: String, _ version: HTTPVersion, _ fields: HTTPFields,
    first: PacketPlace
  ) {
    // An answer that came before its request was read, though not before it was sent.
    let late = open.indices.first {
      open[$0].request == nil && first.number < (open[$0].response?.first.number ?? 0)
    }
    if late == nil { begin(version) }
    let index = late ?? open.count - 1
    open[index].method = method
    open[index].target =
      method == "CONNECT"
      ? RequestTarget(authority: target)
      : RequestTarget(target: target, scheme: origin.scheme, authority: fields["host"] ?? "")
    open[index].request = OpenMessage(first: first, fields: fields)
    requestIndex = index
  }

  private mutating func endRequest(_ end: HTTP1Reader.MessageEnd) {
    guard let index = requestIndex else { return }
    open[index].request?.last = requests.input.lastTaken
    open[index].request?.end = end.messageEnd
    requestIndex = nil
    let fields = open[index].request?.fields ?? HTTPFields()
    let mayLeave = open[index].method == "CONNECT" || fields["upgrade"] != nil
    if mayLeave, end == .whole, open[index].response == nil {
      requests.pause()
      held = []
    }
  }

  private mutating func hold(_ piece: StreamPiece, at place: PacketPlace) {
    held?.append((piece, place))
    if case .data(let bytes) = piece { heldBytes += bytes.count }
    if heldBytes > Self.heldLimit { release() }
  }

  /// Goes on with the client's side once the request that may change the protocol is answered.
  private mutating func releaseIfAnswered() {
    guard held != nil, switched == nil else { return }
    if open.last(where: { $0.request != nil })?.response != nil || open.isEmpty { release() }
  }

  private mutating func release() {
    guard let pieces = held else { return }
    held = nil
    heldBytes = 0
    requests.resume()
    readRequests()
    for (piece, place) in pieces { receive(piece, from: .client, at: place) }
  }

  // MARK: Responses

  private mutating func readResponses() {
    while switched == nil, let event = responses.next() {
      switch event {
      case .head(.response(let status, let version), let fields, let first, let isWhole):
        beginResponse(status, version, fields, first: first, isWhole: isWhole)
      case .head: break
      case .body(let bytes):
        if let index = responseIndex { keptBytes += open[index].response?.body.append(bytes) ?? 0 }
      case .missing(let count):
        if let index = responseIndex { open[index].response?.body.miss(count) }
      case .trailers(let fields):
        if let index = responseIndex { open[index].response?.append(fields) }
      case .end(let end):
        guard let index = responseIndex else { continue }
        open[index].response?.last = responses.input.lastTaken
        open[index].response?.end = end.messageEnd
        responseIndex = nil
        giveOut()
      case .skipped(let count):
        complain(ofSkipped: count, from: "server", at: responses.input.place)
      case .lost: hasLostAnswers = true
      case .closed(let end): if serverEnd == nil { serverEnd = end }
      }
    }
  }

  private mutating func beginResponse(
    _ status: Int, _ version: HTTPVersion, _ fields: HTTPFields, first: PacketPlace, isWhole: Bool
  ) {
    let index = indexOfRequest(answeredAt: first)
    if (100..<200).contains(status), status != 101 {
      if let index { open[index].interim.append(status) }
      responseIndex = nil
      if isWhole { responses.begin(.none) }
      return
    }
    hasLostAnswers = false
    if index == nil { begin(version) }
    let at = index ?? open.count - 1
    open[at].status = status
    open[at].version = version
    open[at].response = OpenMessage(first: first, fields: fields)
    responseIndex = at
    guard isWhole else { return }
    let method = index.map { open[$0].method }
    let (framing, problem) = BodyFraming.ofResponse(status: status, fields, method: method)
    complain(of: problem, at: at, first)
    responses.begin(framing)
    if status == 101 {
      leave(at, upgrade: fields["upgrade"] ?? "")
    } else if method == "CONNECT", (200..<300).contains(status) {
      leave(at, .tunnel)
    }
  }

  /// Whether a request is open behind the one whose answer is being read.
  private func anotherRequestWaits(before place: PacketPlace) -> Bool {
    guard let responseIndex else { return false }
    return (responseIndex + 1..<open.count).contains { isAsking($0, before: place) }
  }

  /// The index of the request that a response belongs to; nil where it is missing.
  private mutating func indexOfRequest(answeredAt first: PacketPlace) -> Int? {
    var (firstAsked, lastAsked): (Int?, Int?)
    for index in open.indices where isAsking(index, before: first) {
      firstAsked = firstAsked ?? index
      lastAsked = index
    }
    guard let firstAsked, let lastAsked, firstAsked < lastAsked else { return firstAsked }
    if !hasLostAnswers {
      isPipelining = true
    } else if !isPipelining {
      for index in firstAsked..<lastAsked where isAsking(index, before: first) {
        open[index].isGivenUp = true
      }
      return lastAsked
    }
    return firstAsked
  }

  /// Whether an answer to a request can begin at a place.
  private func isAsking(_ index: Int, before place: PacketPlace) -> Bool {
    guard !open[index].isGivenUp, open[index].response == nil,
      let asked = open[index].request?.first.number
    else { return false }
    return asked <= place.number
  }

  // MARK: Leaving

  private mutating func leave(_ index: Int, upgrade: String) {
    if upgrade.lowercased().hasPrefix("h2c") {
      var exchange = open.remove(at: index)
      exchange.response = nil
      exchange.status = 0
      exchange.interim.append(101)
      exchange.version = .http2
      exchange.streamID = 1
      leave(nil, .http2(exchange))
    } else {
      leave(index, .other(upgrade))
    }
  }

  private mutating func leave(_ index: Int?, _ switched: Switch) {
    if let index {
      open[index].response?.last = responses.input.lastTaken
      open[index].response?.end = .whole
    }
    responseIndex = nil
    requests.pause()
    responses.pause()
    self.switched = switched
    while !open.isEmpty { giveOutFirst() }
  }

  // MARK: Giving out

  private mutating func giveOut() {
    while !open.isEmpty, isFirstSettled { giveOutFirst() }
    while open.count > Self.openLimit
      || open.count > 1 && keptBytes > Self.keptLimit
    {
      giveOutFirst()
    }
  }

  /// Whether nothing more can come of the first exchange.
  private var isFirstSettled: Bool {
    if open[0].isGivenUp { return open[0].request?.end != nil }
    guard open[0].response?.end != nil else { return false }
    if open[0].request != nil { return open[0].request?.end != nil }
    // Its request may still be read, as long as the client's side lags behind.
    guard let clientSeen, let answered = open[0].response?.first.number else { return true }
    return clientSeen > answered
  }

  private mutating func giveOutFirst() {
    keptBytes = max(0, keptBytes - open[0].keptBytes)
    events.append(.exchange(origin.finished(open.removeFirst(), serverEnd: serverEnd)))
    requestIndex = requestIndex.flatMap { $0 > 0 ? $0 - 1 : nil }
    responseIndex = responseIndex.flatMap { $0 > 0 ? $0 - 1 : nil }
  }

  // MARK: Complaints

  private mutating func complain(
    of problem: BodyFraming.Problem?, at index: Int?, _ place: PacketPlace
  ) {
    guard let problem, let index else { return }
    open[index].diagnostics.append(
      Diagnostic("http-framing", at: origin.text(place), problem.words))
  }

  private mutating func complain(ofSkipped count: Int, from who: String, at place: PacketPlace) {
    events.append(
      .diagnostic(
        Diagnostic(
          "http-skipped", at: origin.text(place),
          "\(count) bytes of the \(who) belong to no message and were passed over")))
  }
}
