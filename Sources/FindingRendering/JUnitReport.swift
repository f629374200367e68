internal import CallRendering
internal import Drift

/// Findings as tests that failed, for CI servers that show those.
///
/// **Shape**: JUnit XML as Jenkins and GitLab read it: a test for each finding, and one for the
/// comparison itself, so that a clean check is a test that passed.
struct JUnitReport {
  private let report: DriftReport
  private let words: FindingWords
  private let failOn: Severity?

  init(_ report: DriftReport, failOn: Severity?) {
    self.report = report
    self.failOn = failOn
    words = FindingWords(report: report)
  }

  var text: String {
    let failures = report.findings.count { isFailure($0) }
    let tests = report.findings.count + 1
    var lines = [
      #"<?xml version="1.0" encoding="UTF-8"?>"#,
      #"<testsuites tests="\#(tests)" failures="\#(failures)" errors="0">"#,
      #"  <testsuite name="shareproto check" tests="\#(tests)" failures="\#(failures)" errors="0" skipped="0">"#,
      #"    <testcase classname="shareproto" name="\#(MarkupText.escaped(comparison))"/>"#,
    ]
    for finding in report.findings { lines += test(finding) }
    let output = (report.notes.map { "note: " + $0.text } + [report.summary])
      .map(MarkupText.escaped).joined(separator: "\n")
    lines += [
      "    <system-out>\(output)</system-out>",
      "  </testsuite>", "</testsuites>",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  private var comparison: String {
    "compared with "
      + (report.baselines.isEmpty ? "nothing" : report.baselines.joined(separator: ", "))
  }

  private func isFailure(_ finding: Finding) -> Bool {
    failOn.map { finding.severity >= $0 } ?? false
  }

  private func test(_ finding: Finding) -> [String] {
    let name = "\(finding.rule): \(words.operations(finding)) \(words.place(finding))"
    let sentence = MarkupText.escaped(words.sentence(finding))
    let start =
      #"    <testcase classname="\#(MarkupText.escaped(finding.rule))" name="\#(MarkupText.escaped(name))">"#
    let advice = words.advice(finding).map { "\n" + MarkupText.escaped($0) } ?? ""
    let body =
      isFailure(finding)
      ? #"      <failure type="\#(finding.severity.rawValue)" message="\#(sentence)">"#
        + "\(sentence)\(advice)</failure>"
      : "      <system-out>\(finding.severity.rawValue): \(sentence)</system-out>"
    return [start, body, "    </testcase>"]
  }
}
