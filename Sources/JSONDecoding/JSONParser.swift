internal import CSimdJSON

/// Reads JSON texts, one after another, with the same buffers.
///
/// simdjson reads the text first. What it refuses is read again by a slower reader of our own, which
/// either accepts it (simdjson limits integers, and JSON does not) or says where the text is damaged.
public final class JSONParser {
  /// How deep arrays and objects may nest. Whoever walks a tree may do so by recursion.
  public static let depthLimit = Int(CSIMDJSON_DEPTH)

  private let simd: OpaquePointer
  private var padded: [UInt8] = []
  private var tape: [UInt64] = []
  private var strings: [UInt8] = []

  /// A parser with empty buffers.
  public init() {
    guard let parser = csimdjson_parser_create() else { fatalError("out of memory") }
    simd = parser
  }

  deinit { csimdjson_parser_destroy(simd) }

  /// Reads a text that must be JSON as RFC 8259 has it.
  ///
  /// - Parameter body: Is given the root, which is valid until `body` returns.
  /// - Throws: `JSONError` where the text is not JSON, or what `body` throws.
  public func read<Result>(
    _ text: UnsafeRawBufferPointer, _ body: (JSONNode) throws -> Result
  ) throws -> Result {
    if let result = try readFast(text, body) { return result }
    return try readCarefully(text, tolerance: .none, body).result
  }

  /// Reads a text that is nearly JSON, and says what had to be overlooked.
  ///
  /// - Throws: `JSONError` where even a tolerant reader cannot go on, or what `body` throws.
  public func readLeniently<Result>(
    _ text: UnsafeRawBufferPointer, _ body: (JSONNode) throws -> Result
  ) throws -> (result: Result, oddities: [JSONOddity]) {
    if let result = try readFast(text, body) { return (result, []) }
    return try readCarefully(text, tolerance: .oddities, body)
  }

  private func readFast<Result>(
    _ text: UnsafeRawBufferPointer, _ body: (JSONNode) throws -> Result
  ) rethrows -> Result? {
    let needed = text.count + Int(CSIMDJSON_PADDING)
    if padded.count < needed {
      padded = [UInt8](repeating: 0, count: max(needed, min(padded.count * 2, 1 << 24)))
    }
    return try padded.withUnsafeMutableBytes { buffer -> Result? in
      if let start = text.baseAddress, let destination = buffer.baseAddress {
        destination.copyMemory(from: start, byteCount: text.count)
      }
      var tape: UnsafePointer<UInt64>?
      var strings: UnsafePointer<UInt8>?
      let bytes = UnsafePointer(buffer.baseAddress!.assumingMemoryBound(to: UInt8.self))
      guard csimdjson_parse(simd, bytes, text.count, &tape, &strings) == 1,
        let tape, let strings
      else { return nil }
      return try body(JSONNode(tape: tape, strings: strings, index: 1))
    }
  }

  private func readCarefully<Result>(
    _ text: UnsafeRawBufferPointer, tolerance: JSONTolerance,
    _ body: (JSONNode) throws -> Result
  ) throws -> (result: Result, oddities: [JSONOddity]) {
    var builder = JSONTapeBuilder(text, tolerance: tolerance, tape: tape, strings: strings)
    tape = []
    strings = []
    defer { (tape, strings) = builder.takeBuffers() }
    try builder.build()
    let result = try builder.withRoot(body)
    return (result, builder.oddities)
  }
}

extension JSONParser {
  /// Reads a text held in an array.
  public func read<Result>(
    _ text: [UInt8], _ body: (JSONNode) throws -> Result
  ) throws -> Result {
    try text.withUnsafeBytes { try read($0, body) }
  }

  /// Reads a text held in a string into a tree of its own.
  public func value(of text: String) throws -> JSONValue {
    try read(Array(text.utf8)) { JSONValue($0) }
  }
}
