import FuzzSupport

@testable import JSONDecoding

/// A JSON text: what simdjson accepts our own reader accepts, with the same value; and what is
/// written is read again.
@main enum JSONDecodingFuzz: Fuzzer {
  static func test(_ input: FuzzInput) {
    input.bytes.withUnsafeBytes(test)
  }

  private static func test(_ text: UnsafeRawBufferPointer) {
    let parser = JSONParser()
    var builder = JSONTapeBuilder(text, tolerance: .none, tape: [], strings: [])
    let slow = (try? builder.build()).map { builder.withRoot { JSONValue($0) } }
    let fast = try? parser.read(text) { JSONValue($0) }
    precondition(slow == fast, "two readings differ: \(String(describing: fast))")
    _ = try? parser.readLeniently(text) { JSONValue($0) }
    guard let fast else { return }
    let writer = JSONWriter()
    writer.value(fast)
    let again = try? parser.read(writer.bytes) { JSONValue($0) }
    precondition(again == fast, "what was written reads otherwise: \(String(describing: again))")
  }
}
