internal import JSONDecoding

/// Around the entries: texts, logs and their members.
extension HARReader {
  /// A name or a value of a log that is longer than this is not what it seems.
  private static let memberLimit = 1 << 16

  mutating func stepOutside() -> Bool {
    while head < buffer.count {
      let byte = buffer[head]
      if byte == UInt8(ascii: "{") {
        if seen.damage {
          // Damage can end an array early; the entries go on as if they were texts of their own.
          guard let isEntry = isEntryStart(at: head) else { return false }
          if isEntry {
            state = .members(.entries)
            return true
          }
        }
        head += 1
        seen.text = true
        seen.object = true
        state = .members(.top)
        return true
      }
      if !seen.text, !isSpace(byte), !Self.isByteOrderMark(byte) {
        seen.text = true
        if byte == UInt8(ascii: "<") { fail(.markup) }
      }
      head += 1
    }
    return false
  }

  private static func isByteOrderMark(_ byte: UInt8) -> Bool {
    byte == 0xEF || byte == 0xBB || byte == 0xBF
  }

  mutating func stepBetweenMembers(of level: Level) -> Bool {
    skipSpaceAndCommas()
    guard head < buffer.count else { return false }
    switch buffer[head] {
    case UInt8(ascii: "}"):
      head += 1
      if level == .log {
        emitLog()
        state = .members(.top)
      } else {
        state = .outside
      }
      return true
    case UInt8(ascii: "\""):
      guard let name = endOfString(from: head), let value = startOfValue(after: name) else {
        guard buffer.count - head > Self.memberLimit else { return false }
        return loseWay(expected: "a member of the log")
      }
      guard value.isAfterColon else {
        head = value.index
        return loseWay(expected: "':'")
      }
      return readMember(
        named: head + 1..<name - 1, value: value.index, of: level)
    default: return loseWay(expected: "a member name or '}'")
    }
  }

  /// Reads the value of a member, or the start of it.
  private mutating func readMember(
    named name: Range<Int>, value: Int, of level: Level
  ) -> Bool {
    let first = buffer[value]
    if level == .top, isText(name, "log"), first == UInt8(ascii: "{") {
      head = value + 1
      seen.log = true
      (log, loggedBefore) = (HARLog(), nil)
      state = .members(.log)
      return true
    }
    if level == .log, isText(name, "entries"), first == UInt8(ascii: "[") {
      head = value + 1
      seen.entries = true
      indexInLog = 0
      emitLog()
      state = .members(.entries)
      return true
    }
    if level == .log, ["version", "creator", "browser"].contains(where: { isText(name, $0) }) {
      if let end = endOfValue(from: value) {
        readAboutLog(name, value..<end)
        head = end
        return true
      }
      guard buffer.count - value > Self.memberLimit else { return false }
    }
    head = value
    skipValue(then: level)
    return true
  }

  /// Reads `version`, `creator` or `browser`. What cannot be read is not known: it is no traffic.
  private mutating func readAboutLog(_ name: Range<Int>, _ value: Range<Int>) {
    let initial = buffer[name.lowerBound]
    var log = self.log
    buffer.withUnsafeBytes { text in
      _ = try? parser.readLeniently(UnsafeRawBufferPointer(rebasing: text[value])) { node in
        switch initial {
        case UInt8(ascii: "v"): log.version = node.string
        case UInt8(ascii: "c"): log.creator = HARLog.Program(node)
        default: log.browser = HARLog.Program(node)
        }
      }
    }
    self.log = log
  }

  private mutating func emitLog() {
    guard loggedBefore != log else { return }
    loggedBefore = log
    pending.append(.log(log))
  }

  private mutating func skipValue(then level: Level) {
    switch buffer[head] {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      state = .skipping(.container(JSONValueScanner()), then: level)
    case UInt8(ascii: "\""):
      head += 1
      state = .skipping(.string(isEscaped: false), then: level)
    default: state = .skipping(.scalar, then: level)
    }
  }

  mutating func skipElement() { skipValue(then: .entries) }

  mutating func stepOver(_ skip: Skip, then level: Level) -> Bool {
    switch skip {
    case .container(var scanner):
      let found = buffer.withUnsafeBytes { scanner.scan($0, from: head, toDepth: 0) }
      head = found ?? buffer.count
      state = found == nil ? .skipping(.container(scanner), then: level) : .members(level)
      return found != nil
    case .string(var isEscaped):
      while head < buffer.count {
        let byte = buffer[head]
        head += 1
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\"") {
          state = .members(level)
          return true
        } else {
          isEscaped = byte == UInt8(ascii: "\\")
        }
      }
      state = .skipping(.string(isEscaped: isEscaped), then: level)
      return false
    case .scalar:
      while head < buffer.count {
        switch buffer[head] {
        case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: "\""),
          UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: ":"):
          state = .members(level)
          return true
        default: head += 1
        }
      }
      return false
    }
  }
}
