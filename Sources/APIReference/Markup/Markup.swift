internal import CallRendering

/// Makes texts into pieces of a page, in which nothing that a schema or a recording says is markup.
struct Markup {
  let format: ReferenceFormat

  /// A text.
  func text(_ text: String) -> String {
    let text = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    return format == .markdown ? MarkdownText.plain(text) : MarkupText.escaped(text)
  }

  /// A name, or a value as it stands on the wire.
  func code(_ text: String) -> String {
    guard !text.isEmpty else { return "" }
    switch format {
    // In a table no span of code holds a bar safely, since escapes have no meaning in it; nor does any
    // hold a backtick.
    case .markdown:
      return text.contains { $0 == "|" || $0 == "`" }
        ? "<code>\(MarkdownText.plain(text))</code>" : MarkdownText.code(text)
    case .html: return "<code>\(MarkupText.escaped(text))</code>"
    }
  }

  /// A text in a heading.
  func heading(_ text: String) -> String {
    format == .html ? Self.breakable(self.text(text)) : self.text(text)
  }

  /// Markup of HTML in which long names may be broken between their words, so that they are not broken
  /// elsewhere.
  private static func breakable(_ markup: String) -> String {
    var text = ""
    var last: Character = " "
    for character in markup {
      let isWord = last.isLowercase && character.isUppercase
      let isStep = "/_.".contains(last) && (character.isLetter || character == "$")
      if isWord || isStep { text += "<wbr>" }
      text.append(character)
      last = character
    }
    return text
  }

  /// A text that stands out.
  func strong(_ text: String) -> String {
    format == .markdown ? "**\(self.text(text))**" : "<strong>\(self.text(text))</strong>"
  }

  /// A description, in which code stands between backticks and nothing else is markup.
  func prose(_ text: String?) -> String {
    guard let text else { return "" }
    let parts = text.split(separator: "`", omittingEmptySubsequences: false)
    // A backtick without its partner is a character.
    guard parts.count % 2 == 1 else { return self.text(text) }
    return parts.enumerated().map { index, part in
      index % 2 == 0 ? self.text(kept: part) : code(String(part))
    }.joined()
  }

  /// A piece of a text with the blanks at its ends.
  private func text(kept part: Substring) -> String {
    let (start, end) = (part.first?.isWhitespace == true, part.last?.isWhitespace == true)
    let text = self.text(part.trimmed)
    if text.isEmpty { return start ? " " : "" }
    return (start ? " " : "") + text + (end ? " " : "")
  }

  /// Paragraphs that are separated by empty lines.
  func paragraphs(_ text: String?) -> [String] {
    var paragraphs: [String] = []
    var lines: [Substring] = []
    let text = (text ?? "") + "\n"
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      if !line.allSatisfy(\.isWhitespace) {
        lines.append(line)
      } else if !lines.isEmpty {
        paragraphs.append(prose(lines.joined(separator: " ")))
        lines = []
      }
    }
    return paragraphs
  }

  /// A link to another page of the reference; the label is markup already.
  ///
  /// - Parameters:
  ///   - path: Where the page is, as `PagePath` gives it.
  ///   - page: The page that the link stands on.
  func link(_ label: String, to path: String, from page: String) -> String {
    let target = PagePath.relative(path, from: page)
    return format == .markdown ? "[\(label)](\(target))" : "<a href=\"\(target)\">\(label)</a>"
  }

  /// Lines as they are.
  func block(_ text: String, language: String) -> String {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .map { TerminalText.escaped(String($0)) }
    guard format == .markdown else {
      return "<pre>\(lines.map(MarkupText.escaped).joined(separator: "\n"))</pre>"
    }
    // The fence is longer than any inside.
    let longest = lines.map { $0.prefix { $0 == "`" }.count }.max() ?? 0
    let fence = String(repeating: "`", count: max(3, longest + 1))
    return "\(fence)\(language)\n\(lines.joined(separator: "\n"))\n\(fence)"
  }

  /// Blanks in front of a nested member.
  func indent(_ depth: Int) -> String {
    String(repeating: format == .markdown ? "\u{2003}" : "&emsp;", count: depth)
  }
}

extension Substring {
  fileprivate var trimmed: String {
    let head = drop(while: \.isWhitespace)
    let end = head.lastIndex { !$0.isWhitespace }
    return end.map { String(head[...$0]) } ?? ""
  }
}
