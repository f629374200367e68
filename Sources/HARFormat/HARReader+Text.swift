internal import JSONDecoding

/// Small looks into the buffer. Where the answer depends on text that has not come yet, it is nil.
extension HARReader {
  mutating func skipSpaceAndCommas() {
    while head < buffer.count, isSpace(buffer[head]) || buffer[head] == UInt8(ascii: ",") {
      head += 1
    }
  }

  func isText(_ range: Range<Int>, _ text: StaticString) -> Bool {
    range.count == text.utf8CodeUnitCount
      && (0..<range.count).allSatisfy { buffer[range.lowerBound + $0] == text.utf8Start[$0] }
  }

  /// The index of the first byte at or after `index` that is no space.
  func afterSpace(_ index: Int) -> Int? {
    var index = index
    while index < buffer.count, isSpace(buffer[index]) { index += 1 }
    return index < buffer.count ? index : nil
  }

  /// The index behind the closing quote of the string that begins at `start`.
  func endOfString(from start: Int) -> Int? {
    var index = start + 1
    while index < buffer.count {
      switch buffer[index] {
      case UInt8(ascii: "\""): return index + 1
      case UInt8(ascii: "\\"): index += 2
      default: index += 1
      }
    }
    return nil
  }

  /// Where the value of a member begins whose name ends at `name`; where no colon follows, where
  /// one should have.
  func startOfValue(after name: Int) -> (index: Int, isAfterColon: Bool)? {
    guard let colon = afterSpace(name) else { return nil }
    guard buffer[colon] == UInt8(ascii: ":") else { return (colon, false) }
    return afterSpace(colon + 1).map { ($0, true) }
  }

  /// The index behind the value that begins at `start`.
  func endOfValue(from start: Int) -> Int? {
    switch buffer[start] {
    case UInt8(ascii: "\""): return endOfString(from: start)
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      var scanner = JSONValueScanner()
      return buffer.withUnsafeBytes { scanner.scan($0, from: start, toDepth: 0) }
    default:
      return buffer[start...].firstIndex {
        $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "}") || $0 == UInt8(ascii: "]")
      }
    }
  }

  enum ScanResult {
    case end(Int), needsMore, isLong
  }

  /// Looks for the end of the value at `head`. What is decided about a long one must not depend on
  /// how much of it came at once.
  func endOfScan(_ scan: inout Scan) -> ScanResult {
    let limit = min(buffer.count, head + scan.patience)
    let end = buffer.withUnsafeBytes {
      scan.scanner.scan(
        UnsafeRawBufferPointer(rebasing: $0[..<limit]), from: head + scan.scanned, toDepth: 0)
    }
    scan.scanned = limit - head
    return end.map { .end($0) } ?? (scan.scanned == scan.patience ? .isLong : .needsMore)
  }
}
