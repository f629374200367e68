import JSONDecoding
import Testing

struct JSONValueScannerTests {
  /// The same, one byte at a time.
  private func naive(_ text: [UInt8], from start: Int) -> Int? {
    var (depth, isInString, isEscaped) = (0, false, false)
    for index in start..<text.count {
      let byte = text[index]
      // Outside strings a backslash is no JSON; it hides a quote there too, and nothing else.
      let wasEscaped = isEscaped
      isEscaped = !wasEscaped && byte == UInt8(ascii: "\\")
      if byte == UInt8(ascii: "\""), !wasEscaped {
        isInString.toggle()
      } else if !isInString, byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
        depth += 1
      } else if !isInString, byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") {
        depth -= 1
        if depth == 0 { return index + 1 }
      }
    }
    return nil
  }

  private func scanned(_ text: [UInt8], from start: Int, pieces sizes: Int) -> Int? {
    var scanner = JSONValueScanner()
    var at = start
    while at < text.count {
      let end = min(at + sizes, text.count)
      let found = text.withUnsafeBytes {
        scanner.scan(UnsafeRawBufferPointer(rebasing: $0[..<end]), from: at, toDepth: 0)
      }
      if let found { return found }
      at = end
    }
    return nil
  }

  @Test func `random texts end where a naive reader says, in pieces of any size`() {
    var generator = SystemRandomNumberGenerator()
    let alphabet = Array("{}[]\"\\\\ab,:".utf8)
    for _ in 0..<3_000 {
      let count = Int.random(in: 1...400, using: &generator)
      // Few closing brackets at first, so that values are longer than one block of 64 bytes.
      let text =
        [UInt8(ascii: "{")]
        + (0..<count).map { index in
          let byte = alphabet.randomElement(using: &generator) ?? 0
          return index < 100 && (byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]"))
            ? UInt8(ascii: "{") : byte
        }
      let expected = naive(text, from: 0)
      for size in [1, 7, 63, 64, 65, 1_000] {
        #expect(scanned(text, from: 0, pieces: size) == expected)
      }
    }
  }

  @Test func `a value that is not closed is not ended`() {
    #expect(scanned(Array("{\"a\":\"}\"".utf8), from: 0, pieces: 100) == nil)
    #expect(scanned(Array("[{\"a\":\"}\"},[]]x".utf8), from: 0, pieces: 100) == 14)
  }
}
