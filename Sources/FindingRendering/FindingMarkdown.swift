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
    var lines = ["### shareproto: " + MarkdownText.plain(report.summary), ""]
    if report.findings.isEmpty { lines += ["No drift found.", ""] }
    for finding in report.findings {
      lines.append(
        "- **\(finding.severity.rawValue)** \(MarkdownText.code(finding.rule)) · \(finding.effect.rawValue)"
      )
      let place = [words.operations(finding), words.place(finding)].filter { !$0.isEmpty }
        .map(MarkdownText.code).joined(separator: " → ")
      lines.append("  <br>\(place)")
      lines.append(
        "  <br>expected \(MarkdownText.code(finding.expected)), observed \(MarkdownText.code(finding.observed))"
      )
      if let frequency = words.frequency(finding) {
        lines.append("  <br>\(MarkdownText.plain(frequency))")
      }
      for consequence in words.consequences(finding) {
        lines.append("  <br>so also \(MarkdownText.code(consequence))")
      }
      let rest = [words.explanation(finding), words.advice(finding)].compactMap { $0 }
      if !rest.isEmpty { lines.append("  <br>" + MarkdownText.plain(rest.joined(separator: " "))) }
    }
    if !report.findings.isEmpty { lines.append("") }
    for note in report.notes { lines.append("- note: " + MarkdownText.plain(note.text)) }
    for expired in report.expired { lines.append("- expired: " + MarkdownText.plain(expired)) }
    return lines.joined(separator: "\n") + "\n"
  }
}
