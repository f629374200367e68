public import JSONDecoding

/// An XML answer, as the JSON text that the .NET service would have sent in its place.
///
/// Names lose their prefixes; a leaf becomes a string, an element with `nil="true"` null, an element
/// named `ArrayOf…` an array, and any other element with children an object.
/// **Source**: facts, section 1.5; the mapping is that of .NET's data contracts.
public struct XMLDocument {
  private var rest: ArraySlice<UInt8>
  private var open: [Element] = []
  private var root: Element?

  private struct Element {
    /// With its prefix, as the closing tag has to repeat it.
    var qualifiedName: ArraySlice<UInt8>
    var name: String
    var isNil = false
    var text: [UInt8] = []
    var children: [(name: String, value: JSONValue)] = []

    var value: JSONValue {
      if isNil { return .null }
      if name.hasPrefix("ArrayOf") { return .array(children.map(\.value)) }
      if children.isEmpty { return .string(String(decoding: text, as: UTF8.self)) }
      return .object(children.map { .init($0.name, $0.value) })
    }
  }

  /// The document; nil where it is not well formed.
  public static func json(_ bytes: [UInt8]) -> JSONValue? {
    var document = XMLDocument(rest: bytes[...])
    while document.root == nil { guard document.step() else { return nil } }
    // Behind the root only space and comments may follow.
    while let first = document.rest.first {
      let isMarkup =
        document.rest.starts(with: "<!--".utf8) || document.rest.starts(with: "<?".utf8)
      guard isMarkup || first <= 0x20, document.step() else { return nil }
    }
    return document.root?.value
  }

  private init(rest: ArraySlice<UInt8>) { self.rest = rest }

  /// Reads one tag or one piece of text; false where neither follows.
  private mutating func step() -> Bool {
    guard let first = rest.first else { return false }
    if first != UInt8(ascii: "<") {
      let text = rest.prefix { $0 != UInt8(ascii: "<") }
      guard !open.isEmpty || text.allSatisfy({ $0 <= 0x20 }) else { return false }
      if !open.isEmpty { open[open.count - 1].text += Array(decodeEntities(text).utf8) }
      rest = rest.dropFirst(text.count)
      return true
    }
    if rest.starts(with: "<?".utf8) { return skip(past: "?>") != nil }
    if rest.starts(with: "<!--".utf8) { return skip(past: "-->") != nil }
    if rest.starts(with: "<![CDATA[".utf8) {
      guard !open.isEmpty, let section = skip(past: "]]>") else { return false }
      open[open.count - 1].text += section.dropFirst(9).dropLast(3)
      return true
    }
    guard !rest.starts(with: "<!".utf8), let tag = skip(past: ">") else { return false }
    return read(tag: tag)
  }

  private mutating func read(tag: ArraySlice<UInt8>) -> Bool {
    if tag.starts(with: "</".utf8) {
      let name = tag.dropFirst(2).prefix { $0 > 0x20 && $0 != UInt8(ascii: ">") }
      guard let element = open.popLast(), element.qualifiedName == name else { return false }
      finish(element)
      return true
    }
    let isEmpty = tag.dropLast().last == UInt8(ascii: "/")
    let inside = tag.dropFirst().dropLast(isEmpty ? 2 : 1)
    let qualified = inside.prefix { $0 > 0x20 }
    let name = qualified.split(separator: UInt8(ascii: ":")).last ?? []
    guard !name.isEmpty, open.count < 64 else { return false }
    var element = Element(
      qualifiedName: qualified, name: String(decoding: name, as: UTF8.self))
    element.isNil = inside.split(whereSeparator: { $0 <= 0x20 }).contains {
      $0.elementsEqual("nil=\"true\"".utf8) || $0.suffix(11).elementsEqual(":nil=\"true\"".utf8)
    }
    if isEmpty { finish(element) } else { open.append(element) }
    return true
  }

  private mutating func finish(_ element: Element) {
    if open.isEmpty {
      root = element
    } else {
      open[open.count - 1].children.append((element.name, element.value))
    }
  }

  /// Goes past a mark, and returns what was passed with it; nil where there is no such mark.
  private mutating func skip(past mark: StaticString) -> ArraySlice<UInt8>? {
    let mark = Array(UnsafeBufferPointer(start: mark.utf8Start, count: mark.utf8CodeUnitCount))
    guard let range = rest.firstRange(of: mark) else { return nil }
    let passed = rest[..<range.upperBound]
    rest = rest[range.upperBound...]
    return passed
  }
}
