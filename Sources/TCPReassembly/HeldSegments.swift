internal import Bytes

/// A segment that cannot be given yet, with its bytes copied out of the capture's buffer.
struct HeldSegment {
  /// Which of the two streams of its connection it belongs to: 0 or 1.
  let side: Int
  /// The offset of its first byte.
  let start: Int
  /// The bytes that were captured.
  let bytes: ArraySlice<UInt8>
  /// The offset behind the last byte that was sent.
  let end: Int
  let place: PacketPlace
  /// How far its stream had been given when it came, or when a hole was last given up.
  var nextThen: Int?
  /// The offset up to which its sender had the other stream, where that was not captured yet.
  var awaits: Int?
}

extension HeldSegment {
  /// Whether its sender had more of the other stream than was given.
  func isEarly(_ otherNext: Int?) -> Bool {
    guard let awaits, let otherNext else { return false }
    return awaits > otherNext
  }
}

/// The segments of a connection that wait, in the order in which they were captured.
struct HeldSegments {
  private(set) var segments: [HeldSegment] = []
  private(set) var byteCount = 0

  var isEmpty: Bool { segments.isEmpty }
  var first: HeldSegment? { segments.first }

  mutating func append(_ segment: HeldSegment) {
    segments.append(segment)
    byteCount += segment.bytes.count
  }

  mutating func remove(at index: Int) {
    byteCount -= segments.remove(at: index).bytes.count
  }

  /// A hole of a side was given up: those behind the next one wait anew.
  mutating func forget(side: Int, next: Int?) {
    for index in segments.indices where segments[index].side == side {
      segments[index].nextThen = next
    }
  }

  /// Waits no longer for what a segment, and others of its side, had from the other end.
  mutating func forgo(_ segment: HeldSegment) {
    guard let offset = segment.awaits else { return }
    for index in segments.indices where segments[index].side == segment.side {
      if let awaits = segments[index].awaits, awaits <= offset { segments[index].awaits = nil }
    }
  }

  /// The index of the first segment of a side in its stream.
  func lowest(of side: Int) -> Int? {
    segments.indices.filter { segments[$0].side == side }
      .min { segments[$0].start < segments[$1].start }
  }

  /// The next segment that can be given, and the offset up to which.
  ///
  /// Nothing is given before what the other end sent earlier, nor before what its sender had received
  /// by then: an answer never comes before its request, even where a packet of the request is late.
  /// Of bytes that were captured twice the first count.
  func ready(_ nexts: (Int?, Int?)) -> (index: Int, end: Int)? {
    // For each side, the first segment behind a hole, and the lowest offset among those so far.
    var firstBlocked: (Int?, Int?)
    var lowest = (Int.max, Int.max)
    for (index, segment) in segments.enumerated() {
      let isFirstSide = segment.side == 0
      let next = isFirstSide ? nexts.0 : nexts.1
      // What it answers is behind it in the capture, so that it must not keep that waiting.
      if segment.isEarly(isFirstSide ? nexts.1 : nexts.0) { continue }
      guard let next, segment.start <= next else {
        if isFirstSide {
          firstBlocked.0 = firstBlocked.0 ?? index
          lowest.0 = min(lowest.0, segment.start)
        } else {
          firstBlocked.1 = firstBlocked.1 ?? index
          lowest.1 = min(lowest.1, segment.start)
        }
        continue
      }
      let own = isFirstSide ? firstBlocked.0 : firstBlocked.1
      let other = isFirstSide ? firstBlocked.1 : firstBlocked.0
      if let other, other < own ?? index { continue }
      return (index, min(segment.end, isFirstSide ? lowest.0 : lowest.1))
    }
    return nil
  }
}
