internal import CZstd

/// Zstandard.
final class ZstdEngine: Engine {
  private let stream: OpaquePointer
  /// How much input the library wants for its next step, at most one block.
  private var wanted = 1
  private var isBetweenFrames = true

  init() {
    guard let stream = ZSTD_createDStream() else { preconditionFailure("zstd has no memory") }
    self.stream = stream
    wanted = max(ZSTD_initDStream(stream), 1)
  }

  deinit { ZSTD_freeDStream(stream) }

  func step(
    _ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer
  ) -> EngineStep {
    if isBetweenFrames, let first = input.first {
      // A frame, or one to pass over (RFC 8878 section 3.1). What the library took before there was
      // a standard it may still take, and reads otherwise in other pieces.
      guard first == 0x28 || first & 0xF0 == 0x50 else {
        return EngineStep(consumed: 0, produced: 0, outcome: .damaged("Unknown frame descriptor"))
      }
      isBetweenFrames = false
    }
    // Given two blocks at once, the library loses the first when the second is damaged.
    var source = ZSTD_inBuffer(
      src: input.baseAddress, size: min(input.count, wanted), pos: 0)
    var destination = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
    let result = ZSTD_decompressStream(stream, &destination, &source)
    var outcome = EngineStep.Outcome.open
    if ZSTD_isError(result) != 0 {
      outcome = .damaged(String(cString: ZSTD_getErrorName(result)))
    } else if result == 0 {
      outcome = .ended
      wanted = 1
      isBetweenFrames = true
    } else {
      outcome = destination.pos == destination.size ? .owesOutput : .open
      wanted = result
    }
    return EngineStep(consumed: source.pos, produced: destination.pos, outcome: outcome)
  }

  /// The library waits for the next frame by itself.
  func restart(before next: UInt8) -> Bool { true }
}
