internal import CSimdJSON

/// Finds where arrays and objects end, in a text that comes in pieces, without reading what is inside.
///
/// It counts brackets and braces that stand outside strings, 64 bytes at a time; what it finds in a
/// damaged text is a guess.
public struct JSONValueScanner: Sendable {
  private var state = csimdjson_scan()

  /// A scanner that stands outside everything.
  public init() {}

  /// Reads on from `start` until a closing bracket or brace leaves `floor` of them open. A scan
  /// begins at an opening one.
  ///
  /// - Returns: The index after that byte; nil when the text ends first, and the scan can go on with
  ///   the text that follows.
  public mutating func scan(
    _ text: UnsafeRawBufferPointer, from start: Int, toDepth floor: Int
  ) -> Int? {
    guard start < text.count, let base = text.baseAddress else { return nil }
    let end = csimdjson_scan_to_depth(
      &state, base.assumingMemoryBound(to: UInt8.self), start, text.count, Int64(floor))
    return state.depth <= floor ? end : nil
  }
}
