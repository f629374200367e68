internal import Bytes

/// Bytes of one end that were received and not read yet, and where each of them was.
struct PlacedInput {
  private(set) var bytes: ArraySlice<UInt8> = []
  /// The packets that `bytes` came in, with how many bytes are left of each.
  private var packets: [(count: Int, place: PacketPlace)] = []
  /// Where the last piece was.
  private(set) var place = Self.nowhere
  /// Where the last byte was that was taken.
  private(set) var lastTaken = Self.nowhere

  private static let nowhere = PacketPlace(number: 0, time: Timestamp(nanoseconds: 0))
  /// Of more packets than these the later ones count as one.
  private static let packetLimit = 1 << 10

  var isEmpty: Bool { bytes.isEmpty }
  var count: Int { bytes.count }

  /// Where the next byte was.
  var firstPlace: PacketPlace { packets.first?.place ?? place }

  /// Says where the next piece is, which may be one without bytes.
  mutating func move(to place: PacketPlace) { self.place = place }

  mutating func append(_ more: ArraySlice<UInt8>) {
    if bytes.isEmpty { bytes = more } else { bytes += more }
    if let last = packets.last, last.place == place || packets.count == Self.packetLimit {
      packets[packets.count - 1].count += more.count
    } else if !more.isEmpty {
      packets.append((more.count, place))
    }
  }

  /// Takes bytes from the start.
  mutating func take(_ count: Int) -> ArraySlice<UInt8> {
    let taken = bytes.prefix(count)
    bytes = bytes.dropFirst(count)
    var left = taken.count
    var done = 0
    while left > 0, done < packets.count {
      lastTaken = packets[done].place
      if left < packets[done].count {
        packets[done].count -= left
        left = 0
      } else {
        left -= packets[done].count
        done += 1
      }
    }
    if done == packets.count {
      packets.removeAll(keepingCapacity: true)
    } else if done > 0 {
      packets.removeFirst(done)
    }
    return taken
  }

  /// Takes all that is left.
  mutating func takeAll() -> ArraySlice<UInt8> { take(bytes.count) }

  /// Lets go of the buffer that the last piece is a part of, which may be that of a whole file.
  mutating func keepOwnCopy() {
    if packets.count == 1, !bytes.isEmpty { bytes = ArraySlice(Array(bytes)) }
  }

  func withUnsafeBytes<Result>(_ body: (RawBytes) -> Result) -> Result {
    bytes.withUnsafeBufferPointer(body)
  }
}
