/// One of the C libraries, behind the one call that they have in common.
protocol Engine: AnyObject {
  /// Takes from the input and writes to the output. Neither buffer is empty, except that the input
  /// is empty when output is still owed.
  func step(_ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer) -> EngineStep

  /// Begins again behind the end of a member or frame; false where the format has only one.
  func restart(before next: UInt8) -> Bool
}

/// What a step has done.
struct EngineStep {
  var consumed: Int
  var produced: Int
  var outcome: Outcome

  enum Outcome: Equatable {
    /// Wants more input, or room for more output.
    case open
    /// The output buffer is too small for what is ready.
    case owesOutput
    /// A member, frame or stream has ended.
    case ended
    case damaged(String)
  }
}
