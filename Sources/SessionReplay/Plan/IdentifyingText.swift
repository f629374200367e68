internal import Foundation
internal import HTTPMessages
internal import ShareAPI

/// Which texts identify something, so that finding one again is no chance.
enum IdentifyingText {
  /// GUIDs, serial numbers, tokens: texts with a digit, but no dates, durations and small numbers, which
  /// are the same in many places.
  static func isOne(_ text: String) -> Bool {
    if let guid = GUID(text) {
      return !guid.isZero && !ApplicationID.known.contains(guid.canonical)
    }
    let utf8 = text.utf8
    guard (6...512).contains(utf8.count), utf8.contains(where: { 0x30...0x39 ~= $0 }) else {
      return false
    }
    if utf8.allSatisfy({ 0x30...0x39 ~= $0 || $0 == UInt8(ascii: ".") }) { return utf8.count >= 9 }
    return WCFDate(text) == nil && ISODuration(text) == nil && !text.contains("Date(")
  }

  /// The form of a text in which it is looked for: letter case counts in no GUID.
  static func key(_ text: String) -> String { GUID(text)?.canonical ?? text }

  /// The GUIDs inside a text that identify something.
  static func guids(in bytes: [UInt8]) -> [String] {
    var found: [String] = []
    var at = 0
    while at + 36 <= bytes.count, found.count < 1_000 {
      if bytes[at + 8] == UInt8(ascii: "-"), bytes[at + 13] == UInt8(ascii: "-") {
        let text = String(decoding: bytes[at..<at + 36], as: UTF8.self)
        if GUID(text) != nil, isOne(text) {
          found.append(text)
          at += 36
          continue
        }
      }
      at += 1
    }
    return found
  }

  /// Whether a text has a GUID in it, with hyphens or without.
  static func hasGUID(_ text: String) -> Bool {
    let runs = text.split { !$0.isHexDigit }.filter { $0.utf8.count == 32 }
    return !guids(in: Array(text.utf8)).isEmpty
      || runs.contains { run in
        !ApplicationID.known.contains { $0.filter(\.isHexDigit) == run.lowercased() }
      }
  }

  /// A text as it stands, without percent-encoding, also of percent-encoded texts, and what its words are as
  /// base64.
  static func spellings(of text: String) -> [String] {
    var spellings = [text]
    var plain = text
    while plain.contains("%"), spellings.count < 8 {
      plain = percentDecoded(plain, plusIsSpace: false)
      spellings.append(plain)
    }
    let words = plain.split {
      !($0.isASCII && ($0.isLetter || $0.isNumber)) && !"+/-_".contains($0)
    }
    return spellings
      + words.compactMap { word in
        let word = word.replacing("-", with: "+").replacing("_", with: "/")
        let padding = String(repeating: "=", count: (4 - word.utf8.count % 4) % 4)
        return Data(base64Encoded: word + padding).flatMap { String(data: $0, encoding: .utf8) }
      }
  }
}
