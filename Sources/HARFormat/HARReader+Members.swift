internal import JSONDecoding

/// Inside a log, around its entries.
extension HARReader {
  /// A name that is longer than this is not what it seems; a value is looked at again.
  static let memberLimit = 1 << 16

  mutating func beginLog(isInObject: Bool) {
    seen.log = true
    (log, loggedBefore) = (HARLog(), nil)
    (logIsInObject, logHasEntries) = (isInObject, false)
    state = .members
  }

  mutating func stepBetweenMembers() -> Bool {
    skipSpaceAndCommas()
    guard head < buffer.count else { return false }
    switch buffer[head] {
    case UInt8(ascii: "}"):
      head += 1
      emitLog()
      landmarks = Landmarks(
        from: offsetOfBuffer + head, isLost: false, afterLog: true, insideObject: logIsInObject)
      state = .searching
      return true
    case UInt8(ascii: "\""):
      guard let name = endOfString(from: head), let value = startOfValue(after: name) else {
        guard buffer.count - head > Self.memberLimit else { return false }
        return loseWay(expected: "a member of the log")
      }
      guard value.isAfterColon else { return loseWay(at: value.index, expected: "':'") }
      return readMember(named: head + 1..<name - 1, value: value.index)
    default: return loseWay(expected: "a member name or '}'")
    }
  }

  /// Reads the value of a member, or the start of it.
  private mutating func readMember(named name: Range<Int>, value: Int) -> Bool {
    let first = buffer[value]
    if isText(name, "entries"), first == UInt8(ascii: "[") {
      beginEntries(after: value)
      return true
    }
    if isText(name, "request"), first == UInt8(ascii: "{") {
      return loseWay(expected: "an entry around this")
    }
    let member = member(named: name)
    switch first {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      head = value
      state = .value(member, Scan(patience: min(Self.memberLimit, entryLimit)))
    case UInt8(ascii: "\"") where member != .version:
      head = value + 1
      state = .string(isEscaped: false)
    default:
      guard let end = endOfValue(from: value) else {
        guard buffer.count - value > Self.memberLimit else { return false }
        return loseWay(at: value, expected: "a value")
      }
      head = value
      return readValue(member, value..<end, isWhole: true)
    }
    return true
  }

  private mutating func beginEntries(after bracket: Int) {
    head = bracket + 1
    seen.entries = true
    logHasEntries = true
    indexInLog = 0
    emitLog()
    state = .entries
  }

  private func member(named name: Range<Int>) -> Member {
    let names: [(StaticString, Member)] = [
      ("version", .version), ("creator", .creator), ("browser", .browser), ("pages", .pages),
      ("comment", .comment),
    ]
    // Names of their own begin like this (HAR 1.2, custom fields).
    return names.first { isText(name, $0.0) }?.1
      ?? (buffer[name.lowerBound] == UInt8(ascii: "_") ? .custom : .unknown)
  }

  mutating func stepInValue(_ member: Member, _ scan: Scan) -> Bool {
    var scan = scan
    switch endOfScan(&scan) {
    case .end(let end): return readValue(member, head..<end, isWhole: true)
    case .needsMore:
      state = .value(member, scan)
      return false
    case .isLong:
      if readValue(member, head..<head + scan.patience, isWhole: false) { return true }
      guard scan.patience < entryLimit else {
        return loseWay(at: head + scan.patience, expected: "the end of this member of the log")
      }
      scan.patience = min(scan.patience * 2, entryLimit)
      state = .value(member, scan)
      return true
    }
  }

  /// Reads a value, or finds in its beginning that it has swallowed the entries; false where it has
  /// not.
  mutating func readValue(_ member: Member, _ range: Range<Int>, isWhole: Bool) -> Bool {
    let first = landmark(in: range)
    switch (member, first) {
    case (.custom, _): break
    case (.unknown, .entry(let brace)?)
    where !logHasEntries && buffer[head] == UInt8(ascii: "[") && afterSpace(head + 1) == brace:
      report(
        "har-damaged", offset: offsetOfBuffer + head, "expected the name \"entries\" before this",
        advice: "it was read as the entries; export the capture again")
      beginEntries(after: head)
      return true
    case (.unknown, _): break
    case (_, .entries(let quote)?):
      return loseWay(at: quote, expected: "the end of the member before")
    default: break
    }
    if let damage = damageOfAboutLog(member, range),
      isWhole
        || landmark(in: startOfToken(head + damage.offset, after: head)..<range.upperBound)
          != nil
    {
      return loseWay(
        at: min(head + damage.offset, range.upperBound), expected: damage.expected)
    }
    guard isWhole else { return false }
    head = range.upperBound
    state = .members
    return true
  }

  /// Reads `version`, `creator` or `browser`. What cannot be read is not known: it is no traffic.
  private mutating func damageOfAboutLog(_ member: Member, _ value: Range<Int>) -> JSONError? {
    var log = self.log
    defer { self.log = log }
    do {
      _ = try buffer.withUnsafeBytes { text in
        try parser.readLeniently(UnsafeRawBufferPointer(rebasing: text[value])) { node in
          switch member {
          case .version: log.version = node.string
          case .creator: log.creator = HARLog.Program(node)
          case .browser: log.browser = HARLog.Program(node)
          default: break
          }
        }
      }
      return nil
    } catch {
      return error as? JSONError
    }
  }

  private mutating func emitLog() {
    guard loggedBefore != log else { return }
    loggedBefore = log
    pending.append(.log(log))
  }

  mutating func stepInString(isEscaped: Bool) -> Bool {
    var isEscaped = isEscaped
    while head < buffer.count {
      let byte = buffer[head]
      head += 1
      if isEscaped {
        isEscaped = false
      } else if byte == UInt8(ascii: "\"") {
        state = .members
        return true
      } else {
        isEscaped = byte == UInt8(ascii: "\\")
      }
    }
    state = .string(isEscaped: isEscaped)
    return false
  }
}
