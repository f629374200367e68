internal import Bytes
internal import HTTPMessages
internal import JSONDecoding

/// Inside the array of entries.
extension HARReader {
  /// So many bytes of an entry are taken before it is looked at for what it may have swallowed.
  private static let firstPatience = 1 << 22

  mutating func stepBetweenEntries() -> Bool {
    skipSpaceAndCommas()
    guard head < buffer.count else { return false }
    switch buffer[head] {
    case UInt8(ascii: "]"):
      head += 1
      state = .members
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      state = .entry(Scan(patience: min(Self.firstPatience, entryLimit)))
    case UInt8(ascii: "}"), UInt8(ascii: ":"):
      return loseWay(expected: "an entry or ']'")
    default:
      guard let end = endOfValue(from: head), let next = afterSpace(end) else {
        guard isFinished || buffer.count - head > Self.memberLimit else { return false }
        return loseWay(expected: "an entry or ']'")
      }
      guard ",]".utf8.contains(buffer[next]), isJSON(head..<end) else {
        return loseWay(expected: "an entry or ']'")
      }
      reportNoObject()
      head = end
    }
    return true
  }

  private func isJSON(_ range: Range<Int>) -> Bool {
    buffer.withUnsafeBytes { text in
      (try? parser.read(UnsafeRawBufferPointer(rebasing: text[range])) { _ in true }) ?? false
    }
  }

  mutating func stepInEntry(_ scan: Scan) -> Bool {
    var scan = scan
    switch endOfScan(&scan) {
    case .end(let end):
      guard isFinished || isBeforeElement(end) != nil else { return false }
      return readEntry(head..<end, isWhole: true)
    case .needsMore:
      state = .entry(scan)
      return false
    case .isLong:
      if readEntry(head..<head + scan.patience, isWhole: false) { return true }
      if scan.patience < entryLimit {
        scan.patience = min(scan.patience * 2, entryLimit)
        state = .entry(scan)
      } else {
        reportEntry(
          "har-entry-too-large", at: head, path: [],
          "an entry of more than \(entryLimit) bytes was passed over",
          advice: "record again without large downloads")
        countEntry(.damaged)
        searchOn(from: head + scan.patience)
      }
      return true
    }
  }

  /// Reads an entry, or finds what is wrong with it.
  ///
  /// A part of one is damaged only where it is no beginning of JSON and another entry begins behind
  /// that place; false where that is not so.
  mutating func readEntry(_ range: Range<Int>, isWhole: Bool) -> Bool {
    if buffer[head] == UInt8(ascii: "["), case .entry(let brace)? = landmark(in: range) {
      return loseWay(at: head, expected: "an entry or ']'", goingOnAt: brace)
    }
    let place = EntryPlace(
      capture: capture, number: entryCount + 1, index: indexInLog,
      offset: offsetOfBuffer + range.lowerBound, isTranscoded: origin.isTranscoded)
    // The rest of an entry whose front is lost may begin like one.
    let isElement = isBeforeElement(range.upperBound) ?? true
    var isRest = false
    do {
      let (exchange, oddities) = try buffer.withUnsafeBytes { text in
        try parser.readLeniently(UnsafeRawBufferPointer(rebasing: text[range])) {
          entry -> Exchange? in
          isRest = !isElement && entry["request"] == nil && entry["response"] == nil
          guard entry.kind == .object, !isRest else { return nil }
          var decoder = EntryDecoder(
            place: place, isInZip: origin.isInZip, attachment: attachment)
          return decoder.exchange(entry)
        }
      }
      if var exchange {
        for oddity in oddities {
          exchange.diagnostics.append(diagnostic(oddity, place, range))
        }
        let isComplete = exchange.response != nil && !exchange.request.method.isEmpty
        pending.append(.exchange(exchange))
        countEntry(isComplete ? .whole : .partial)
      } else if isRest {
        return loseWay(expected: "an entry", goingOnAt: range.upperBound)
      } else {
        reportNoObject()
      }
      head = range.upperBound
      state = .entries
      return true
    } catch {
      return loseEntry(range, error as? JSONError, isWhole: isWhole)
    }
  }

  /// Whether the array of entries ends at an index, or goes on with what is no name.
  private func isBeforeElement(_ index: Int) -> Bool? {
    guard let next = afterSpace(index) else { return nil }
    guard buffer[next] == UInt8(ascii: ",") else { return buffer[next] == UInt8(ascii: "]") }
    return afterSpace(next + 1).map { buffer[$0] != UInt8(ascii: "\"") }
  }

  private mutating func loseEntry(
    _ range: Range<Int>, _ damage: JSONError?, isWhole: Bool
  ) -> Bool {
    let offset = min(damage?.offset ?? 0, range.count)
    let start = startOfToken(head + offset, after: head + 1)
    let isFollowed = start < range.upperBound && landmark(in: start..<range.upperBound) != nil
    guard isWhole || isFollowed else { return false }
    guard landmarks.isNamed(head, in: buffer) else {
      return loseWay(at: head, expected: "an entry or ']'", goingOnAt: start)
    }
    reportEntry(
      "har-entry-damaged", at: range.lowerBound + offset,
      path: pointerSteps(to: offset, in: buffer[range]),
      "expected \(damage?.expected ?? "JSON"); the entry was passed over",
      advice: "correct the text at that place, or export the capture again")
    countEntry(.damaged)
    if isFollowed {
      searchOn(from: start)
    } else {
      head = range.upperBound
      state = .entries
    }
    return true
  }

  private mutating func reportNoObject() {
    reportEntry(
      "har-entry-not-object", at: head, path: [], "an entry that is not an object",
      advice: "nothing was read from it; export the capture again")
    countEntry(.whole)
  }

  private func diagnostic(
    _ oddity: JSONOddity, _ place: EntryPlace, _ range: Range<Int>
  ) -> Diagnostic {
    Diagnostic(
      "har-not-quite-json",
      at: place.description(pointerSteps(to: oddity.offset, in: buffer[range]))
        + ", \(place.byte(oddity.offset))",
      "\(oddity.kind.rawValue), which JSON does not allow",
      advice: "it was overlooked; other programs will refuse the file")
  }

  mutating func reportCutEntry() {
    reportEntry(
      "har-cut", at: buffer.count, path: pointerSteps(to: buffer.count - head, in: buffer[head...]),
      "the text ends inside this entry", advice: cutAdvice)
    countEntry(.damaged)
  }

  mutating func countEntry(_ state: EntryState) {
    entryCount += 1
    indexInLog += 1
    lastEntry = state
  }

  private mutating func reportEntry(
    _ id: String, at index: Int, path: [String], _ what: String, advice: String
  ) {
    let place = EntryPlace(
      capture: capture, number: entryCount + 1, index: indexInLog, offset: offsetOfBuffer + index,
      isTranscoded: origin.isTranscoded)
    pending.append(
      .diagnostic(
        Diagnostic(
          id, at: place.description(path) + ", \(place.byte)", what, advice: advice,
          isDamage: true)))
  }
}

/// Where an entry stands.
struct EntryPlace {
  var capture: String
  /// From 1, through all logs of the capture.
  var number: Int
  /// From 0, in its log.
  var index: Int
  /// Of its first byte, in the text.
  var offset: Int
  var isTranscoded: Bool

  /// `byte 12`: this place, or one so many bytes behind it.
  var byte: String { byte(0) }
  func byte(_ distance: Int) -> String { byteText(offset + distance, isTranscoded: isTranscoded) }

  /// The place of something inside the entry: `a.har, entry 6, /log/entries/5/response/status`.
  func description(_ steps: [String]) -> String {
    let pointer = JSONPointer(["log", "entries", "\(index)"] + steps)
    return "\(capture), entry \(number), \(pointer)"
  }
}

/// An offset as people read it.
func byteText(_ offset: Int, isTranscoded: Bool) -> String {
  "byte \(offset)\(isTranscoded ? " of its text as UTF-8" : "")"
}
