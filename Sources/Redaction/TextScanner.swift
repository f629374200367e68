internal import ShareAPI

/// Finds what looks like a secret inside a free text: a fault's message, the details of a fault, an
/// error page.
///
/// It knows shapes (GUIDs, e-mail addresses, serial numbers, long tokens), the
/// `AccountName=…` of the service's own messages, and secrets learned elsewhere in the run.
struct TextScanner {
  /// A piece of a text that is a secret.
  struct Found {
    var range: Range<Int>
    var role: Role
  }

  private let bytes: [UInt8]
  private let learned: LearnedSecrets

  /// What is longer is told by its beginning, so that the time for a text grows with its length alone.
  private static let longestToken = 256

  init(_ bytes: [UInt8], _ learned: LearnedSecrets) {
    self.bytes = bytes
    self.learned = learned
  }

  /// The secrets in the order of the text; none overlaps another.
  func secrets() -> [Found] {
    var found: [Found] = []
    var at = 0
    while at < bytes.count {
      if let secret = secret(at: at) {
        found.append(secret)
        at = secret.range.upperBound
      } else if isPublicGUID(at: at) {
        at += 36
      } else {
        at += 1
      }
    }
    return found
  }

  private func secret(at start: Int) -> Found? {
    if let secret = learned.match(bytes, at: start) { return secret }
    guard start == 0 || !isWordByte(bytes[start - 1]) else { return nil }
    if let named = namedValue(at: start) { return named }
    guard isWordByte(bytes[start]) else { return nil }
    let word = bytes[start...].prefix(Self.longestToken).prefix(while: isTokenByte).indices
    let range = trimmed(word)
    return shape(range).map { Found(range: range, role: $0) }
  }

  /// The role of a run of token bytes by its shape.
  private func shape(_ range: Range<Int>) -> Role? {
    let word = bytes[range]
    if word.contains(UInt8(ascii: "@")), word.first != UInt8(ascii: "@"),
      word.last != UInt8(ascii: "@")
    {
      return .email
    }
    let digits = word.count { isDigit($0) }
    if word.count == 36, word.withUnsafeBufferPointer(GUID.isGUID) {
      return isPublicGUID(at: range.lowerBound) ? nil : .identifier
    }
    if word.count == 10, word.starts(with: "SM".utf8), digits == 8 { return .serialNumber }
    if word.count == 12, digits == 12 { return .serialNumber }
    let isHexadecimal = word.allSatisfy { isDigit($0) || (UInt8(ascii: "a")...102 ~= $0 | 0x20) }
    if word.count >= 16, isHexadecimal, digits > 0, digits < word.count { return .trace }
    if word.count >= 24, isHexadecimal, digits == 0 { return .trace }
    // Words run together, with a number behind them, are the name of something.
    let stem = word.reversed().drop(while: isDigit)
    if word.count >= 32, stem.contains(where: isDigit), digits < word.count,
      !word.contains(UInt8(ascii: "."))
    {
      return .credential
    }
    if word.starts(with: "eyJ".utf8), word.count >= 20 { return .credential }
    return nil
  }

  /// True where the all-zero GUID or a public application ID begins.
  private func isPublicGUID(at start: Int) -> Bool {
    guard start + 36 <= bytes.count, bytes[start + 8] == UInt8(ascii: "-") else { return false }
    let text = String(decoding: bytes[start..<start + 36], as: UTF8.self)
    return SafeText.isPublicID(text)
  }

  /// The value of `AccountName=…`, `SessionId = …` or `"password": "…"`.
  private func namedValue(at start: Int) -> Found? {
    let name = bytes[start...].prefix { isWordByte($0) }
    guard name.count >= 2, name.count <= 32 else { return nil }
    var at = name.endIndex
    guard at < bytes.count,
      isSpace(bytes[at]) || Self.quotes.contains(bytes[at])
        || bytes[at] == UInt8(ascii: "=") || bytes[at] == UInt8(ascii: ":"),
      let role = role(ofNameAt: name.indices)
    else { return nil }
    func skip(_ isSkipped: (UInt8) -> Bool) {
      while at < bytes.count, isSkipped(bytes[at]) { at += 1 }
    }
    skip { Self.quotes.contains($0) || isSpace($0) }
    let mark = at < bytes.count ? bytes[at] : 0
    let isMarked = mark == UInt8(ascii: "=") || mark == UInt8(ascii: ":")
    if isMarked { at += 1 }
    skip { Self.quotes.contains($0) || isSpace($0) || "{[(".utf8.contains($0) }
    let isQuoted = at > 0 && Self.quotes.contains(bytes[at - 1])
    var value = bytes[at...].prefix { byte in
      isQuoted ? !Self.quotes.contains(byte) : !isSpace(byte) && !",;&]})<>\"'".utf8.contains(byte)
    }
    if mark == UInt8(ascii: "="), !isQuoted, role == .accountName || role == .personName {
      // Names have spaces: to where the message goes on, or to what it puts around them.
      value = bytes[at...].prefix(Self.longestToken)
        .prefix { $0 >= 0x20 && !",;&]})<>\"'".utf8.contains($0) }
      value = value[..<endOfName(value)]
    }
    if let secret = at < bytes.count ? learned.match(bytes, at: at) : nil,
      secret.range.count > value.count
    {
      return secret
    }
    // Without a mark, or with one that ends a clause, a plain word is most likely a word of the text.
    let isPlain = value.allSatisfy { 97...122 ~= $0 || ".!?-".utf8.contains($0) }
    guard value.contains(where: isWordByte), mark == UInt8(ascii: "=") || isQuoted || !isPlain
    else { return nil }
    guard isMarked || isQuoted || value.contains(where: isDigit) else { return nil }
    let isSafe = value.withUnsafeBufferPointer { SafeText.isProtocol($0) }
    return isSafe ? nil : Found(range: value.indices, role: role)
  }

  /// The role of a name, by itself or with the word before it: `serial number`, `session ID`.
  private func role(ofNameAt range: Range<Int>) -> Role? {
    let name = String(decoding: bytes[range], as: UTF8.self)
    if let role = SensitiveNames.role(of: name) { return role }
    let start = range.lowerBound
    guard start > 1, isSpace(bytes[start - 1]) else { return nil }
    let before = bytes[..<(start - 1)].suffix(16).reversed().prefix(while: isWordByte)
    return SensitiveNames.role(of: String(decoding: before.reversed(), as: UTF8.self) + name)
  }

  /// Where a name ends: before the first two words, one after the other, that the service's messages
  /// are made of.
  private func endOfName(_ text: ArraySlice<UInt8>) -> Int {
    var end = text.startIndex
    var next: Int?
    for word in text.split(whereSeparator: isSpace).prefix(16) {
      let isOfMessage =
        end > text.startIndex && Vocabulary.isMade(word.prefix(while: isTokenByte))
      if isOfMessage, let next { return next }
      next = isOfMessage ? end : nil
      end = word.endIndex
    }
    return end
  }

  private static let quotes: Set<UInt8> = [
    UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "\\"), UInt8(ascii: "`"),
  ]

  /// Without the punctuation that ends a sentence.
  private func trimmed(_ range: Range<Int>) -> Range<Int> {
    var range = range
    while let last = range.last, !isWordByte(bytes[last]) { range.removeLast() }
    return range
  }
}

extension Range<Int> {
  fileprivate mutating func removeLast() { self = lowerBound..<(upperBound - 1) }
}

/// Letters, digits, and everything beyond ASCII.
func isWordByte(_ byte: UInt8) -> Bool {
  isDigit(byte) || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20 || byte >= 0x80
    || byte == UInt8(ascii: "_")
}

private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || 0x09...0x0D ~= byte }

private func isTokenByte(_ byte: UInt8) -> Bool {
  isWordByte(byte) || "-.@+".utf8.contains(byte)
}
