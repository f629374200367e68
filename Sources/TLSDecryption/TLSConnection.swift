public import Bytes

/// Decrypts one connection: takes what both ends sent, and gives what they said to each other.
///
/// A conversation: `receive` what there is, take events from `next` until it gives nil, and so on;
/// after `finish` the last events come. Whatever is missing (bytes, secrets, a cipher), the rest is
/// decrypted; `summary` says at any time how far that went, and why no farther.
///
/// ```
///              ┌───────────── Half: client ─────────────┐
///  pieces ───▶ │ RecordReader ─▶ keys ─▶ HandshakeReader │──┐      ┌───────────┐
///              └─────────────────────────────────────────┘  ├────▶ │ Handshake │ who agreed on what
///              ┌───────────── Half: server ─────────────┐   │      └───────────┘
///  pieces ───▶ │ RecordReader ─▶ keys ─▶ HandshakeReader │──┘
///              └──────────────────│──────────────────────┘
///                                 ▼ application data
/// ```
///
/// A half whose next record needs what the other one has yet to say, or a secret that may still be
/// added, waits; the other one goes on. Otherwise the record of the earlier packet goes first.
///
/// A connection of which nothing can be opened gives no plaintext events, not even an end. One of
/// which one direction can be opened gives a gap and the end for the other direction.
public struct TLSConnection: Sendable {
  /// What comes out.
  public enum Event: Hashable, Sendable {
    /// What an end said, without TLS. The place is that of the packet that completed the record.
    case plaintext(StreamPiece, from: Sender, at: PacketPlace)
    /// Something is damaged, or cannot be known.
    case diagnostic(Diagnostic)
  }

  let name: String
  let secrets: TLSSecrets
  var halves = [Half(), Half()]
  var handshake = Handshake()
  var facts = Facts()
  private var events = Queue<Event>()
  private var heldBytes = 0
  /// Bytes that this connection has decrypted for trial.
  var triedBytes = 0
  private var isFinished = false
  /// Whether it holds back records until the other end or a secret that is still to come tells how
  /// to open them.
  public private(set) var isWaiting = false
  /// It waits for what may still come; not so after `finish`, or when too much is waiting.
  private(set) var isPatient = true

  /// What `summary` tells of and `handshake` has not, because it may be another one by then.
  struct Facts: Sendable {
    var version: TLSVersion?
    var suite: CipherSuite?
    var clientRandom: [UInt8]?
    var serverName: String?
    var applicationProtocol: String?
    var isResumed = false
    var sawClientHello = false
    var offeredEarlyData = false
    var acceptedEarlyData: Bool?
    var alerts: [TLSAlert] = []
    var lacksEarlySecret = false
    /// There was application data, and it was opened.
    var saidSomething = false
    /// Why records of an end stayed closed, from some record on.
    var obstacles: [Sender: TLSSummary.Obstacle] = [:]
    var ends: [Sender: StreamEnd] = [:]
    var reportedDamage: Set<Sender> = []
    /// The first message of the first handshake.
    var handshakeStart: Timestamp?
    /// What finished it, of each end.
    var finished: [Timestamp] = []
  }

  /// A connection of which nothing is known yet.
  ///
  /// - Parameters:
  ///   - name: What diagnostics call it: `day.pcapng, stream 3`.
  ///   - secrets: What opens it; the same for all connections of a recording.
  public init(named name: String, secrets: TLSSecrets) {
    self.name = name
    self.secrets = secrets
  }

  /// Whether a stream that begins with these bytes is one of TLS; nil where it takes more of them.
  ///
  /// The first byte of a record is no printable character, so that no text is taken for TLS. A stream
  /// that was joined inside a record does not show what it is: there the port may tell.
  public static func isTLS(beginning bytes: ArraySlice<UInt8>) -> Bool? {
    let start = Array(bytes.prefix(3))
    if let type = start.first, !ContentType(rawValue: type).isKnown { return false }
    if start.count > 1, start[1] != 3 { return false }
    return start.count > 2 ? start[2] <= 4 : nil
  }

  /// Adds the next that is known of what one end sent.
  public mutating func receive(_ piece: StreamPiece, from sender: Sender, at place: PacketPlace) {
    halves[sender.index].records.receive(piece, at: place)
  }

  /// Says that nothing more will come: neither bytes nor secrets.
  public mutating func finish() {
    guard !isFinished else { return }
    isFinished = true
    isPatient = false
    for index in halves.indices {
      halves[index].records.receive(.end(.captureEnded), at: .unknown)
    }
  }

  /// The next event; nil when more is needed, or when all has been given.
  public mutating func next() -> Event? {
    while events.isEmpty {
      if step() { continue }
      if keepsWaiting() { return nil }
    }
    return events.removeFirst()
  }

  /// Moves on by one record; false when more is needed.
  private mutating func step() -> Bool {
    let client = halves[0].records.peek()
    let server = halves[1].records.peek()
    if let client, let server, server.place.number < client.place.number {
      if process(server, from: .server) || process(client, from: .client) { return true }
    } else {
      if let client, process(client, from: .client) { return true }
      if let server, process(server, from: .server) { return true }
    }
    isWaiting = client != nil || server != nil
    return false
  }

  /// Whether what is held may be held on; where not, nothing waits any more and there is more to do.
  private mutating func keepsWaiting() -> Bool {
    let weight = halves[0].records.weight + halves[1].records.weight
    let held = isPatient && weight > Self.unnoticedWeight ? weight : 0
    if held == heldBytes { return true }
    let mayHold = held <= TLSSecrets.heldLimitPerConnection && secrets.hold(held - heldBytes)
    if mayHold {
      heldBytes = held
      return true
    }
    _ = secrets.hold(-heldBytes)
    heldBytes = 0
    isPatient = false
    report(
      "tls-waited", at: nil, "too much was waiting for what opens this connection",
      advice: "give the key log with --keylog, so that it is read before the packets")
    return false
  }

  /// One record may always be incomplete.
  private static let unnoticedWeight = 1 << 17

  mutating func emit(_ piece: StreamPiece, from sender: Sender, at place: PacketPlace) {
    events.append(.plaintext(piece, from: sender, at: place))
  }

  mutating func report(
    _ id: String, at place: PacketPlace?, _ what: String, advice: String? = nil,
    isDamage: Bool = false
  ) {
    let place = place.map { ", packet \($0.number)" } ?? ""
    events.append(
      .diagnostic(Diagnostic(id, at: name + place, what, advice: advice, isDamage: isDamage)))
  }
}

extension Sender {
  var index: Int { self == .client ? 0 : 1 }
}

extension RecordReader.Element {
  var place: PacketPlace {
    switch self {
    case .record(let record): record.place
    case .damaged(_, _, let place), .gap(_, let place), .junk(let place), .end(_, let place): place
    }
  }
}
