/// Bytes that were received and are not done with, in the pieces in which they came.
///
/// What lies inside one piece is handed out as a slice of it; only what straddles two is copied, and
/// then no more than was asked for.
struct ByteQueue {
  private var pieces: [ArraySlice<UInt8>] = []
  /// The index in `pieces` of the first one not done with.
  private var head = 0
  /// How many bytes there are.
  private(set) var count = 0
  /// The offset in the file of the first of them.
  private(set) var offset = 0
  /// No more will come.
  var isFinished = false

  mutating func receive(_ piece: [UInt8]) {
    guard !piece.isEmpty else { return }
    pieces.append(piece[...])
    count += piece.count
  }

  /// The first bytes; nil where there are not so many.
  @inline(__always)
  mutating func front(_ length: Int) -> ArraySlice<UInt8>? {
    guard length <= count else { return nil }
    guard count > 0 else { return [] }
    if pieces[head].count < length { join(length) }
    let piece = pieces[head]
    return piece[piece.startIndex..<piece.startIndex + length]
  }

  /// Passes over the first bytes; there have to be as many.
  @inline(__always)
  mutating func drop(_ length: Int) {
    count -= length
    offset += length
    var left = length
    while left > 0 {
      let piece = pieces[head]
      if left < piece.count {
        pieces[head] = piece[(piece.startIndex + left)...]
        return
      }
      left -= piece.count
      removeFirst()
    }
  }

  /// The 32 bits at an offset from the front, which have to be there. Nothing is copied for it.
  @inline(__always)
  func integer(at offset: Int, _ order: ByteOrder) -> UInt32 {
    let first = pieces[head]
    if offset + 4 <= first.count { return first.span.bytes.integer(at: offset, order) }
    return straddlingInteger(at: offset, order)
  }

  private func straddlingInteger(at offset: Int, _ order: ByteOrder) -> UInt32 {
    var index = head
    var place = offset
    var value: UInt32 = 0
    for _ in 0..<4 {
      while place >= pieces[index].count {
        place -= pieces[index].count
        index += 1
      }
      value = value << 8 | UInt32(pieces[index][pieces[index].startIndex + place])
      place += 1
    }
    return order == .big ? value : value.byteSwapped
  }

  /// How many bytes lie in one piece at the front.
  private var contiguousCount: Int { count > 0 ? pieces[head].count : 0 }

  private mutating func join(_ length: Int) {
    var joined: [UInt8] = []
    joined.reserveCapacity(length)
    while joined.count + pieces[head].count <= length {
      joined += pieces[head]
      removeFirst()
      if joined.count == length { break }
    }
    if joined.count < length {
      let missing = length - joined.count
      joined += pieces[head].prefix(missing)
      pieces[head] = pieces[head].dropFirst(missing)
    }
    if head > 0 {
      head -= 1
      pieces[head] = joined[...]
    } else {
      pieces.insert(joined[...], at: 0)
    }
  }

  private mutating func removeFirst() {
    pieces[head] = []
    head += 1
    // Each piece is moved at most once for each that was removed.
    if head * 2 >= pieces.count {
      pieces.removeFirst(head)
      head = 0
    }
  }
}

/// Whether a record could begin at a place.
enum Plausibility {
  case no
  case yes
  /// That many bytes from the place on are needed to tell.
  case unknown(needed: Int)
}

extension ByteQueue {
  /// How far a search may look ahead of a place.
  static let searchReach = 1 << 19

  /// Passes over bytes up to the first place where a record could begin.
  ///
  /// The work is linear in the bytes passed over: a place is judged once or twice, and bytes that
  /// come in pieces are joined only after as many were passed over.
  ///
  /// - Parameters:
  ///   - needed: How many bytes are needed to go on.
  ///   - judge: Judges a place by at most `searchReach` bytes.
  /// - Returns: Whether such a place was found; nil where more bytes are needed.
  mutating func search(
    needed: inout Int, _ judge: (RawSpan, _ place: Int) -> Plausibility
  ) -> Bool? {
    while count > 0 {
      guard count >= needed || isFinished else { return nil }
      let isEnough = contiguousCount >= needed
      guard let window = front(isEnough ? contiguousCount : min(count, 2 * Self.searchReach))
      else { return nil }
      let (place, verdict) = firstPlace(in: window, judge)
      drop(place)
      switch verdict {
      case .no: needed = 0
      case .yes: return true
      case .unknown(let more): needed = more
      }
    }
    return isFinished ? false : nil
  }

  /// The first place in a window that is not passed over: where a record could begin, or where more
  /// bytes are needed to tell, unless no more will come.
  private func firstPlace(
    in window: ArraySlice<UInt8>, _ judge: (RawSpan, _ place: Int) -> Plausibility
  ) -> (Int, Plausibility) {
    let bytes = window.span.bytes
    for place in 0..<bytes.byteCount {
      let verdict = judge(bytes, place)
      switch verdict {
      case .no: continue
      case .unknown(let more) where isFinished && more > count - place: continue
      case .yes, .unknown: return (place, verdict)
      }
    }
    return (bytes.byteCount, .no)
  }
}
