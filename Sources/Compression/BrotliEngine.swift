internal import CBrotli

/// Brotli.
final class BrotliEngine: Engine {
  private let state: OpaquePointer

  init() {
    guard let state = BrotliDecoderCreateInstance(nil, nil, nil) else {
      preconditionFailure("brotli has no memory")
    }
    self.state = state
  }

  deinit { BrotliDecoderDestroyInstance(state) }

  func step(
    _ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer
  ) -> EngineStep {
    // The library keeps back what it has decoded until it asks for more input, and loses it when it
    // meets damage first. A byte at a time, it asks after each.
    let offered = min(input.count, 1)
    var availableIn = offered
    var nextIn = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
    var availableOut = output.count
    var nextOut = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    let result = BrotliDecoderDecompressStream(
      state, &availableIn, &nextIn, &availableOut, &nextOut, nil)
    let outcome: EngineStep.Outcome =
      switch result {
      case BROTLI_DECODER_RESULT_SUCCESS: .ended
      case BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT: .open
      case BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT: .owesOutput
      default:
        .damaged(String(cString: BrotliDecoderErrorString(BrotliDecoderGetErrorCode(state))))
      }
    return EngineStep(
      consumed: offered - availableIn, produced: output.count - availableOut, outcome: outcome)
  }

  func restart(before next: UInt8) -> Bool { false }
}
