internal import CallRendering
internal import Drift

/// Findings as annotations of a run of GitHub Actions.
///
/// **Shape**: `::error file=…,title=…::message`, with `%`, line ends, and in properties `:` and `,`
/// escaped.
/// **Source**: https://docs.github.com/actions/reference/workflow-commands-for-github-actions;
/// actions/toolkit `packages/core/src/command.ts`.
struct GitHubAnnotations {
  private let report: DriftReport
  private let words: FindingWords

  init(_ report: DriftReport) {
    self.report = report
    words = FindingWords(report: report)
  }

  var text: String {
    var lines = report.findings.map { finding in
      var properties = ""
      if let first = finding.first { properties = "file=\(Self.property(words.capture(first)))," }
      let advice = words.advice(finding).map { " " + $0 } ?? ""
      return "::\(finding.severity.command) \(properties)title=\(Self.property(finding.rule))::"
        + Self.data(words.sentence(finding) + advice)
    }
    lines += report.notes.map { "::notice title=sample::" + Self.data($0.text) }
    lines += report.expired.map { "::warning title=expired::" + Self.data($0) }
    return lines.map { $0 + "\n" }.joined()
  }

  static func data(_ text: String) -> String {
    var result = ""
    // Scalar by scalar: a line end of two characters is one Character.
    for scalar in text.unicodeScalars {
      switch scalar {
      case "%": result += "%25"
      case "\r": result += "%0D"
      case "\n": result += "%0A"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return TerminalText.escaped(result)
  }

  static func property(_ text: String) -> String {
    data(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
  }
}

extension Severity {
  fileprivate var command: String { self == .info ? "notice" : rawValue }
}
