internal import Bytes

/// Cuts what one end sent into records, and finds them again after a gap.
///
/// ```
///  0        1       2       3       4
/// ┌────────┬───────┬───────┬───────┬───────┬─────────────────┐
/// │ type   │ major │ minor │    length     │ fragment …      │
/// │ 20…24  │ 3     │ 0…4   │  1…2^14+2048  │                 │
/// └────────┴───────┴───────┴───────┴───────┴─────────────────┘
///
///              gap inside a record            rest passed over
///   framed ───────────────────────▶ skipping ──────────────────▶ framed
///     │  gap beyond the record's end, or what is no header
///     ▼
///  searching ── a header behind which stands another one, or the end ──▶ framed
/// ```
///
/// Nothing is taken off by looking: `peek` gives what is next until `consume`, so that a record can
/// wait for its keys where it is.
///
/// **Source**: RFC 8446 section 5.1, RFC 5246 section 6.2.
struct RecordReader: Sendable {
  /// A header and where its fragment lies in the buffer.
  struct Record {
    var type: ContentType
    var version: UInt16
    var fragment: Range<Int>
    /// Of the packet that completed it.
    var place: PacketPlace
    /// It was found by searching: its header may be none.
    var isGuess: Bool
  }

  /// What is next.
  enum Element {
    case record(Record)
    /// A record of which a part was not recorded, while the next one is where it should be.
    case damaged(type: ContentType, length: Int, PacketPlace)
    /// An unknown number of records was not recorded; `byteCount` bytes, where that is known.
    case gap(byteCount: Int?, PacketPlace)
    /// What stands here is no record.
    case junk(PacketPlace)
    case end(StreamEnd, PacketPlace)
  }

  /// Where something other than data stands between the bytes.
  private struct Break {
    var offset: Int
    var piece: StreamPiece
    var place: PacketPlace
  }

  private enum State {
    case framed
    /// The rest of a damaged record.
    case skipping(Int)
    /// `from`: where the next header may be.
    case searching(from: Int)
  }

  private static let headerLength = 5
  static let longestFragment = 1 << 14 + 2048

  private var buffer: [UInt8] = []
  private var base = 0
  private var head = 0
  private var state = State.framed
  private var places = Queue<(end: Int, place: PacketPlace)>()
  private var breaks = Queue<Break>()
  private var hasEnded = false

  /// Bytes of memory that wait to be read, about.
  var weight: Int { base + buffer.count - head + places.count * 32 }

  /// A part of the buffer.
  func bytes(_ range: Range<Int>) -> ArraySlice<UInt8> {
    buffer[range.lowerBound - base..<range.upperBound - base]
  }

  mutating func receive(_ piece: StreamPiece, at place: PacketPlace) {
    guard !hasEnded else { return }
    switch piece {
    case .data(let bytes):
      guard !bytes.isEmpty else { return }
      dropDone()
      buffer.append(contentsOf: bytes)
      places.append((base + buffer.count, place))
    case .gap, .end:
      if case .end = piece { hasEnded = true }
      breaks.append(Break(offset: base + buffer.count, piece: piece, place: place))
    }
  }

  /// What was consumed goes when it is more than what is left: each byte is moved at most once.
  private mutating func dropDone() {
    let done = head - base
    guard done > buffer.count - done else { return }
    buffer.removeSubrange(..<done)
    base = head
  }

  /// What is next; nil when more is needed.
  mutating func peek() -> Element? {
    while true {
      let limit = breaks.first?.offset ?? base + buffer.count
      switch state {
      case .skipping(let count):
        let here = min(count, limit - head)
        move(to: head + here)
        let rest = count - here
        state = rest > 0 ? .skipping(rest) : .framed
        guard rest > 0 else { continue }
        guard let next = breaks.first else { return nil }
        guard case .gap(let missing?) = next.piece, missing <= rest else { return atBreak(next) }
        _ = breaks.removeFirst()
        state = rest > missing ? .skipping(rest - missing) : .framed
      case .framed:
        guard limit - head >= Self.headerLength else { return beforeBreak(at: limit) }
        guard let header = header(at: head) else { return .junk(place(ofEnd: head + 1)) }
        let end = head + Self.headerLength + header.length
        guard end <= limit else { return beforeBreak(at: limit) }
        return .record(record(header, at: head, isGuess: false))
      case .searching(let from):
        guard let found = search(from: from, limit: limit) else { return beforeBreak(at: limit) }
        return found
      }
    }
  }

  /// Takes off what `peek` gave.
  mutating func consume(_ element: Element) {
    switch element {
    case .record(let record):
      move(to: record.fragment.upperBound)
      state = .framed
    case .damaged(_, let length, _):
      guard let next = breaks.removeFirst(), case .gap(let missing?) = next.piece else { return }
      let rest = Self.headerLength + length - (next.offset - head) - missing
      move(to: next.offset)
      state = rest > 0 ? .skipping(rest) : .framed
    case .gap:
      guard let next = breaks.removeFirst() else { return }
      move(to: next.offset)
      state = .searching(from: head)
    case .junk: state = .searching(from: head)
    case .end:
      _ = breaks.removeFirst()
      move(to: base + buffer.count)
    }
  }

  /// Says that a record that was found by searching is none.
  mutating func reject(_ record: Record) {
    state = .searching(from: record.fragment.lowerBound - Self.headerLength + 1)
  }

  private mutating func move(to offset: Int) {
    head = offset
    while let first = places.first, first.end <= offset { _ = places.removeFirst() }
  }

  // MARK: - Headers

  private struct Header {
    var type: ContentType
    var version: UInt16
    var length: Int
  }

  /// The header at an offset behind which at least five bytes are there; nil where that is none.
  private func header(at offset: Int) -> Header? {
    let index = offset - base
    guard index + Self.headerLength <= buffer.count else { return nil }
    let type = ContentType(rawValue: buffer[index])
    let length = Int(buffer[index + 3]) << 8 | Int(buffer[index + 4])
    guard type.isKnown, buffer[index + 1] == 3, buffer[index + 2] <= 4,
      (1...Self.longestFragment).contains(length)
    else { return nil }
    return Header(type: type, version: 0x300 | UInt16(buffer[index + 2]), length: length)
  }

  private func record(_ header: Header, at offset: Int, isGuess: Bool) -> Record {
    let start = offset + Self.headerLength
    let end = start + header.length
    return Record(
      type: header.type, version: header.version, fragment: start..<end,
      place: place(ofEnd: end), isGuess: isGuess)
  }

  /// The packet that brought the byte before an offset.
  private func place(ofEnd offset: Int) -> PacketPlace {
    places.first { $0.end >= offset }?.place ?? breaks.first?.place ?? .unknown
  }

  // MARK: - Breaks

  /// What an incomplete record before a gap or the end is; nil where more data may follow.
  private func beforeBreak(at limit: Int) -> Element? {
    guard let next = breaks.first else { return nil }
    if case .gap(let missing?) = next.piece, case .framed = state,
      limit - head >= Self.headerLength, let header = header(at: head),
      head + Self.headerLength + header.length - limit >= missing
    {
      return .damaged(type: header.type, length: header.length, next.place)
    }
    return atBreak(next)
  }

  private func atBreak(_ next: Break) -> Element {
    switch next.piece {
    case .end(let end): .end(end, next.place)
    case .gap(let count): .gap(byteCount: count, next.place)
    case .data: .gap(byteCount: nil, next.place)
    }
  }

  // MARK: - Searching

  /// The next offset that looks like a header, with something behind its record that fits.
  private mutating func search(from start: Int, limit: Int) -> Element? {
    var offset = max(start, head)
    while offset + Self.headerLength <= limit {
      guard let header = header(at: offset) else {
        offset += 1
        continue
      }
      let end = offset + Self.headerLength + header.length
      let endsHere = end == limit && !breaks.isEmpty
      guard endsHere || end + Self.headerLength <= limit || breaks.isEmpty else {
        offset += 1
        continue
      }
      guard endsHere || end + Self.headerLength <= limit else { break }
      if endsHere || self.header(at: end) != nil {
        let record = record(header, at: offset, isGuess: true)
        state = .searching(from: offset)
        return .record(record)
      }
      offset += 1
    }
    // What was looked through need not be kept.
    move(to: min(offset, limit))
    state = .searching(from: head)
    return nil
  }
}

extension PacketPlace {
  /// The place of what came from no packet.
  static let unknown = PacketPlace(number: 0, time: Timestamp(nanoseconds: 0))
}
