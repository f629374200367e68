public import Bytes
internal import HTTPDecoding
public import HTTPMessages
internal import PacketCapture
public import TCPReassembly
public import TLSDecryption

/// Decodes what both ends of one connection sent, through as many layers as it has.
///
/// ```
///                         a handshake, a record
///              ┌──────────────────────────────────▶ TLS ──┐ plaintext
///  undecided ──┤                                          ▼
///              └──────────────────────────────────────▶ HTTP ──▶ exchanges
///                         anything else                   │ CONNECT
///                                                         ▼
///                                            another connection inside
/// ```
public struct ConnectionDecoder: Sendable {
  /// What comes out.
  public enum Event: Sendable {
    /// A request and its response, or the one of them that was recorded.
    case exchange(Exchange)
    /// Something is damaged, or cannot be known.
    case diagnostic(Diagnostic)
  }

  private let capture: String
  private let stream: Int
  private let isServerForTLS: Bool
  /// What its exchanges say of it.
  private let connection: Exchange.Connection
  /// The handshake of TCP.
  private var handshake: ClosedRange<Timestamp>?
  private let secrets: TLSSecrets
  private let depth: Int

  private var undecided: [Piece] = []
  private var state = State.undecided
  private var tls: TLSConnection?
  private var http: HTTPConnection?
  private var inner: Box?
  private var exchangeCount = 0
  private var damagedCount = 0
  /// Gaps from before it was known that the connection speaks HTTP.
  private var gaps: [Diagnostic] = []
  private var httpVersion: HTTPVersion?
  private var events: [Event] = []
  private var given = 0

  private enum State { case undecided, tls, plain }
  private struct Piece {
    var piece: StreamPiece
    var sender: Sender
    var place: PacketPlace
  }

  /// A connection inside a connection; of no use to two owners at a time.
  private final class Box: @unchecked Sendable {
    // Sendable: only the decoder that made it uses it.
    var decoder: ConnectionDecoder
    init(_ decoder: ConnectionDecoder) { self.decoder = decoder }
  }

  /// So many gaps are told of where they come before all else.
  private static let gapLimit = 16
  /// Tunnels in tunnels past this were made to keep their reader busy.
  private static let depthLimit = 4
  /// Ports at which a stream without a beginning is one of TLS, as a rule.
  private static let portsOfTLS: Set<UInt16> = [443, 853, 993, 995, 8_443]

  /// A connection of which nothing is known yet.
  ///
  /// - Parameters:
  ///   - capture: The name of the capture, for places.
  ///   - stream: The number of the connection in it.
  ///   - ends: Who has connected to whom.
  ///   - secrets: What opens TLS; the same for all connections of a capture.
  public init(capture: String, stream: Int, ends: TCPEnds, secrets: TLSSecrets) {
    self.init(
      capture: capture, stream: stream,
      isServerForTLS: Self.portsOfTLS.contains(ends.server.port),
      connection: .init(id: String(stream), serverAddress: ends.server.host), secrets: secrets,
      depth: 0)
    handshake = ends.handshake
  }

  private init(
    capture: String, stream: Int, isServerForTLS: Bool, connection: Exchange.Connection,
    secrets: TLSSecrets, depth: Int
  ) {
    self.capture = capture
    self.stream = stream
    self.isServerForTLS = isServerForTLS
    self.connection = connection
    self.secrets = secrets
    self.depth = depth
  }

  /// Adds the next that is known of what one end sent.
  public mutating func receive(_ piece: StreamPiece, from sender: Sender, at place: PacketPlace) {
    if case .gap(let count?) = piece { take(gapOf: count, at: place) }
    switch state {
    case .undecided:
      undecided.append(Piece(piece: piece, sender: sender, place: place))
      decide()
    case .tls:
      tls?.receive(piece, from: sender, at: place)
      followTLS()
    case .plain:
      http?.receive(piece, from: sender, at: place)
      followHTTP()
    }
  }

  /// Says that nothing more will come.
  public mutating func finish() {
    if case .undecided = state { begin(isTLS: false) }
    tls?.finish()
    followTLS()
    http?.finish()
    followHTTP()
    inner?.decoder.finish()
    followInner()
  }

  /// The next event; nil when more is needed, or when all has been given.
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

  /// Whether it waits for secrets that may still come.
  public var isWaiting: Bool { tls?.isWaiting == true || inner?.decoder.isWaiting == true }

  /// Looks again at what waits, after secrets were added.
  public mutating func resume() {
    followTLS()
    inner?.decoder.resume()
    followInner()
  }

  // MARK: What it is

  private mutating func decide() {
    for sender in [Sender.client, .server] {
      guard let start = start(of: sender), !start.isEmpty else { continue }
      if TLSConnection.isTLS(beginning: start) == true || isRecord(start) {
        return begin(isTLS: true)
      }
      if isServerForTLS, !start.contains(where: isText) { return begin(isTLS: true) }
      if start.count >= 6 || start.first.map(isText) == true { return begin(isTLS: false) }
    }
  }

  /// The first bytes of what an end sent; nil where they are not there yet.
  private func start(of sender: Sender) -> ArraySlice<UInt8>? {
    var start: ArraySlice<UInt8>?
    for piece in undecided where piece.sender == sender {
      guard case .data(let bytes) = piece.piece else { continue }
      start = (start ?? []) + bytes.prefix(8)
      if let start, start.count >= 8 { return start.prefix(8) }
    }
    return start
  }

  /// Whether bytes begin like a record of TLS in the middle of a connection.
  private func isRecord(_ bytes: ArraySlice<UInt8>) -> Bool {
    let bytes = Array(bytes)
    return bytes.count >= 5 && (20...23).contains(bytes[0]) && bytes[1] == 3 && bytes[2] <= 4
      && Int(bytes[3]) << 8 | Int(bytes[4]) <= 1 << 14 + 2_048
  }

  private func isText(_ byte: UInt8) -> Bool { 0x20..<0x7F ~= byte || byte == 0x0D || byte == 0x0A }

  private mutating func begin(isTLS: Bool) {
    http = HTTPConnection(capture: capture, stream: stream, isEncrypted: isTLS || depth > 0)
    if isTLS { tls = TLSConnection(named: "\(capture), stream \(stream)", secrets: secrets) }
    state = isTLS ? .tls : .plain
    let pieces = undecided
    undecided = []
    for piece in pieces { receive(piece.piece, from: piece.sender, at: piece.place) }
  }

  // MARK: From layer to layer

  private mutating func followTLS() {
    while let event = tls?.next() {
      switch event {
      case .plaintext(let piece, let sender, let place):
        http?.receive(piece, from: sender, at: place)
        followHTTP()
      case .diagnostic(let diagnostic): events.append(.diagnostic(diagnostic))
      }
    }
  }

  private mutating func followHTTP() {
    while let event = http?.next() {
      switch event {
      case .exchange(let exchange):
        exchangeCount += 1
        if exchange.diagnostics.contains(where: \.isDamage) { damagedCount += 1 }
        tellGaps()
        httpVersion = exchange.transfer?.version ?? httpVersion
        events.append(.exchange(withConnection(exchange)))
      case .diagnostic(let diagnostic): events.append(.diagnostic(diagnostic))
      case .tunnel(let piece, let sender, let place): tunnel(piece, sender, place)
      case .notHTTP: break
      }
    }
  }

  /// Tells of a gap once it is clear that there may have been exchanges in it: what is lost of other
  /// connections, and of those that cannot be decrypted, is no loss.
  private mutating func take(gapOf count: Int, at place: PacketPlace) {
    guard http?.isPast != true, gaps.count < Self.gapLimit else { return }
    gaps.append(
      Diagnostic(
        "tcp-gap", at: "\(capture), stream \(stream), packet \(place.number)",
        "\(count) bytes before this packet were not recorded", isDamage: true))
    if exchangeCount > 0 { tellGaps() }
  }

  private mutating func tellGaps() {
    events += gaps.map(Event.diagnostic)
    gaps = []
  }

  /// An exchange with what carried it; the first with the time that it took to open.
  private func withConnection(_ exchange: Exchange) -> Exchange {
    var exchange = exchange
    exchange.transfer?.connection = connection
    guard exchange.transfer?.isFirst == true else { return exchange }
    let ssl = tls?.summary.handshake
    guard let start = handshake?.lowerBound ?? ssl?.lowerBound,
      let opened = ssl?.upperBound ?? handshake?.upperBound
    else { return exchange }
    // What the client does before it sends belongs to it, as in the HARs of browsers; unless it had
    // nothing to send yet.
    let sent = exchange.time ?? opened
    let isAtOnce = Exchange.Span(start: opened, end: sent).milliseconds < Self.longestPause
    let end = isAtOnce ? sent : opened
    exchange.transfer?.timings.connect = Exchange.Span(start: start, end: end).milliseconds
    exchange.transfer?.timings.ssl = ssl.map {
      Exchange.Span(start: $0.lowerBound, end: min($0.upperBound, end)).milliseconds
    }
    return exchange
  }

  /// A connection that has waited longer, in milliseconds, was opened in advance.
  private static let longestPause = 1_000.0

  private mutating func tunnel(_ piece: StreamPiece, _ sender: Sender, _ place: PacketPlace) {
    guard depth < Self.depthLimit else { return }
    let box =
      inner
      ?? Box(
        ConnectionDecoder(
          capture: capture, stream: stream, isServerForTLS: true, connection: connection,
          secrets: secrets, depth: depth + 1))
    inner = box
    box.decoder.receive(piece, from: sender, at: place)
    followInner()
  }

  private mutating func followInner() {
    while let event = inner?.decoder.next() { events.append(event) }
  }

  // MARK: What became of it

  /// What is known of the connection so far.
  public var layers: ConnectionLayers {
    ConnectionLayers(
      tls: tls?.summary ?? inner?.decoder.layers.tls,
      isTunnel: inner != nil, httpVersion: inner?.decoder.layers.httpVersion ?? httpVersion,
      exchanges: exchangeCount + (inner?.decoder.layers.exchanges ?? 0),
      damaged: damagedCount + (inner?.decoder.layers.damaged ?? 0))
  }
}

/// What was found in a connection.
public struct ConnectionLayers: Hashable, Sendable {
  /// What is known of its TLS, of that inside a tunnel too; nil where there was none.
  public var tls: TLSSummary?
  /// Whether a proxy passed something on (CONNECT).
  public var isTunnel: Bool
  /// The version of HTTP that was spoken last; nil where there was none.
  public var httpVersion: HTTPVersion?
  /// How many exchanges it had.
  public var exchanges: Int
  /// How many of them are not there as a whole.
  public var damaged: Int
}
