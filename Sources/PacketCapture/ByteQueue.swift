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
  /// How far a search looks ahead. A record that is looked for is at most half as long.
  static let searchWindow = 1 << 20

  /// Passes over bytes up to the first place where a record could begin.
  ///
  /// The work is linear in the bytes passed over: each is looked at a bounded number of times.
  /// - Returns: Whether such a place was found; nil where more bytes are needed, `needed` of them.
  mutating func search(
    needed: inout Int, _ judge: (RawSpan, _ place: Int) -> Plausibility
  ) -> Bool? {
    while count > 0 {
      guard count >= needed || isFinished, let window = front(min(count, Self.searchWindow)) else {
        return nil
      }
      let span = window.span.bytes
      var found: Bool?
      var place = 0
      needed = 0
      scan: while place < span.byteCount {
        switch judge(span, place) {
        case .no: place += 1
        case .yes:
          found = true
          break scan
        case .unknown(let more):
          if more <= count - place {
            needed = more  // beyond this window only
          } else if isFinished {
            place += 1
            continue scan
          } else {
            needed = more
          }
          break scan
        }
      }
      drop(place)
      if let found { return found }
    }
    return isFinished ? false : nil
  }
}
