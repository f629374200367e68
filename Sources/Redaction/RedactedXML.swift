internal import ShareAPI

/// Writes an XML answer of the .NET era with stand-ins in place of its texts: elements stay, of the
/// attributes those that tell the types.
struct RedactedXML {
  private let redactor: Redactor
  private let role: Role?

  /// - Parameter role: That of an answer that is a bare value.
  init(_ redactor: Redactor, _ role: Role?) {
    self.redactor = redactor
    self.role = role
  }

  func document(_ text: String) -> String {
    var result = ""
    var rest = text[...]
    var element = ""
    while let first = rest.first {
      if first != "<" {
        let piece = rest.prefix { $0 != "<" }
        result += shown(piece, in: element)
        rest = rest[piece.endIndex...]
      } else if rest.hasPrefix("<![CDATA["), let end = rest.firstRange(of: "]]>") {
        result += shown(rest[..<end.lowerBound].dropFirst(9), in: element)
        rest = rest[end.upperBound...]
      } else if rest.hasPrefix("<!") || rest.hasPrefix("<?") {
        let end = rest.firstRange(of: rest.hasPrefix("<!--") ? "-->" : ">")
        rest = end.map { rest[$0.upperBound...] } ?? ""
      } else {
        let tag = rest.prefix { $0 != ">" }.dropFirst()
        element = self.element(tag)
        result += "<" + self.tag(tag, element) + ">"
        rest = rest[tag.endIndex...].dropFirst()
      }
    }
    return result
  }

  private func element(_ tag: Substring) -> String {
    let name = tag.drop { $0 == "/" }.prefix { $0 > " " && $0 != "/" }
    return String(name.split(separator: ":").last ?? "")
  }

  private func tag(_ tag: Substring, _ element: String) -> String {
    let isKnown =
      Self.elements.contains(element) || element.hasPrefix("ArrayOf") && element.count < 48
    // A prefix may be anything, and means nothing.
    var result =
      (tag.hasPrefix("/") ? "/" : "")
      + (isKnown && SafeText.isName(element) ? element : redactor.name(element))
    for attribute in tag.split(whereSeparator: { $0 <= " " || $0 == "/" }).dropFirst()
    where attribute == "nil=\"true\"" || attribute.hasSuffix(":nil=\"true\"") {
      result += " nil=\"true\""
    }
    return result + (tag.hasSuffix("/") ? "/" : "")
  }

  private func shown(_ text: Substring, in element: String) -> String {
    if text.allSatisfy(\.isWhitespace) { return String(text) }
    let text = String(text)
    guard let role = redactor.role(ofName: element) ?? role else { return redactor.unknown(text) }
    return redactor.secret(text, role)
  }

  private static let elements: Set<String> = [
    "DateTimeOffset", "DateTime", "OffsetMinutes", "guid", "boolean", "string", "int",
  ]
}
