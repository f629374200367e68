public import Bytes
public import CaptureInput
public import HTTPMessages
public import PacketCapture
internal import TCPReassembly
public import TLSDecryption

/// Reads the exchanges in a file or a stream of packets, pulled event by event.
///
/// ```
///  bytes          Packet           TCPSegment         StreamEvent        Exchange
///  ────▶ PacketReader ─▶ SegmentDecoder ─▶ TCPReassembler ─▶ ConnectionDecoder ─▶
/// ```
///
/// An exchange comes out as soon as its last packet is there.
public struct PacketFileReader: ~Copyable {
  /// What comes out.
  public enum Event: Sendable {
    /// What the capture, or a section of it, says about itself.
    case section(CaptureSection)
    /// A request and its response, or the one of them that was recorded.
    case exchange(Exchange)
    /// What belongs to no exchange.
    case diagnostic(Diagnostic)
    /// A connection has ended, or the capture has.
    case connection(ConnectionReport)
  }

  private let capture: String
  private var followers: ArraySlice<CaptureSource>
  /// Packets of the files before this one.
  private var packetsBefore = 0
  private var packetCount = 0
  private let secrets: TLSSecrets
  private var keyLogs: [AwaitedKeyLog]
  private var filter: PacketFilter?
  private var input: CaptureReader
  private var packets: PacketReader
  private var segments: SegmentDecoder
  private var reassembler = TCPReassembler()
  private var connections: [Int: Connection] = [:]
  /// Connections that have waited for secrets.
  private var waiting: Set<Int> = []
  private var events: [Event] = []
  private var given = 0
  private var isInputAtEnd = false
  private var isFinished = false
  /// What TCP said of connections that have ended.
  private var closed: [Int: TCPCounts] = [:]

  /// By reference: a decoder is large, and a dictionary would move it at each packet.
  private final class Connection {
    let ends: TCPEnds
    let first: PacketPlace
    var decoder: ConnectionDecoder

    init(_ ends: TCPEnds, first: PacketPlace, _ decoder: ConnectionDecoder) {
      self.ends = ends
      self.first = first
      self.decoder = decoder
    }
  }

  /// Reads a capture that is open.
  ///
  /// - Parameters:
  ///   - followers: Files that the recorder went on with when this one was full. Connections go on
  ///     in them, and so do the numbers of the packets.
  ///   - name: What its exchanges and diagnostics call it.
  ///   - secrets: What opens TLS; those in the capture are added.
  ///   - keyLogs: What a client may still be writing while the capture comes: it is looked into
  ///     again whenever packets are waited for.
  ///   - filter: Which packets to read; nil for all.
  public init(
    _ input: consuming CaptureReader, followedBy followers: [CaptureSource] = [], as name: String,
    secrets: TLSSecrets, keyLogs: [AwaitedKeyLog] = [],
    filter: consuming PacketFilter? = nil
  ) {
    capture = name
    self.followers = followers[...]
    self.secrets = secrets
    self.keyLogs = keyLogs
    self.filter = filter
    self.input = input
    packets = PacketReader(capture: name)
    segments = SegmentDecoder(capture: name)
  }

  /// Whether a file that begins with these bytes holds packets.
  public static func isPackets(beginning bytes: [UInt8]) -> Bool {
    var reader = PacketReader(capture: "")
    reader.receive(bytes)
    reader.finish()
    return (try? reader.next()) != nil
  }

  /// Adds the secrets that a pcapng file holds anywhere, so that none comes after the packets that it
  /// opens.
  public static func addSecrets(in source: CaptureSource, to secrets: TLSSecrets) {
    guard var input = try? CaptureReader(opening: source),
      input.head.starts(with: [0x0A, 0x0D, 0x0D, 0x0A])
    else { return }
    let name = source.name
    var packets = PacketReader(capture: name)
    while let piece = try? input.next() {
      packets.receive(piece)
      while let event = try? packets.next() { _ = addSecrets(of: event, to: secrets, name) }
    }
  }

  /// Adds the secrets in a block: in the one that is for secrets, or in a comment, where people put
  /// them before there was one.
  private static func addSecrets(
    of event: PacketReader.Event, to secrets: TLSSecrets, _ name: String
  ) -> Diagnostic? {
    switch event {
    case .secrets(let found) where found.kind == .tlsKeyLog:
      return secrets.add(Array(found.bytes), from: name)
    case .comment(let comment):
      let text = String(decoding: comment.bytes, as: UTF8.self)
      guard text.contains("CLIENT_RANDOM ") || text.contains("Session-ID:") else { return nil }
      // What else the comment says is no key log, and need not be one.
      _ = secrets.add(Array(comment.bytes), from: name)
      return nil
    default: return nil
    }
  }

  /// The next event; nil at the end.
  ///
  /// - Throws: `PacketCaptureError` where the bytes are no capture file.
  public mutating func next() throws(PacketCaptureError) -> Event? {
    while given == events.count {
      events.removeAll(keepingCapacity: true)
      given = 0
      if let event = try packets.next() {
        take(event)
      } else if !isInputAtEnd {
        read()
      } else if let follower = followers.popFirst() {
        goOn(in: follower)
      } else if !isFinished {
        finish()
      } else {
        return nil
      }
    }
    defer { given += 1 }
    return events[given]
  }

  private mutating func read() {
    readKeyLogs()
    // A secret may be written after the last packet that needs it.
    while events.isEmpty, !keyLogs.isEmpty, !waiting.isEmpty,
      !input.isReady(within: Self.milliseconds)
    { readKeyLogs() }
    guard events.isEmpty else { return }
    do {
      if let piece = try input.next() { return packets.receive(piece) }
    } catch {
      events.append(
        .diagnostic(
          Diagnostic(
            "capture-damaged", at: capture, error.what, advice: error.advice, isDamage: true)))
    }
    packets.finish()
    isInputAtEnd = true
  }

  /// So many connections that have ended are kept for their secrets.
  private static let waitingLimit = 512

  /// How long packets are waited for before key logs are looked into again.
  private static let milliseconds: Int32 = 100

  private mutating func readKeyLogs() {
    let problems = keyLogs.indices.compactMap { keyLogs[$0].read(into: secrets) }
    events += problems.map(Event.diagnostic)
    if !keyLogs.isEmpty { resume() }
  }

  /// Reads on in another file; where it cannot be opened, it is passed over.
  private mutating func goOn(in source: CaptureSource) {
    do {
      let observer = input.observer
      input = try CaptureReader(opening: source)
      input.observer = observer
      packets = PacketReader(capture: source.name)
      packetsBefore = packetCount
      isInputAtEnd = false
    } catch {
      events.append(
        .diagnostic(
          Diagnostic(
            "capture-damaged", at: source.name, error.what, advice: error.advice, isDamage: true)))
    }
  }

  private mutating func finish() {
    isFinished = true
    let problems = keyLogs.indices.compactMap { keyLogs[$0].finish(into: secrets) }
    events += problems.map(Event.diagnostic)
    if let problem = filter?.diagnostic(for: capture) { events.append(.diagnostic(problem)) }
    segments.finish()
    followSegments()
    reassembler.finish()
    secrets.finish()
    followStreams()
    for stream in closed.keys.sorted() { conclude(stream) }
    reportQUIC()
  }

  // MARK: From layer to layer

  private mutating func take(_ event: PacketReader.Event) {
    switch event {
    case .packet(var packet):
      packet.place.number += packetsBefore
      packetCount = packet.place.number
      guard filter?.matches(packet) != false else { return }
      segments.receive(packet)
      followSegments()
    case .secrets, .comment:
      if let problem = Self.addSecrets(of: event, to: secrets, capture) {
        events.append(.diagnostic(problem))
      }
      resume()
    case .section(let section): events.append(.section(section))
    case .diagnostic(let diagnostic): events.append(.diagnostic(diagnostic))
    case .interface, .block: break
    }
  }

  private mutating func followSegments() {
    while let event = segments.next() {
      switch event {
      case .segment(let segment):
        reassembler.receive(segment)
        followStreams()
      case .diagnostic(let diagnostic): events.append(.diagnostic(diagnostic))
      }
    }
  }

  private mutating func followStreams() {
    while let event = reassembler.next() {
      switch event.kind {
      case .opened(let ends):
        connections[event.stream] = Connection(
          ends, first: event.place,
          ConnectionDecoder(
            capture: capture, stream: event.stream, ends: ends, secrets: secrets))
      case .piece(let piece, let sender):
        guard let connection = connections[event.stream] else { continue }
        connection.decoder.receive(piece, from: sender, at: event.place)
        follow(connection)
        if connection.decoder.isWaiting { waiting.insert(event.stream) }
      case .closed(let counts):
        closed[event.stream] = counts
        // What waits for secrets that may still come is kept, but not for ever.
        if connections[event.stream]?.decoder.isWaiting != true {
          conclude(event.stream)
        } else if closed.count > Self.waitingLimit, let oldest = closed.keys.min() {
          conclude(oldest)
        }
      case .diagnostic(let diagnostic): events.append(.diagnostic(diagnostic))
      }
    }
  }

  /// Takes what a connection has to tell.
  private mutating func follow(_ connection: Connection) {
    while let event = connection.decoder.next() {
      switch event {
      case .exchange(let exchange): events.append(.exchange(exchange))
      case .diagnostic(let diagnostic): events.append(.diagnostic(diagnostic))
      }
    }
  }

  /// Ends a connection of which nothing more will come.
  private mutating func conclude(_ stream: Int) {
    guard let connection = connections.removeValue(forKey: stream) else { return }
    waiting.remove(stream)
    connection.decoder.finish()
    follow(connection)
    guard let counts = closed.removeValue(forKey: stream) else { return }
    events.append(
      .connection(
        ConnectionReport(
          stream: stream, client: connection.ends.client, server: connection.ends.server,
          firstPacket: connection.first, kind: .tcp(counts, connection.decoder.layers))))
  }

  /// Looks again at the connections that waited for secrets.
  private mutating func resume() {
    for stream in waiting.sorted() {
      guard let connection = connections[stream] else { continue }
      connection.decoder.resume()
      follow(connection)
      guard !connection.decoder.isWaiting else { continue }
      waiting.remove(stream)
      if closed[stream] != nil { conclude(stream) }
    }
  }

  private mutating func reportQUIC() {
    var packets: [Set<SocketAddress>: (client: SocketAddress, server: SocketAddress, count: Int)] =
      [:]
    for (flow, count) in segments.counts.quic {
      let isFromClient = flow.source.port > flow.destination.port
      let ends = isFromClient ? (flow.source, flow.destination) : (flow.destination, flow.source)
      let before = packets[[flow.source, flow.destination]]?.count ?? 0
      packets[[flow.source, flow.destination]] = (ends.0, ends.1, before + count)
    }
    for flow in packets.values.sorted(by: { $0.client.description < $1.client.description }) {
      events.append(
        .connection(
          ConnectionReport(
            client: flow.client, server: flow.server, kind: .quic(packets: flow.count))))
    }
  }
}
