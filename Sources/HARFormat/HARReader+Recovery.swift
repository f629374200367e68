/// Finding the way again after damage.
///
/// A brace, spaces and a name in plain quotes cannot stand inside a string, where quotes are escaped;
/// so the beginning of an entry is known by sight, whatever was lost before it. `startedDateTime`
/// begins pages too, but a page has no request and no response.
extension HARReader {
  /// The members that exporters write first.
  private static let firstNames: [StaticString] = [
    "startedDateTime", "pageref", "request", "response", "time", "cache", "timings", "connection",
    "serverIPAddress", "_id", "_initiator", "_connectionId", "_priority", "_resourceType",
    "_fromCache", "_frameref", "_monotonicTime", "_request_id",
  ]

  /// Spaces after a brace, and the longest name: more is not looked at.
  private static let lookahead = 512

  mutating func fail(_ reason: HARError.Reason) {
    if failure == nil {
      failure = HARError(capture: capture, reason: reason, offset: offsetOfBuffer + head)
    }
  }

  /// Gives up on the structure at `head`, with one diagnostic for each stretch of damage.
  mutating func loseWay(expected: String) -> Bool {
    if !seen.damage, seen.log {
      report(
        "har-damaged", offset: offsetOfBuffer + head, "expected \(expected)",
        advice: "the reader went on at the next entry; export the capture again")
    }
    fail(seen.log ? .damagedBeforeEntries : .notJSON)
    seen.damage = true
    state = .lost
    return true
  }

  /// Looks for the next log, array of entries or entry.
  mutating func search() -> Bool {
    while head < buffer.count {
      let byte = buffer[head]
      if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "\"") {
        guard let found = landmark(at: head) else { return false }
        if let found {
          switch found {
          case .top: head += 1
          case .log: seen.log = true
          case .entries: seen.entries = true
          }
          state = .members(found)
          return true
        }
      }
      head += 1
    }
    return false
  }

  /// What can be read on from `index`; nil inside for nothing.
  private func landmark(at index: Int) -> Level?? {
    guard hasLookahead(from: index) else { return nil }
    if buffer[index] == UInt8(ascii: "\"") {
      let name = index + 1..<index + 8
      guard name.upperBound < buffer.count, isText(name, "entries"),
        buffer[name.upperBound] == UInt8(ascii: "\""),
        let value = startOfValue(after: name.upperBound + 1), value.isAfterColon,
        buffer[value.index] == UInt8(ascii: "[")
      else { return .some(nil) }
      return .log
    }
    if isObject(at: index, before: buffer.count, firstNames: ["log"]) { return .top }
    return isObject(at: index, before: buffer.count, firstNames: Self.firstNames)
      ? .entries : .some(nil)
  }

  /// Whether an entry begins at a brace.
  func isEntryStart(at index: Int) -> Bool? {
    guard hasLookahead(from: index) else { return nil }
    return isObject(at: index, before: buffer.count, firstNames: Self.firstNames)
  }

  /// Where the first entry begins in a stretch of text.
  func entryStart(in range: Range<Int>) -> Int? {
    range.first {
      buffer[$0] == UInt8(ascii: "{")
        && isObject(at: $0, before: range.upperBound, firstNames: Self.firstNames)
    }
  }

  private func hasLookahead(from index: Int) -> Bool {
    isFinished || buffer.count - index >= Self.lookahead
  }

  private func isObject(
    at index: Int, before end: Int, firstNames: [StaticString]
  ) -> Bool {
    let end = min(end, index + Self.lookahead)
    var quote = index + 1
    while quote < end, isSpace(buffer[quote]) { quote += 1 }
    guard quote < end, buffer[quote] == UInt8(ascii: "\"") else { return false }
    return firstNames.contains { name in
      let range = quote + 1..<quote + 1 + name.utf8CodeUnitCount
      return range.upperBound < end && isText(range, name)
        && buffer[range.upperBound] == UInt8(ascii: "\"")
    }
  }
}
