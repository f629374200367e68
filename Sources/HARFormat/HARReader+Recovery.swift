internal import Bytes

/// Finding the way again after damage.
extension HARReader {
  mutating func fail(_ reason: HARError.Reason) {
    if failure == nil {
      failure = HARError(capture: capture, reason: reason, offset: offsetOfBuffer + head)
    }
  }

  /// Gives up on the structure at an index. The damage is reported where the way is found again, or
  /// at the end: a text without entries is an error instead.
  mutating func loseWay(
    at index: Int? = nil, expected: String, goingOnAt next: Int? = nil
  ) -> Bool {
    let index = index ?? head
    head = index
    fail(seen.log ? .damagedBeforeEntries : .notJSON)
    // The rest of a damaged entry is the same damage.
    if lastEntry != .damaged { damage = damaged(at: index, "expected \(expected)") }
    searchOn(from: next ?? startOfToken(index, after: 0))
    return true
  }

  /// Looks for landmarks from an index on, whatever they stand in.
  mutating func searchOn(from index: Int) {
    head = index
    landmarks = Landmarks(from: offsetOfBuffer + index, isLost: true, isExplained: true)
    state = .searching
  }

  /// The index of the quote or brace that a name behind damage begins with.
  func startOfToken(_ index: Int, after floor: Int) -> Int {
    var start = min(index, buffer.count)
    let floor = max(floor, start - Self.margin)
    while start > floor, isSpace(buffer[start - 1]) || "\"{".utf8.contains(buffer[start - 1]) {
      start -= 1
    }
    return start
  }

  /// Looks for the next log, array of entries or entry.
  mutating func stepSearching() -> Bool {
    noteBeginning()
    let found = landmarks.find(in: buffer[...], at: offsetOfBuffer, isWhole: isFinished)
    head = max(landmarks.firstNeeded - offsetOfBuffer, head)
    guard let found else { return false }
    switch found {
    case .log(let quote):
      reportDamage()
      beginLog(isInObject: !landmarks.isLost && landmarks.isInsideSomething)
      let start = quote - offsetOfBuffer
      head = (buffer[start...].firstIndex(of: UInt8(ascii: "{")) ?? start) + 1
    case .entries(let quote):
      reportDamage(orAt: quote)
      beginLog(isInObject: false)
      head = quote - offsetOfBuffer
    case .entry(let brace):
      reportDamage(orAt: brace)
      if landmarks.sawOrphan, lastEntry == .whole { countEntry(.partial) }
      (seen.log, seen.entries, logHasEntries) = (true, true, true)
      head = brace - offsetOfBuffer
      state = .entries
    }
    return true
  }

  /// Notes what the text begins with; what begins with no brace has lost its beginning, or is called
  /// by a function.
  private mutating func noteBeginning() {
    guard !seen.text,
      let first = buffer[head...].first(where: { !isSpace($0) && !Self.isByteOrderMark($0) })
    else { return }
    seen.text = true
    if first == UInt8(ascii: "<") {
      fail(.markup)
    } else if first != UInt8(ascii: "{"), first != UInt8(ascii: "[") {
      landmarks.isLost = true
    }
  }

  private static func isByteOrderMark(_ byte: UInt8) -> Bool {
    byte == 0xEF || byte == 0xBB || byte == 0xBF
  }

  /// Reports the damage that is passed; without one, that what begins at an offset stands outside of
  /// a log.
  mutating func reportDamage(orAt offset: Int? = nil) {
    if let damage {
      pending.append(.diagnostic(damage))
    } else if let offset, !landmarks.isExplained, lastEntry != .damaged {
      pending.append(
        .diagnostic(damaged(at: offset - offsetOfBuffer, "expected a log around this")))
    }
    damage = nil
  }

  private func damaged(at index: Int, _ what: String) -> Diagnostic {
    Diagnostic(
      "har-damaged", at: place(ofByte: offsetOfBuffer + index), what,
      advice: "the reader went on at the next entry; export the capture again", isDamage: true)
  }

  /// The first landmark that begins and can be told in a range.
  func landmark(in range: Range<Int>) -> Landmarks.Landmark? {
    var landmarks = Landmarks(from: range.lowerBound, isLost: true)
    return landmarks.find(in: buffer[..<range.upperBound], at: 0, isWhole: true)
  }
}
