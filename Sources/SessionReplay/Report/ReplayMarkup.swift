internal import CallRendering
public import Redaction

/// Reports as JUnit XML and as a page.
public struct ReplayMarkup {
  private let report: ReplayReport
  private let words: ReplayWords

  /// The writer of a report.
  public init(_ report: ReplayReport, _ redactor: Redactor) {
    self.report = report
    words = ReplayWords(redactor)
  }

  private func escaped(_ text: String) -> String { MarkupText.escaped(text) }

  /// JUnit XML: a suite a session, a test a step.
  public var junit: String {
    let counts = report.counts
    var lines = [
      #"<?xml version="1.0" encoding="UTF-8"?>"#,
      "<testsuites tests=\"\(report.sessions.reduce(0) { $0 + $1.outcomes.count })\" "
        + "failures=\"\(counts.differs)\" errors=\"\(counts.failed + counts.notSent)\">",
    ]
    for session in report.sessions {
      let own = ReplayReport(sessions: [session], isStopped: false).counts
      let name = escaped(words.session(session.name))
      lines.append(
        "  <testsuite name=\"\(name)\" tests=\"\(session.outcomes.count)\" "
          + "failures=\"\(own.differs)\" errors=\"\(own.failed + own.notSent)\" "
          + "skipped=\"\(own.skipped)\">")
      lines += session.outcomes.map { test($0, in: name) }
      lines.append("  </testsuite>")
    }
    return (lines + ["</testsuites>"]).joined(separator: "\n") + "\n"
  }

  private func test(_ outcome: StepOutcome, in suite: String) -> String {
    let name = escaped("\(outcome.step.number) \(words.operation(outcome.step))")
    let seconds = (outcome.durationMilliseconds ?? 0) / 1_000
    let start = "    <testcase classname=\"\(suite)\" name=\"\(name)\" time=\"\(seconds)\""
    let message = escaped(words.details(outcome).joined(separator: "; "))
    switch outcome.result {
    case .equal, .uncompared: return start + "/>"
    case .differs: return start + "><failure message=\"\(message)\"/></testcase>"
    case .failed, .notSent: return start + "><error message=\"\(message)\"/></testcase>"
    case .skipped: return start + "><skipped message=\"\(message)\"/></testcase>"
    }
  }

  /// A page that needs no other file.
  public var html: String {
    var lines = [
      "<!DOCTYPE html>", "<html lang=\"en\"><head><meta charset=\"utf-8\">",
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
        + "'unsafe-inline'\">",
      "<title>shareproto replay</title><style>",
      "body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}",
      "table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;"
        + "padding:.2rem .8rem .2rem 0;border-bottom:1px solid #ddd}",
      ".differs,.failed,.not-sent{color:#a00}.skipped{color:#666}",
      "@media(prefers-color-scheme:dark){body{background:#111;color:#ddd}td,th{border-color:#333}"
        + ".differs,.failed,.not-sent{color:#f77}}",
      "</style></head><body>", "<h1>Replay</h1><p>\(escaped(report.summary))</p>",
    ]
    for session in report.sessions {
      lines.append("<h2>\(escaped(words.session(session.name)))</h2><table>")
      lines.append("<tr><th>step</th><th>operation</th><th>result</th><th></th></tr>")
      for outcome in session.outcomes {
        let result = words.result(outcome)
        let details = words.details(outcome).map(escaped).joined(separator: "<br>")
        lines.append(
          "<tr class=\"\(result.replacing(" ", with: "-"))\"><td>\(outcome.step.number)</td><td>"
            + "\(escaped(words.operation(outcome.step)))</td><td>\(result)</td><td>\(details)</td></tr>"
        )
      }
      lines.append("</table>")
    }
    return (lines + ["</body></html>"]).joined(separator: "\n") + "\n"
  }
}
