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
    return ApplicationID.known.contains(text.lowercased())
      || text == GUID.zero.text || ISODuration(text) != nil
  }

  /// True for what looks like the code of a fault: `SubscriptionIdNotFound`. Codes that are not in the
  /// list are names that the server's makers gave, and the first thing that anybody asks for.
  static func isCode(_ text: String) -> Bool {
    let letters = text.utf8.allSatisfy { 65...90 ~= $0 & 0xDF || $0 == UInt8(ascii: "_") }
    return letters && (10...64).contains(text.utf8.count)
      && text.utf8.count { 65...90 ~= $0 } >= 2
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

  private static func isWord(_ utf8: UnsafeBufferPointer<UInt8>) -> Bool {
    guard utf8.count < words.count else { return false }
    return words[utf8.count].contains { word in
      word.withUnsafeBufferPointer { zip($0, utf8).allSatisfy { $0 == $1 } }
    }
  }

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
