internal import CallRendering
internal import Drift

/// Findings for a comment on a pull request.
struct FindingMarkdown {
  private let report: DriftReport
  private let words: FindingWords

  init(_ report: DriftReport) {
    self.report = report
    words = FindingWords(report: report)
  }

  var text: String {
    var lines = ["### shareproto: " + Self.plain(report.summary), ""]
    if report.findings.isEmpty { lines += ["No drift found.", ""] }
    for finding in report.findings {
      lines.append(
        "- **\(finding.severity.rawValue)** \(Self.code(finding.rule)) · \(finding.effect.rawValue)"
      )
      let place = [words.operations(finding), words.place(finding)].filter { !$0.isEmpty }
        .map(Self.code).joined(separator: " → ")
      lines.append("  <br>\(place)")
      lines.append(
        "  <br>expected \(Self.code(finding.expected)), observed \(Self.code(finding.observed))")
      if let frequency = words.frequency(finding) {
        lines.append("  <br>\(Self.plain(frequency))")
      }
      let rest = [words.explanation(finding), words.advice(finding)].compactMap { $0 }
      if !rest.isEmpty { lines.append("  <br>" + Self.plain(rest.joined(separator: " "))) }
    }
    if !report.findings.isEmpty { lines.append("") }
    for note in report.notes { lines.append("- note: " + Self.plain(note.text)) }
    for expired in report.expired { lines.append("- expired: " + Self.plain(expired)) }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A span of code, in which nothing has a meaning.
  static func code(_ text: String) -> String {
    let text = TerminalText.escaped(text).replacing("`", with: "'")
    return text.isEmpty ? "" : "`\(text)`"
  }

  /// A text in which nothing is markup, a link, a mention or a number of an issue.
  ///
  /// Escapes and character references do not keep sites from making links of what they come to (`@you`,
  /// `#1`, `https://…`), but they never look across a comment.
  static func plain(_ text: String) -> String {
    var result = ""
    for scalar in TerminalText.escaped(text).unicodeScalars {
      switch scalar {
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "&": result += "&amp;"
      case "\\", "*", "_", "[", "]", "`", "|", "~", "!": result += "\\\(scalar)"
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
