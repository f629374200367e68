/// One XML element that is nothing but attributes, read as far as it goes when it is not well formed.
///
/// The Java backend does not escape what it puts into attributes, so a value ends at a quote only
/// where the next attribute or the end of the element follows.
public struct AttributeElement {
  /// The attributes, by name; of two of one name the last.
  public private(set) var attributes: [String: String] = [:]
  /// The names of the attributes in their order, each once.
  public private(set) var names: [String] = []
  /// Whether an XML parser would read it.
  public private(set) var isWellFormed = true

  /// Reads an element of a name; nil where the text does not start with it.
  public init?(_ text: String, name: String) {
    let bytes = Array(text.utf8)
    var at = Self.skipSpace(bytes, 0)
    let opening = Array("<\(name)".utf8)
    guard bytes[at...].starts(with: opening) else { return nil }
    at += opening.count
    while let start = Self.attributeStart(bytes, at) {
      let valueEnd = Self.valueEnd(bytes, start.value)
      let value = bytes[start.value..<valueEnd]
      let name = String(decoding: bytes[start.name], as: UTF8.self)
      if attributes.updateValue(decodeEntities(value), forKey: name) == nil { names.append(name) }
      let isClosed = valueEnd < bytes.count
      if !isClosed || value.contains(UInt8(ascii: "\"")) || value.contains(UInt8(ascii: "<")) {
        isWellFormed = false
      }
      at = isClosed ? valueEnd + 1 : valueEnd
    }
    if !Self.isElementEnd(bytes, at) { isWellFormed = false }
  }

  private static func skipSpace(_ bytes: [UInt8], _ start: Int) -> Int {
    bytes[start...].firstIndex { $0 > 0x20 } ?? bytes.count
  }

  /// The name, and the start of the value, of an attribute that follows: space, name, `="`.
  private static func attributeStart(
    _ bytes: [UInt8], _ start: Int
  ) -> (name: Range<Int>, value: Int)? {
    let nameStart = skipSpace(bytes, start)
    guard nameStart > start else { return nil }
    let nameEnd = bytes[nameStart...].firstIndex { !isNameByte($0) } ?? bytes.count
    guard nameEnd > nameStart, bytes[nameEnd...].starts(with: "=\"".utf8) else { return nil }
    return (nameStart..<nameEnd, nameEnd + 2)
  }

  private static func valueEnd(_ bytes: [UInt8], _ start: Int) -> Int {
    var at = start
    while let quote = bytes[at...].firstIndex(of: UInt8(ascii: "\"")) {
      if attributeStart(bytes, quote + 1) != nil || isElementEnd(bytes, quote + 1) { return quote }
      at = quote + 1
    }
    return bytes.count
  }

  private static func isElementEnd(_ bytes: [UInt8], _ start: Int) -> Bool {
    let at = skipSpace(bytes, start)
    return bytes[at...].starts(with: "/>".utf8) && skipSpace(bytes, at + 2) == bytes.count
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: ":"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}

/// The text that XML bytes stand for: the five named entities and numbered ones; others stay.
func decodeEntities(_ bytes: some Collection<UInt8>) -> String {
  guard bytes.contains(UInt8(ascii: "&")) else { return String(decoding: bytes, as: UTF8.self) }
  var rest = String(decoding: bytes, as: UTF8.self)[...]
  var text = ""
  while let ampersand = rest.firstIndex(of: "&") {
    text += rest[..<ampersand]
    rest = rest[ampersand...]
    let reference = rest.dropFirst().prefix(10).prefix { $0 != ";" }
    let end = reference.endIndex
    if end < rest.endIndex, rest[end] == ";", let character = character(ofEntity: reference) {
      text.append(character)
      rest = rest[rest.index(after: end)...]
    } else {
      text += "&"
      rest = rest.dropFirst()
    }
  }
  return text + rest
}

private func character(ofEntity name: Substring) -> Character? {
  switch name {
  case "quot": return "\""
  case "amp": return "&"
  case "apos": return "'"
  case "lt": return "<"
  case "gt": return ">"
  default:
    guard name.first == "#" else { return nil }
    let digits = name.dropFirst()
    let code =
      digits.first == "x" ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits, radix: 10)
    return code.flatMap(Unicode.Scalar.init).map(Character.init)
  }
}
