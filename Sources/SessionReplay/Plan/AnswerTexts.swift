internal import HTTPMessages
internal import JSONDecoding
internal import ShareAPI

/// The texts of an answer that a later request may send back, with their places.
struct AnswerTexts {
  private let parser = JSONParser()

  /// All that identify something, in their order; past a number of them no more.
  func all(in response: HTTPResponse) -> [(place: Origin.Place, text: String)] {
    var found: [(place: Origin.Place, text: String)] = []
    for field in response.fields.values("Set-Cookie") {
      if let cookie = Cookies.split(field).first {
        found.append((.cookie(cookie.name), cookie.value))
      }
    }
    if let value = json(response) {
      _ = value.mappingStrings { pointer, text in
        if found.count < Self.limit, IdentifyingText.isOne(text) {
          found.append((.body(pointer), text))
        }
        return nil
      }
    } else {
      for (number, guid) in IdentifyingText.guids(in: response.body.bytes).enumerated() {
        found.append((.text(number), guid))
      }
    }
    return found
  }

  private static let limit = 20_000

  /// The text at a place; nil where the answer has none there.
  func text(at place: Origin.Place, in response: HTTPResponse) -> String? {
    switch place {
    case .body(let pointer): json(response)?.value(at: pointer)?.string
    case .text(let number):
      // What came as XML may come as JSON from another target, and the other way round.
      IdentifyingText.guids(in: response.body.bytes).dropFirst(number).first
    case .cookie(let name):
      response.fields.values("Set-Cookie").lazy.compactMap { Cookies.split($0).first }
        .first { $0.name == name }?.value
    }
  }

  private func json(_ response: HTTPResponse) -> JSONValue? {
    try? parser.read(response.body.bytes) { JSONValue($0) }
  }
}

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
}
