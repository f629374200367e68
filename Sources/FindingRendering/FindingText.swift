internal import CallRendering
internal import Drift

/// Findings for people, one after another.
struct FindingText {
  private let report: DriftReport
  private let words: FindingWords
  private let width: Int
  private let isColoured: Bool

  init(_ report: DriftReport, width: Int, isColoured: Bool) {
    self.report = report
    self.width = max(40, width)
    self.isColoured = isColoured
    words = FindingWords(report: report)
  }

  /// Where all but the severity begins.
  private static let indent = 9

  var text: String {
    var text = ""
    for finding in report.findings { text += block(finding) + "\n" }
    for note in report.notes { text += entry("note", note.text) + "\n" }
    for shift in report.shifts {
      text +=
        entry(
          "change",
          "from \(shift.from) to \(shift.to), first seen at \(words.sighting(shift.sighting))")
        + "\n"
    }
    for accepted in report.accepted {
      let place = words.operations(accepted.finding) + " " + words.place(accepted.finding)
      text += entry("accepted", "\(accepted.finding.rule) \(place): \(accepted.reason)") + "\n"
    }
    for expired in report.expired { text += entry("expired", expired) + "\n" }
    return text + wrapped(report.summary, indent: 0).joined(separator: "\n") + "\n"
  }

  private func block(_ finding: Finding) -> String {
    let severity = finding.severity == .info ? "info" : finding.severity.rawValue
    let effect = finding.effect == .unknown ? "effect unknown" : finding.effect.rawValue
    let gap = max(2, min(width, 100) - Self.indent - finding.rule.count - effect.count)
    let isNarrow = Self.indent + finding.rule.count + 2 + effect.count > width
    var lines = [
      painted(severity, finding.severity)
        + String(repeating: " ", count: Self.indent - severity.count) + finding.rule
        + (isNarrow ? "" : String(repeating: " ", count: gap) + effect)
    ]
    if isNarrow { lines.append(String(repeating: " ", count: Self.indent) + effect) }
    for place in words.places(finding) { lines += wrapped(place, indent: Self.indent) }
    lines += wrapped("expected  " + finding.expected, indent: Self.indent, hang: 10)
    lines += wrapped("observed  " + finding.observed, indent: Self.indent, hang: 10)
    if let frequency = words.frequency(finding) {
      lines += wrapped("seen      " + frequency, indent: Self.indent, hang: 10)
    }
    let rest = [words.explanation(finding), finding.severity > .info ? words.advice(finding) : nil]
      .compactMap { $0 }.joined(separator: " ")
    if !rest.isEmpty { lines += wrapped(rest, indent: Self.indent) }
    for consequence in words.consequences(finding) {
      lines += wrapped("so also   " + consequence, indent: Self.indent, hang: 10)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func entry(_ label: String, _ text: String) -> String {
    let lines = wrapped(text, indent: Self.indent).joined(separator: "\n")
    return label + lines.dropFirst(label.count) + "\n"
  }

  /// A text in lines, all but the first further to the right.
  private func wrapped(_ text: String, indent: Int, hang: Int = 0) -> [String] {
    let room = max(20, width - indent - hang)
    let space = String(repeating: " ", count: indent)
    // Runners obey lines that begin with these, and any word may begin one.
    let text = TerminalText.escaped(text)
      .replacing(" ::", with: " :\\u{3A}").replacing(" ##[", with: " #\\u{23}[")
    let head = String(text.prefix(hang))
    return TerminalText.wrapped(String(text.dropFirst(hang)), width: room).enumerated().map {
      let line = space + ($0.offset == 0 ? head : String(repeating: " ", count: hang)) + $0.element
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
  }

  private func painted(_ text: String, _ severity: Severity) -> String {
    guard isColoured else { return text }
    let code =
      switch severity {
      case .error: "31"
      case .warning: "33"
      case .info: "36"
      }
    return "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }
}
