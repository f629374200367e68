internal import Bytes
public import PacketCapture

/// Puts the segments of a capture together to what each end of each connection sent.
///
/// A conversation: `receive` segments, take events from `next` until it gives nil, and so on; after
/// `finish` the last ones come. A stream that misses a packet waits for it, and with it what the other
/// end sent after that; when it has waited too long, the hole is a gap, and the stream goes on behind
/// it. Of bytes that were captured twice those captured first count, whatever the second copy holds.
///
/// **Source**: RFC 9293.
public struct TCPReassembler {
  private var connections: [TCPConnection?] = []
  private var slots: [Flow: Int] = [:]
  private var freeSlots: [Int] = []
  private var last: (flow: Flow, slot: Int)?
  private var connectionCount = 0
  private var output = StreamEvents()

  /// Connections that hold segments, or were reset a short time ago.
  private var waiting: Set<Int> = []
  private var lastSweep: Int64?
  /// Connections that are closed, oldest first; their ports may be used again.
  private var closed: ArraySlice<(slot: Int, flow: Flow, time: Int64)> = []
  private var lastPlace: PacketPlace?

  private let limits: Limits

  /// How much memory is used at most.
  public struct Limits: Sendable {
    /// Connections that are open at a time; past it, those that were silent for longest are ended.
    public var connections = 1 << 16
    /// Connections that wait for a lost packet at a time.
    public var waiting = 1 << 10
    /// Bytes that wait for lost packets, of all connections.
    public var heldBytes = 1 << 26
    /// The usual limits.
    public init() {}
  }

  /// A reassembler that has seen nothing.
  public init(limits: Limits = Limits()) { self.limits = limits }

  /// The two ends, whoever sends.
  private struct Flow: Hashable {
    let low, high: SocketAddress

    init(_ segment: TCPSegment) {
      let isLow = segment.source.isBefore(segment.destination)
      low = isLow ? segment.source : segment.destination
      high = isLow ? segment.destination : segment.source
    }
  }

  /// The next event; nil when more segments are needed, or after the last one.
  public mutating func next() -> StreamEvent? { output.popFirst() }

  /// Takes a segment.
  public mutating func receive(_ segment: TCPSegment) {
    lastPlace = segment.place
    sweep(at: segment.place)
    let flow = Flow(segment)
    let slot = slot(of: flow, for: segment)
    let wasClosed = connections[slot]?.isClosed == true
    if connections[slot]?.receive(segment, &output) == false {
      // The same ports, and another connection.
      conclude(slot, segment.place)
      waiting.remove(slot)
      connections[slot] = newConnection(segment)
      _ = connections[slot]?.receive(segment, &output)
    }
    if connections[slot]?.isClosed == true {
      waiting.remove(slot)
      if !wasClosed { closed.append((slot, flow, segment.place.time.nanoseconds)) }
    } else if connections[slot]?.isWaiting == true {
      waiting.insert(slot)
      enforceLimits(segment.place)
    }
  }

  /// Says that no more segments will come.
  public mutating func finish() {
    guard let lastPlace else { return }
    let open = connections.indices.filter { connections[$0] != nil }
    for slot in open.sorted(by: { number(of: $0) < number(of: $1) }) {
      conclude(slot, lastPlace)
    }
    connections = []
    slots = [:]
  }

  private func number(of slot: Int) -> Int { connections[slot]?.number ?? 0 }

  private mutating func newConnection(_ segment: TCPSegment) -> TCPConnection {
    defer { connectionCount += 1 }
    return TCPConnection(number: connectionCount, first: segment)
  }

  private mutating func slot(of flow: Flow, for segment: TCPSegment) -> Int {
    if let last, last.flow == flow { return last.slot }
    defer { last = slots[flow].map { (flow, $0) } }
    if let slot = slots[flow] { return slot }
    if slots.count >= limits.connections { evict(segment.place) }
    let connection = newConnection(segment)
    let slot = freeSlots.popLast() ?? connections.count
    if slot == connections.count {
      connections.append(connection)
    } else {
      connections[slot] = connection
    }
    slots[flow] = slot
    return slot
  }

  // MARK: Time and memory

  /// Looks after connections that wait, a few times in each second of the capture.
  private mutating func sweep(at place: PacketPlace) {
    let now = place.time.nanoseconds
    if let lastSweep, lastSweep <= now, now &- lastSweep < 250_000_000 { return }
    lastSweep = now
    for slot in waiting.sorted() {
      if let reset = connections[slot]?.resetPlace, now &- reset.time.nanoseconds > 1_000_000_000 {
        conclude(slot, place)
      } else {
        connections[slot]?.settle(now: place, &output)
      }
      stopWaiting(slot)
    }
    forgetClosed(now)
  }

  private mutating func stopWaiting(_ slot: Int) {
    if connections[slot]?.isWaiting != true { waiting.remove(slot) }
  }

  /// Forgets connections that were closed two minutes ago: no packet of theirs is still under way.
  private mutating func forgetClosed(_ now: Int64) {
    while let first = closed.first,
      now &- first.time > 120_000_000_000 || closed.count > 1 << 14
    {
      closed.removeFirst()
      if connections[first.slot]?.isClosed == true, slots[first.flow] == first.slot {
        free(first.slot, first.flow)
      }
    }
  }

  private mutating func free(_ slot: Int, _ flow: Flow) {
    connections[slot] = nil
    slots[flow] = nil
    freeSlots.append(slot)
    waiting.remove(slot)
    if last?.slot == slot { last = nil }
  }

  private mutating func enforceLimits(_ place: PacketPlace) {
    let heldBytes = waiting.reduce(0) { $0 + (connections[$1]?.heldBytes ?? 0) }
    guard waiting.count > limits.waiting || heldBytes > limits.heldBytes else { return }
    // The one that holds most gives up its hole.
    let heaviest = waiting.max {
      (connections[$0]?.heldBytes ?? 0, $1) < (connections[$1]?.heldBytes ?? 0, $0)
    }
    guard let heaviest else { return }
    if connections[heaviest]?.giveUpFirst(&output) == false {
      conclude(heaviest, place)
    }
    stopWaiting(heaviest)
  }

  /// Ends the connections that were silent for longest.
  private mutating func evict(_ place: PacketPlace) {
    let bySilence = slots.sorted {
      (connections[$0.value]?.lastPlace.number ?? 0)
        < (connections[$1.value]?.lastPlace.number ?? 0)
    }
    for (flow, slot) in bySilence.prefix(max(1, limits.connections / 8)) {
      conclude(slot, place)
      free(slot, flow)
    }
    output.append(
      StreamEvent(
        stream: 0, place: place,
        kind: .diagnostic(
          Diagnostic(
            "tcp-too-many-connections", at: "packet \(place.number)",
            "more than \(limits.connections) connections are open",
            advice: "those that were silent for longest were ended here", isDamage: true))))
  }

  private mutating func conclude(_ slot: Int, _ place: PacketPlace) {
    let reset = connections[slot]?.resetPlace
    connections[slot]?.close(reset == nil ? .captureEnded : .reset, reset ?? place, &output)
  }
}

extension SocketAddress {
  /// An order of addresses, whatever it means.
  fileprivate func isBefore(_ other: SocketAddress) -> Bool {
    (high, low, port) < (other.high, other.low, other.port)
  }
}

/// Events that wait to be taken.
struct StreamEvents {
  private var events: [StreamEvent] = []
  private var head = 0

  mutating func append(_ event: StreamEvent) { events.append(event) }

  mutating func popFirst() -> StreamEvent? {
    guard head < events.count else { return nil }
    defer {
      head += 1
      if head == events.count {
        events.removeAll(keepingCapacity: true)
        head = 0
      }
    }
    return events[head]
  }
}
