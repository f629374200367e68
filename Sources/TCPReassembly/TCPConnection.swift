internal import Bytes
internal import PacketCapture

/// A connection: its two streams, and the segments that wait for others.
///
/// ```
///            segment in order, nothing held: given at once
///              ┌──────┐
///              │      ▼             FIN of both, or its time is up
///  opened ──▶ open ◀─────▶ holding ─────────────────────────────────▶ closed
///                  a hole,    │ the hole is filled,
///                  or no SYN  ▼ or is given up (a gap)
/// ```
struct TCPConnection {
  let number: Int
  /// The two ends; the first is the one that was seen first.
  let addresses: (SocketAddress, SocketAddress)
  private var streams = (TCPStream(), TCPStream())
  private var held = HeldSegments()
  /// Which of the two is the client, once a SYN has told.
  private var clientSide: Int?
  /// When that was, and when the server agreed.
  private var asked, agreed: Timestamp?
  private var isOpened = false
  private(set) var isClosed = false
  private(set) var resetPlace: PacketPlace?
  private var counts = TCPCounts()
  private(set) var lastPlace: PacketPlace
  /// The place of what was given last; of the first packet where nothing was.
  private var givenPlace: PacketPlace

  init(number: Int, first segment: TCPSegment) {
    self.number = number
    addresses = (segment.source, segment.destination)
    lastPlace = segment.place
    givenPlace = segment.place
  }

  /// How many bytes wait.
  var heldBytes: Int { held.byteCount }
  var isHolding: Bool { !held.isEmpty }
  /// Whether time alone changes it: it holds segments, or was reset and may yet prove not to be.
  var isWaiting: Bool { !isClosed && (isHolding || resetPlace != nil) }

  /// Takes a segment; false where it belongs to another connection of the same two ends.
  mutating func receive(_ segment: TCPSegment, _ output: inout StreamEvents) -> Bool {
    let side = segment.source == addresses.0 ? 0 : 1
    var start = segment.sequenceNumber
    if segment.flags.contains(.syn) {
      guard withStream(side, { $0.begin(at: start) }) || isAnswerToOurs(segment, side) else {
        return false
      }
      // A server that had refused may take the next attempt.
      if !isOpened { resetPlace = nil }
      clientSide = clientSide ?? (segment.flags.contains(.ack) ? 1 - side : side)
      if segment.flags.contains(.ack) {
        agreed = agreed ?? segment.place.time
      } else {
        asked = asked ?? segment.place.time
      }
      start &+= 1
    }
    if isClosed { return !isBehindEnd(segment, side) }
    lastPlace = segment.place
    counts.packets += 1
    if segment.flags.contains(.rst) {
      if resetPlace == nil { counts.resetBy = sender(side) }
      resetPlace = resetPlace ?? segment.place
      return true
    }
    if segment.flags.contains(.ack) {
      withStream(1 - side) { $0.acknowledge(segment.acknowledgementNumber) }
    }
    if segment.payloadLength > 0 || segment.flags.contains(.fin) {
      take(segment, side, start, &output)
    }
    if isHolding { settle(now: segment.place, &output) }
    return true
  }

  /// Whether a SYN of another number answers the SYN of this connection: servers that get a SYN twice
  /// may answer with two numbers, of which the client takes the first.
  private func isAnswerToOurs(_ segment: TCPSegment, _ side: Int) -> Bool {
    let initial = (side == 0 ? streams.1 : streams.0).initialNumber
    return segment.flags.contains(.ack) && initial.map { $0 &+ 1 } == segment.acknowledgementNumber
  }

  /// Whether a segment that came after the end goes on behind it: then it is of another connection.
  private mutating func isBehindEnd(_ segment: TCPSegment, _ side: Int) -> Bool {
    guard segment.payloadLength > 0, !segment.flags.contains(.rst) else { return false }
    return withStream(side) { stream in
      guard let start = stream.offset(of: segment.sequenceNumber) else { return true }
      return start > stream.next ?? .max
    }
  }

  private mutating func take(
    _ segment: TCPSegment, _ side: Int, _ number: UInt32, _ output: inout StreamEvents
  ) {
    let (start, next) = withStream(side) { ($0.offset(of: number), $0.next) }
    guard let start else { return }
    let end = start + segment.payloadLength
    if segment.flags.contains(.fin) {
      withStream(side) { $0.end = min($0.end ?? end, end) }
    }
    let awaits = awaits(segment, side)
    if let next, !isHolding, start <= next, awaits == nil {
      give(side, start, segment.payload, until: end, segment.place, &output)
    } else {
      held.append(
        HeldSegment(
          side: side, start: start, bytes: ArraySlice(Array(segment.payload)), end: end,
          place: segment.place, nextThen: next, awaits: awaits))
    }
  }

  /// How much of the other stream the sender of a segment had, where that is more than was given: some
  /// recorders write a request behind its answer. The FIN is a number too, and no byte.
  private mutating func awaits(_ segment: TCPSegment, _ side: Int) -> Int? {
    guard segment.flags.contains(.ack) else { return nil }
    return withStream(1 - side) { stream in
      guard let next = stream.next,
        let offset = stream.offset(of: segment.acknowledgementNumber),
        (next + 2...next + Self.flightLimit).contains(offset), offset - 1 > stream.forgone
      else { return nil }
      return offset - 1
    }
  }

  /// Gives what of a segment is new, up to an offset.
  private mutating func give(
    _ side: Int, _ start: Int, _ bytes: ArraySlice<UInt8>, until end: Int, _ place: PacketPlace,
    _ output: inout StreamEvents
  ) {
    let next = withStream(side) { $0.next } ?? start
    if end > next {
      // The recorder may have cut the segment short (snap length).
      let captured = min(end, start + bytes.count)
      if captured > next {
        let first = bytes.startIndex + (next - start)
        emit(.data(bytes[first..<first + (captured - next)]), side, place, &output)
        counts.bytes += captured - next
      }
      if end > max(captured, next) { emitGap(end - max(captured, next), side, place, &output) }
      withStream(side) { $0.advance(to: end) }
    } else if !bytes.isEmpty {
      counts.retransmissions += 1
    }
    endIfComplete(side, place, &output)
  }

  private mutating func endIfComplete(
    _ side: Int, _ place: PacketPlace, _ output: inout StreamEvents
  ) {
    let isComplete = withStream(side) { stream in
      guard !stream.isEnded, let end = stream.end, let next = stream.next else { return false }
      return next >= end
    }
    guard isComplete else { return }
    emit(.end(.closed), side, place, &output)
    withStream(side) { $0.isEnded = true }
    if streams.0.isEnded, streams.1.isEnded { close(.closed, place, &output) }
  }

  // MARK: Holding

  /// Gives what can be given of what is held, and gives up holes that have been there for long.
  mutating func settle(now: PacketPlace, _ output: inout StreamEvents) {
    repeat { giveReady(&output) } while isOverdue(now) && giveUpFirst(&output)
  }

  /// What waited for a hole to be filled was whole only then. What waited for one that is given up was
  /// not late at all: only the recorder missed what comes before it.
  private mutating func giveReady(_ output: inout StreamEvents) {
    while let (index, end) = held.ready((streams.0.next, streams.1.next)) {
      let segment = held.segments[index]
      if end >= segment.end { held.remove(at: index) }
      let isLater = segment.place.number > givenPlace.number
      give(
        segment.side, segment.start, segment.bytes, until: end,
        isLater ? segment.place : givenPlace, &output)
    }
  }

  /// A packet that is only late comes within a second; one that was lost on the way to the other end
  /// is sent again, which may take longer.
  private static let (lateness, patience): (Int64, Int64) = (1_000_000_000, 120_000_000_000)
  private static let (lateSegments, heldSegments) = (256, 4_096)
  private static let heldByteLimit = 1 << 24

  private func isOverdue(_ now: PacketPlace) -> Bool {
    guard let first = held.first else { return false }
    let stream = first.side == 0 ? streams.0 : streams.1
    let isOnlyLate = isEarly(first) || (stream.next.map { stream.acknowledged > $0 } ?? true)
    return now.time.nanoseconds &- first.place.time.nanoseconds
      > (isOnlyLate ? Self.lateness : Self.patience)
      || held.segments.count > (isOnlyLate ? Self.lateSegments : Self.heldSegments)
      || held.byteCount > Self.heldByteLimit
  }

  /// Gives up the hole before the first segment that is held; true where something was held.
  mutating func giveUpFirst(_ output: inout StreamEvents) -> Bool {
    guard let first = held.first, let index = held.lowest(of: first.side) else { return false }
    let lowest = held.segments[index]
    if let early = [first, lowest].first(where: isEarly) {
      withStream(1 - early.side) { $0.forgone = max($0.forgone, early.awaits ?? .min) }
      held.forgo(early)
      giveReady(&output)
      return true
    }
    let next = withStream(first.side) { $0.next }
    if let next, isAstray(lowest, next) {
      held.remove(at: index)
      return true
    }
    if let next, lowest.start > next {
      emitGap(lowest.start - next, first.side, first.place, &output)
    }
    withStream(first.side) { $0.advance(to: max(lowest.start, next ?? lowest.start)) }
    giveReady(&output)
    held.forget(side: first.side, next: withStream(first.side) { $0.next })
    return true
  }

  private func isEarly(_ segment: HeldSegment) -> Bool {
    segment.isEarly(segment.side == 0 ? streams.1.next : streams.0.next)
  }

  /// More than this is never under way without being acknowledged.
  private static let flightLimit = 1 << 24

  /// Whether a segment that has waited for long belongs to another connection of the same ends. Two of
  /// three speak for it: it is far away, the stream has gone on without it, and nobody has
  /// acknowledged it.
  private func isAstray(_ segment: HeldSegment, _ next: Int) -> Bool {
    // A bare end so far away tells of no bytes that were lost; its own connection was acknowledged.
    let isFar = segment.start - next > Self.flightLimit
    if isFar, segment.end - segment.start <= 1 { return true }
    let acknowledged = acknowledged(segment.side)
    let signs = [
      isFar, segment.nextThen.map { next > $0 } ?? false,
      acknowledged <= next && acknowledged != .min,
    ]
    return signs.count { $0 } >= 2
  }

  private func acknowledged(_ side: Int) -> Int {
    side == 0 ? streams.0.acknowledged : streams.1.acknowledged
  }

  // MARK: The end

  /// Ends the connection: nothing more will come, for this reason.
  mutating func close(
    _ reason: StreamEnd, _ place: PacketPlace, _ output: inout StreamEvents
  ) {
    guard !isClosed else { return }
    while isHolding, giveUpFirst(&output) {}
    guard !isClosed else { return }
    isClosed = true
    for side in [0, 1] where !(side == 0 ? streams.0.isEnded : streams.1.isEnded) {
      let stream = side == 0 ? streams.0 : streams.1
      // One byte that nobody captured is the FIN; what was never under way belongs to another connection.
      if let next = stream.next,
        (next + 2...next + Self.flightLimit).contains(stream.acknowledged)
      {
        emitGap(stream.acknowledged - next, side, place, &output)
      }
      emit(.end(reason), side, place, &output)
      withStream(side) { $0.isEnded = true }
    }
    open(place, &output)
    output.append(StreamEvent(stream: number, place: place, kind: .closed(counts)))
  }

  // MARK: Events

  private mutating func open(_ place: PacketPlace, _ output: inout StreamEvents) {
    guard !isOpened else { return }
    isOpened = true
    let isFirstClient = sender(0) == .client
    output.append(
      StreamEvent(
        stream: number, place: place,
        kind: .opened(
          TCPEnds(
            client: isFirstClient ? addresses.0 : addresses.1,
            server: isFirstClient ? addresses.1 : addresses.0, isFromStart: clientSide != nil,
            handshake: handshake))))
  }

  private var handshake: ClosedRange<Timestamp>? {
    guard let asked, let agreed, asked <= agreed else { return nil }
    return asked...agreed
  }

  private mutating func emit(
    _ piece: StreamPiece, _ side: Int, _ place: PacketPlace, _ output: inout StreamEvents
  ) {
    open(place, &output)
    givenPlace = place
    output.append(
      StreamEvent(stream: number, place: place, kind: .piece(piece, from: sender(side))))
  }

  private mutating func emitGap(
    _ count: Int, _ side: Int, _ place: PacketPlace, _ output: inout StreamEvents
  ) {
    counts.missingBytes += count
    counts.gaps += 1
    counts.firstGap = counts.firstGap ?? place
    emit(.gap(count: count), side, place, &output)
  }

  /// Servers listen on the lower port, as a rule.
  private func sender(_ side: Int) -> Sender {
    let client = clientSide ?? (addresses.0.port >= addresses.1.port ? 0 : 1)
    return side == client ? .client : .server
  }

  private mutating func withStream<Result>(
    _ side: Int, _ body: (inout TCPStream) -> Result
  ) -> Result {
    side == 0 ? body(&streams.0) : body(&streams.1)
  }
}
