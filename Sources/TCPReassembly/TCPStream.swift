internal import Bytes

/// One direction of a connection: how far its bytes were given, and what its numbers stand for.
///
/// Sequence numbers wrap around; here they become offsets, which do not. An offset is that of the
/// nearest place to where the stream stands.
///
/// ```
///       given          hole         held
///  ──────────────┬─────────────┬─────────────┬──▶ offset
///               next     segment.start  segment.end
/// ```
struct TCPStream {
  /// A sequence number, and the offset it stands for.
  private var known: (number: UInt32, offset: Int)?
  /// The number that SYN had.
  private(set) var initialNumber: UInt32?
  /// The offset of the next byte to give; nil until it is known where the stream begins.
  private(set) var next: Int?
  /// The other end has everything before this offset.
  private(set) var acknowledged = Int.min
  /// The other end no longer waits for what is before this offset, which was not captured in time.
  var forgone = Int.min
  /// The offset behind the last byte, once FIN has told.
  var end: Int?
  /// Whether its end was given.
  var isEnded = false

  /// So many bytes behind a SYN may be captured before it.
  private static let overtaking: UInt32 = 1 << 20

  /// Segments further away than this are no part of the stream.
  private static let reach = 1 << 30

  /// The offset that a sequence number stands for; nil where it is out of reach.
  mutating func offset(of number: UInt32) -> Int? {
    guard let known else {
      known = (number, 0)
      return 0
    }
    let distance = Int(Int32(bitPattern: number &- known.number))
    return abs(distance) < Self.reach ? known.offset + distance : nil
  }

  /// Takes the number of a SYN; false where it is that of another connection.
  mutating func begin(at number: UInt32) -> Bool {
    if let initialNumber { return initialNumber == number }
    // What was given belongs to a connection whose SYN came before the recording; what was only seen
    // may have overtaken its SYN.
    let isNear = known.map { $0.number &- number < Self.overtaking } ?? true
    guard next == nil, isNear, let start = offset(of: number) else { return false }
    initialNumber = number
    next = start + 1
    return true
  }

  /// The other end says that it has everything before this number.
  mutating func acknowledge(_ number: UInt32) {
    guard let offset = offset(of: number) else { return }
    acknowledged = max(acknowledged, offset)
  }

  /// Goes on at an offset: what is before it was given, or given up.
  mutating func advance(to offset: Int) {
    next = offset
    guard let known else { return }
    let number = known.number &+ UInt32(truncatingIfNeeded: offset - known.offset)
    self.known = (number, offset)
  }
}
