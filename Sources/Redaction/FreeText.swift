/// Finds in a free text what nobody can say is harmless: everything but the words of the vocabulary,
/// short numbers, times and punctuation.
///
/// ```
/// Device of Hjalmar Olsen is "blocked by admin-7"!
///           ─────────────     ────────────────
///           one stand-in      one for the whole quotation
/// ```
struct FreeText {
  private let bytes: ArraySlice<UInt8>
  private var hidden: [Range<Int>] = []

  /// What is not shown of a piece of a text, in its order.
  static func hidden(in bytes: ArraySlice<UInt8>) -> [Range<Int>] {
    var text = FreeText(bytes: bytes)
    text.readChunks()
    return text.hidden.isEmpty ? [] : text.widenedToQuotations()
  }

  private init(bytes: ArraySlice<UInt8>) { self.bytes = bytes }

  /// Goes from blank to blank.
  private mutating func readChunks() {
    for chunk in bytes.split(whereSeparator: isBlank) {
      guard let start = firstUnknown(in: chunk) else { continue }
      let end = chunk.lastIndex { !Self.closing.contains($0) } ?? start
      let range = start..<max(end, start) + 1
      if start == chunk.startIndex, let last = hidden.last, isOneBreak(last.upperBound..<start) {
        hidden[hidden.count - 1] = last.lowerBound..<range.upperBound
      } else {
        hidden.append(range)
      }
    }
  }

  private func isOneBreak(_ range: Range<Int>) -> Bool { bytes[range].allSatisfy(isBlank) }

  /// Where the first term begins that is not of the vocabulary. What follows it up to the next blank
  /// belongs to it.
  private func firstUnknown(in chunk: ArraySlice<UInt8>) -> Int? {
    var at = chunk.startIndex
    while at < chunk.endIndex {
      if Self.marks.contains(chunk[at]) {
        at += 1
      } else if let end = endOfTime(chunk[at...]) {
        at = end
      } else {
        var term = chunk[at...].prefix { !Self.marks.contains($0) }
        let end = term.endIndex
        while let last = term.last, ".-*".utf8.contains(last) { term.removeLast() }
        while let first = term.first, ".-*".utf8.contains(first) { term.removeFirst() }
        guard isHarmless(term) else { return at }
        at = end
      }
    }
    return nil
  }

  private func isHarmless(_ term: ArraySlice<UInt8>) -> Bool {
    term.isEmpty || Vocabulary.isNumber(term) || Vocabulary.isMade(term)
      || term.count == 36 && SafeText.isPublicID(String(decoding: term, as: UTF8.self))
  }

  /// Where a date or a time of day ends that begins a text: `2018-09-12T16:51:32.0695709+00:00`.
  private func endOfTime(_ text: ArraySlice<UInt8>) -> Int? {
    let shape = text.prefix(40).map { 48...57 ~= $0 ? UInt8(ascii: "0") : $0 }
    var length = 0
    if shape.starts(with: "0000-00-00".utf8) { length = 10 }
    if length > 0, shape.count > 10, "T_".utf8.contains(shape[10]) { length = 11 }
    if length != 10, shape.dropFirst(length).starts(with: "00:00".utf8) {
      length += 5
      if shape.dropFirst(length).starts(with: ":00".utf8) { length += 3 }
      if shape.dropFirst(length).first == UInt8(ascii: ".") {
        length += 1
        length += shape.dropFirst(length).prefix(9) { $0 == UInt8(ascii: "0") }.count
      }
      let zone = shape.dropFirst(length)
      if zone.first == UInt8(ascii: "Z") {
        length += 1
      } else if zone.first.map({ "+-".utf8.contains($0) }) == true,
        zone.dropFirst().starts(with: "00:00".utf8)
      {
        length += 6
      }
    }
    guard length > 0, length == shape.count || !isWordByte(shape[length]) else { return nil }
    return text.startIndex + length
  }

  /// The same, with each quotation whole that has something hidden in it.
  private func widenedToQuotations() -> [Range<Int>] {
    var result: [Range<Int>] = []
    var quotations = quotations()[...]
    for range in hidden {
      while let first = quotations.first, first.upperBound <= range.lowerBound {
        quotations.removeFirst()
      }
      var range = range
      if let first = quotations.first, first.overlaps(range) {
        range = min(first.lowerBound, range.lowerBound)..<max(first.upperBound, range.upperBound)
      }
      if let last = result.last, last.upperBound >= range.lowerBound {
        result[result.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        result.append(range)
      }
    }
    return result
  }

  /// What stands between two quotes of a kind; an apostrophe inside a word is none.
  private func quotations() -> [Range<Int>] {
    var found: [Range<Int>] = []
    var open: (quote: UInt8, start: Int)?
    for at in bytes.indices where "\"'`".utf8.contains(bytes[at]) {
      let isInside =
        at > bytes.startIndex && isWordByte(bytes[at - 1])
        && at + 1 < bytes.endIndex && isWordByte(bytes[at + 1])
      if isInside { continue }
      if let start = open, start.quote == bytes[at] {
        found.append(start.start..<at)
        open = nil
      } else if open == nil {
        open = (bytes[at], at + 1)
      }
    }
    return found
  }

  private func isBlank(_ byte: UInt8) -> Bool { byte <= 0x20 }

  /// What stands between terms.
  private static let marks = Set("\"'`()[]{}<>,;:=!?/\\|&".utf8)
  /// What closes a term, and is left behind it.
  private static let closing = Set("\"'`)]}>,;:!?.".utf8)
}

extension ArraySlice {
  fileprivate func prefix(_ limit: Int, while isIncluded: (Element) -> Bool) -> ArraySlice {
    prefix(limit).prefix(while: isIncluded)
  }
}
