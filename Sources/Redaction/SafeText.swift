internal import JSONDecoding
internal import ShareAPI

/// Texts that give nobody away, whoever wrote them and wherever they stand: what the protocol itself
/// is made of.
enum SafeText {
  /// True for a date of the service in any form, the words of the protocol, a duration, the all-zero
  /// GUID, a public application ID, a short number and the empty text.
  static func isSafe(_ utf8: UnsafeBufferPointer<UInt8>) -> Bool {
    // Dates first: most of what is written is dates.
    if utf8.isEmpty || WCFDate.isDate(utf8) { return true }
    guard utf8.count <= 48 else { return false }
    if utf8.count <= 4, utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) {
      return true
    }
    return isProtocol(utf8)
  }

  /// True for what the protocol itself is made of, without numbers.
  static func isProtocol(_ utf8: UnsafeBufferPointer<UInt8>) -> Bool {
    if utf8.isEmpty || isWord(utf8) || WCFDate.isDate(utf8) { return true }
    let text = String(decoding: utf8, as: UTF8.self)
    return isPublicID(text) || ISODuration(text) != nil
  }

  /// True for the all-zero GUID and a public application ID.
  static func isPublicID(_ text: String) -> Bool {
    text == GUID.zero.text || ApplicationID.known.contains(text.lowercased())
  }

  /// True for what looks like the code of a fault: `SubscriptionIdNotFound`. Codes that are not in the
  /// list are names that the server's makers gave, and the first thing that anybody asks for.
  static func isCode(_ text: String) -> Bool {
    let letters = text.utf8.allSatisfy { 65...90 ~= $0 & 0xDF || $0 == UInt8(ascii: "_") }
    guard letters, (10...64).contains(text.utf8.count) else { return false }
    let parts = Vocabulary.parts(of: Array(text.utf8)[...])
    return parts.count >= 2 && parts.contains { Vocabulary.has($0) } && areWords(parts)
  }

  /// True for a version, `v2`, and for abbreviations with a digit that everybody has: none tells anybody
  /// apart.
  private static func isAbbreviation(_ text: String) -> Bool {
    let text = text.lowercased()
    let isVersion = text.first == "v" && text.utf8.dropFirst().allSatisfy(isDigit)
    return isVersion && 2...3 ~= text.utf8.count || ["a1c", "hba1c"].contains(text)
  }

  /// True for what looks like a name that a programmer gave: letters, in words that begin with a capital
  /// or stand between `_`, `-`, `.` and `$`. A number is at most behind a word of the vocabulary, and
  /// letters without any such word are few: else it may be a token. `x-` begins only names that are made
  /// of the vocabulary.
  static func isName(_ text: String) -> Bool {
    guard (1...64).contains(text.utf8.count) else { return false }
    if isAbbreviation(text) { return true }
    let bytes = Array(text.utf8)
    let stem = bytes.prefix(bytes.count - min(bytes.reversed().prefix(while: isDigit).count, 2))
    guard let first = stem.first, isLetter(first) || "_$".utf8.contains(first),
      stem.allSatisfy({ isLetter($0) || "_-.$".utf8.contains($0) })
    else { return false }
    if stem.starts(with: "x-".utf8) || stem.starts(with: "X-".utf8) {
      return Vocabulary.isMade(stem.dropFirst(2))
    }
    let parts = Vocabulary.parts(of: stem)
    guard parts.count > 1 else {
      return Vocabulary.has(stem) || Vocabulary.isRunTogether(stem)
        || stem.count == bytes.count && stem.count <= 16
    }
    let isKnown = parts.contains { Vocabulary.has($0) }
    return areWords(parts) && (isKnown || stem.count == bytes.count && stem.count <= 16)
  }

  /// True for a name with a word of the vocabulary in it.
  static func hasWord(_ name: String) -> Bool {
    Vocabulary.parts(of: Array(name.utf8)[...]).contains { Vocabulary.has($0) }
  }

  /// True for parts that may be words: in a token of mixed letters many are of one or two.
  private static func areWords(_ parts: [ArraySlice<UInt8>]) -> Bool {
    parts.allSatisfy { (3...16).contains($0.count) || Vocabulary.has($0) }
  }

  /// True for what an app says of itself and its device: `3.0.2.11`, `SW10569`, `iPhone5,2`.
  static func isProduct(_ text: String) -> Bool {
    guard text.utf8.count <= 24 else { return false }
    return isVersion(text)
      || text.wholeMatch(of: #/SW\d{5}|(iPhone|iPad|iPod|Watch)\d{1,2},\d{1,2}/#) != nil
      || text.wholeMatch(of: #/SM-[A-Z]\d{3}[A-Z0-9]{0,2}/#) != nil
  }

  /// True for the version of a program, which is no address of the Internet.
  static func isVersion(_ text: String) -> Bool {
    let numbers = text.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...4).contains(numbers.count), numbers.allSatisfy({ (1...5).contains($0.utf8.count) }),
      numbers.allSatisfy({ $0.utf8.allSatisfy(isDigit) }), numbers.count > 1 || text.utf8.count < 4
    else { return false }
    let values = numbers.compactMap { Int($0) }
    // Browsers write no more than the first number of theirs.
    return values.count < 4 || values[0] < 10 || values.contains { $0 > 255 }
      || values.dropFirst().allSatisfy { $0 == 0 }
  }

  /// True for a number that tells nobody apart: a small one, or seconds or milliseconds since 1970.
  static func isSafe(_ number: JSONNumber) -> Bool {
    guard case .integer(let value) = number else {
      if case .double(let value) = number { return abs(value) < 1_000_000 }
      return false
    }
    return value.magnitude < 1_000_000 || 1_000_000_000..<2_000_000_000 ~= value
      || 1_000_000_000_000..<2_000_000_000_000 ~= value
  }

  /// True for one of the words of the protocol.
  static func isWord(_ utf8: UnsafeBufferPointer<UInt8>) -> Bool {
    guard utf8.count < words.count else { return false }
    return words[utf8.count].contains { word in
      word.withUnsafeBufferPointer { zip($0, utf8).allSatisfy { $0 == $1 } }
    }
  }

  /// True for one of the words of the protocol in any letter case, `singleup`: nobody's secret either.
  static func isWordInAnyCase(_ text: String) -> Bool { foldedWords.contains(text.lowercased()) }

  private static let foldedWords = Set(
    words.joined().map { String(decoding: $0, as: UTF8.self).lowercased() })

  /// The words of the protocol, by length.
  private static let words: [[[UInt8]]] = {
    var words = ["FaultException", "true", "false", "null", "NOT COMPUTABLE", "RATE OUT OF RANGE"]
    words += Trend.Direction.allCases.flatMap { [$0.word, $0.word.uppercased()] }
    words += FaultCode.names.map(\.name) + ReceiverAssignment.names.map(\.name)
    words += FaultDetail.words
    var byLength: [[[UInt8]]] = []
    for word in words.map({ Array($0.utf8) }) {
      while byLength.count <= word.count { byLength.append([]) }
      byLength[word.count].append(word)
    }
    return byLength
  }()
}

func isDigit(_ byte: UInt8) -> Bool { 48...57 ~= byte }

func isLetter(_ byte: UInt8) -> Bool { 97...122 ~= byte | 0x20 }
