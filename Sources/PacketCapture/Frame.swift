/// What is left of a packet for the next layer: where it begins, and where it ends.
///
/// ```
/// │ header │ header │ the next layer        │ padding │
///                   start          end      wireEnd
///                                  │◀ cut ─▶│
/// ```
struct Frame {
  /// The offset in the bytes of the packet at which the next layer begins.
  var start: Int
  /// Behind the last byte of it that was captured.
  var end: Int
  /// Behind the last byte that it had on the wire: more than `end` where the recorder cut it.
  var wireEnd: Int
  /// How many layers are around it. A packet of more than some tens was made to keep us busy.
  var depth = 0

  static let depthLimit = 48

  /// Whether so many of its bytes are there.
  @inline(__always)
  func has(_ count: Int) -> Bool { end - start >= count }

  var isCut: Bool { end < wireEnd }

  /// Without its first bytes, which have to be there.
  @inline(__always)
  func dropping(_ count: Int) -> Frame {
    Frame(start: start + count, end: end, wireEnd: wireEnd, depth: depth + 1)
  }

  /// With no more than the length that a header tells. What lies behind is padding.
  @inline(__always)
  func limited(to length: Int) -> Frame {
    var frame = self
    frame.wireEnd = start + length
    frame.end = min(end, frame.wireEnd)
    return frame
  }
}
