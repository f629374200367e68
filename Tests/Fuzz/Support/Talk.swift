public import Bytes

/// What both ends of a connection sent, as bytes that a fuzzer can change.
///
/// ```
///  0                1            3
/// ┌────────────────┬────────────┬──────────┐
/// │ 0b0000_0kks    │ length, BE │ bytes …  │  s: the server; kk: 0 and 1 data, 2 a gap, 3 the end
/// └────────────────┴────────────┴──────────┘
/// ```
///
/// A gap has no bytes: its length is that of what was lost, all ones where nobody knows.
public struct Talk {
  /// A step of it.
  public struct Step {
    /// Who.
    public var sender: Sender
    /// What.
    public var piece: StreamPiece
    /// Which packet.
    public var place: PacketPlace
  }

  /// All of it.
  public private(set) var steps: [Step] = []

  /// As a fuzzer gives it.
  public init(_ bytes: some Collection<UInt8>) {
    var rest = Array(bytes)[...]
    while rest.count >= 3 {
      let mark = rest.removeFirst()
      let count = Int(rest.removeFirst()) << 8 | Int(rest.removeFirst())
      let sender: Sender = mark & 1 == 0 ? .client : .server
      switch mark >> 1 & 3 {
      case 2: append(.gap(count: count == 0xFFFF ? nil : max(1, count)), from: sender)
      case 3: append(.end(count % 2 == 0 ? .closed : .reset), from: sender)
      default:
        if count > 0, !rest.isEmpty { append(.data(rest.prefix(count)), from: sender) }
        rest = rest.dropFirst(count)
      }
    }
  }

  /// Nothing yet.
  public init() {}

  /// Adds a step.
  public mutating func append(_ piece: StreamPiece, from sender: Sender) {
    let number = steps.count + 1
    let place = PacketPlace(
      number: number, time: Timestamp(nanoseconds: Int64(number) * 1_000_000))
    steps.append(Step(sender: sender, piece: piece, place: place))
  }

  /// The bytes that a fuzzer begins with.
  public var bytes: [UInt8] {
    steps.flatMap { step -> [UInt8] in
      let sender: UInt8 = step.sender == .client ? 0 : 1
      switch step.piece {
      case .data(let bytes):
        return stride(from: 0, to: bytes.count, by: 0x8000).flatMap { start -> [UInt8] in
          let part = bytes.dropFirst(start).prefix(0x8000)
          return [sender, UInt8(part.count >> 8), UInt8(part.count & 0xFF)] + part
        }
      case .gap(let count):
        let count = min(count ?? 0xFFFF, 0xFFFF)
        return [sender | 4, UInt8(count >> 8), UInt8(count & 0xFF)]
      case .end(let end): return [sender | 6, 0, end == .closed ? 0 : 1]
      }
    }
  }
}
