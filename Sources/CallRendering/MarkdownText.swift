/// Texts for Markdown as GitHub reads it.
public enum MarkdownText {
  /// A span of code, in which nothing has a meaning.
  public static func code(_ text: String) -> String {
    let text = TerminalText.escaped(text).replacing("`", with: "'")
    return text.isEmpty ? "" : "`\(text)`"
  }

  /// A text in which nothing is markup, mathematics, a link, a mention or a number of an issue.
  ///
  /// **Source**: GitHub's "Writing mathematical expressions" (2026-11) wants a dollar that is none of
  /// mathematics between `span` tags; a backslash is for dollars inside of it.
  ///
  /// Escapes and character references do not keep sites from making links of what they come to (`@you`,
  /// `#1`, `https://…`), but they never look across a comment.
  public static func plain(_ text: String) -> String {
    var result = ""
    for scalar in TerminalText.escaped(text).unicodeScalars {
      switch scalar {
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "&": result += "&amp;"
      case "\\", "*", "_", "[", "]", "`", "|", "~", "!": result += "\\\(scalar)"
      case "$": result += "<span>$</span>"
      case "@", "#": result += "\(scalar)\(nothing)"
      case "/" where result.hasSuffix("/"): result += nothing + "/"
      case "." where result.suffix(3).lowercased() == "www": result += nothing + "."
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static let nothing = "<!-- -->"
}
