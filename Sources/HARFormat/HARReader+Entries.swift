internal import Bytes
internal import HTTPMessages
internal import JSONDecoding

/// Inside the array of entries.
extension HARReader {
  /// An entry that is still open after so many bytes may have swallowed the next ones: a bracket or a
  /// quote can be missing. Each time it is asked again, the number doubles.
  private static let firstPatience = 1 << 22

  mutating func stepBetweenEntries() -> Bool {
    skipSpaceAndCommas()
    guard head < buffer.count else { return false }
    switch buffer[head] {
    case UInt8(ascii: "]"):
      head += 1
      state = .members(.log)
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      state = .entry(
        JSONValueScanner(), scanned: 0, patience: min(Self.firstPatience, entryLimit))
    case UInt8(ascii: "}"), UInt8(ascii: ":"):
      return loseWay(expected: "an entry or ']'")
    default:
      guard !seen.damage else { return loseWay(expected: "an entry or ']'") }
      reportEntry(
        "har-entry-not-object", at: head, path: [], "an entry that is not an object",
        advice: "nothing was read from it; export the capture again")
      countEntry()
      skipElement()
    }
    return true
  }

  mutating func stepInEntry(
    _ scanner: JSONValueScanner, scanned: Int, patience: Int
  ) -> Bool {
    var scanner = scanner
    // The decision about a long entry must not depend on how much of it came at once.
    let limit = min(buffer.count, head + patience)
    let end = buffer.withUnsafeBytes {
      scanner.scan(
        UnsafeRawBufferPointer(rebasing: $0[..<limit]), from: head + scanned, toDepth: 0)
    }
    if let end {
      readEntry(head..<end)
      return true
    }
    guard limit == head + patience else {
      state = .entry(scanner, scanned: limit - head, patience: patience)
      return false
    }
    if let next = entryStart(in: head + 1..<limit) {
      readEntry(head..<next)
    } else if patience < entryLimit {
      state = .entry(
        scanner, scanned: patience, patience: min(patience * 2, entryLimit))
    } else {
      reportEntry(
        "har-entry-too-large", at: head, path: [],
        "an entry of more than \(entryLimit) bytes was passed over",
        advice: "record again without large downloads")
      countEntry()
      seen.damage = true
      head = limit
      state = .lost
    }
    return true
  }

  /// Reads an entry as a whole, or, where it is damaged, what can be known about the damage.
  private mutating func readEntry(_ range: Range<Int>) {
    let place = EntryPlace(
      capture: capture, number: entryCount + 1, index: indexInLog,
      offset: offsetOfBuffer + range.lowerBound)
    let onlyWholeEntries = seen.damage
    do {
      let (exchange, oddities) = try buffer.withUnsafeBytes { text in
        try parser.readLeniently(UnsafeRawBufferPointer(rebasing: text[range])) {
          entry -> Exchange? in
          // After damage, what looked like the beginning of an entry may be one of a page.
          guard entry.kind == .object,
            !onlyWholeEntries || entry["request"] != nil || entry["response"] != nil
          else { return nil }
          var decoder = EntryDecoder(place: place, attachment: attachment)
          return decoder.exchange(entry)
        }
      }
      head = range.upperBound
      state = .members(.entries)
      if var exchange {
        for oddity in oddities {
          exchange.diagnostics.append(diagnostic(oddity, place, range))
        }
        pending.append(.exchange(exchange))
        countEntry()
      } else if !seen.damage {
        reportEntry(
          "har-entry-not-object", at: range.lowerBound, path: [],
          "an entry that is not an object",
          advice: "nothing was read from it; export the capture again")
        countEntry()
      }
    } catch {
      let damage = error as? JSONError
      let offset = min(damage?.offset ?? 0, range.count)
      reportEntry(
        "har-entry-damaged", at: range.lowerBound + offset,
        path: pointerSteps(
          to: offset, in: buffer[range]),
        "expected \(damage?.expected ?? "JSON"); the entry was passed over",
        advice: "correct the text at that place, or export the capture again")
      countEntry()
      seen.damage = true
      head = entryStart(in: range.dropFirst()) ?? range.upperBound
      state = .members(.entries)
    }
  }

  private func diagnostic(
    _ oddity: JSONOddity, _ place: EntryPlace, _ range: Range<Int>
  ) -> Diagnostic {
    Diagnostic(
      "har-not-quite-json",
      at: place.description(pointerSteps(to: oddity.offset, in: buffer[range]))
        + ", byte \(place.offset + oddity.offset)",
      "\(oddity.kind.rawValue), which JSON does not allow",
      advice: "it was overlooked; other programs will refuse the file")
  }

  /// At the end of the text: goes on behind the beginning of an entry that never ended, where
  /// another one begins inside it.
  mutating func resumeInsideUnfinishedEntry() -> Bool {
    if let next = entryStart(in: head + 1..<buffer.count) {
      readEntry(head..<next)
      return true
    }
    reportEntry(
      "har-cut", at: buffer.count, path: pointerSteps(to: buffer.count - head, in: buffer[head...]),
      "the text ends inside this entry", advice: cutAdvice)
    countEntry()
    return false
  }

  private mutating func countEntry() {
    entryCount += 1
    indexInLog += 1
  }

  private mutating func reportEntry(
    _ id: String, at index: Int, path: [String], _ what: String, advice: String
  ) {
    let place = EntryPlace(
      capture: capture, number: entryCount + 1, index: indexInLog, offset: offsetOfBuffer + index)
    pending.append(
      .diagnostic(
        Diagnostic(
          id, at: place.description(path) + ", byte \(place.offset)", what, advice: advice,
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

  /// The place of something inside the entry: `a.har, entry 6, /log/entries/5/response/status`.
  func description(_ steps: [String]) -> String {
    let pointer = JSONPointer(["log", "entries", "\(index)"] + steps)
    return "\(capture), entry \(number), \(pointer)"
  }
}
