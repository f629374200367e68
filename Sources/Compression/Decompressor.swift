/// Unpacks bytes as they come.
///
/// A conversation: `receive` what there is, take the pieces from `next` until it gives nil, and so on;
/// after `finish` the last pieces come, and the error if the data were not whole. An error comes
/// once, after everything that could be unpacked before it.
///
/// ```
///             receive                  the end of a member
///   ┌────────┐ next  ┌──────┐ ────────────────────────────────▶ ┌───────┐
///   │  open  │ ────▶ │ open │ ◀──────────────────────────────── │ ended │ ──▶ nil for ever
///   └────────┘       └──────┘   another member (gzip, zstd)     └───────┘
///                        │ damage, end of input                     │ other bytes
///                        ▼                                          ▼
///                    ┌───────────────── failed: thrown once ────────────┐
/// ```
///
/// Nothing limits how much comes out in all: a caller that keeps the pieces has to count them, as
/// `decompressed(_:as:limit:)` does.
public struct Decompressor: ~Copyable, @unchecked Sendable {
  // Sendable: the engine belongs to this value alone, and a value that cannot be copied is in one
  // place at a time.
  private let engine: any Engine
  private let format: CompressionFormat
  private var input: [UInt8] = []
  private var taken = 0
  private var takenBefore = 0
  private var isFinished = false
  private var owesOutput = false
  private var state = State.open

  private enum State {
    case open
    case ended
    case failing(CompressionError.Reason)
    case failed
  }

  /// Bytes that come out in one piece, at most.
  private static let pieceSize = 1 << 18

  /// A decompressor that waits for its first byte.
  public init(_ format: CompressionFormat) {
    self.format = format
    engine =
      switch format {
      case .gzip, .zlib, .deflate: ZlibEngine(format)
      case .brotli: BrotliEngine()
      case .zstd: ZstdEngine()
      }
  }

  /// How many packed bytes have been taken in.
  public var offset: Int { takenBefore + taken }

  /// Adds packed bytes.
  public mutating func receive(_ bytes: some Collection<UInt8>) {
    if taken == input.count {
      takenBefore += taken
      taken = 0
      input.removeAll(keepingCapacity: true)
    }
    input.append(contentsOf: bytes)
  }

  /// Says that no more bytes will come.
  public mutating func finish() { isFinished = true }

  /// The next piece; nil when more input is needed, or when all has been given.
  ///
  /// - Throws: `CompressionError` where the data are damaged, end too early (only after `finish`), or
  ///   are followed by something else; once, then nil.
  public mutating func next() throws(CompressionError) -> [UInt8]? {
    var piece: [UInt8] = []
    while piece.isEmpty {
      switch state {
      case .open:
        guard taken < input.count || owesOutput else {
          // Nothing at all is no gzip file either.
          guard isFinished else { return nil }
          state = .failing(.cut)
          continue
        }
        piece = step()
      case .ended:
        guard taken < input.count else { return nil }
        if engine.restart(before: input[taken]) {
          state = .open
        } else if format == .gzip, input[taken] == 0 {
          taken += 1  // tape drives and some servers pad with zeros
        } else {
          state = .failing(.trailingBytes)
        }
      case .failing(let reason):
        state = .failed
        throw CompressionError(format, reason, offset: offset)
      case .failed: return nil
      }
    }
    return piece
  }

  private mutating func step() -> [UInt8] {
    var taken = self.taken
    var outcome = EngineStep.Outcome.open
    // A small body should not cost a large buffer.
    let room = min(Self.pieceSize, max(4_096, (input.count - taken) * 8))
    let piece = input.withUnsafeBytes { input in
      [UInt8](unsafeUninitializedCapacity: room) { output, count in
        repeat {
          let step = engine.step(
            UnsafeRawBufferPointer(rebasing: input[taken...]),
            UnsafeMutableRawBufferPointer(
              rebasing: UnsafeMutableRawBufferPointer(output)[count..<room]))
          taken += step.consumed
          count += step.produced
          outcome = step.outcome
          if step.consumed == 0, step.produced == 0 { break }
        } while outcome == .open && taken < input.count && count < room
      }
    }
    // A step that took nothing and gave nothing would be repeated for ever.
    let isStuck = taken == self.taken && piece.isEmpty
    self.taken = taken
    owesOutput = outcome == .owesOutput && !isStuck
    switch outcome {
    case .ended: state = .ended
    case .damaged(let detail): state = .failing(.damaged(detail))
    case .open, .owesOutput:
      if isStuck, taken < input.count { state = .failing(.damaged("no progress")) }
    }
    return piece
  }
}
