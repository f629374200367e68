internal import CallRendering
public import Redaction

/// Plans and reports for people.
public struct ReplayText {
  private let words: ReplayWords
  private let width: Int

  /// - Parameter width: The cells of a line.
  public init(_ redactor: Redactor, width: Int) {
    words = ReplayWords(redactor)
    self.width = max(60, width)
  }

  /// The plans of sessions.
  public func plan(_ plans: [ReplayPlan]) -> String {
    plans.map { plan in
      let rows = plan.steps.map { step in
        let lines = words.plan(step)
        return row(step, nil, lines.isEmpty ? ["as recorded"] : lines, plan.steps)
      }
      return title(plan.name, plans.count) + rows.joined()
    }.joined(separator: "\n")
  }

  /// A report: what is not as it should be, and a summary.
  ///
  /// - Parameter isVerbose: Whether what is as it should be is listed too.
  public func report(_ report: ReplayReport, isVerbose: Bool) -> String {
    var text = ""
    for session in report.sessions {
      let steps = session.outcomes.map(\.step)
      let rows = session.outcomes.compactMap { outcome -> String? in
        if !isVerbose {
          switch outcome.result {
          case .equal, .skipped: return nil
          default: break
          }
        }
        return row(outcome.step, words.result(outcome), words.details(outcome), steps)
      }
      if !rows.isEmpty { text += title(session.name, report.sessions.count) + rows.joined() }
    }
    return text + report.summary + "\n"
  }

  private func title(_ name: String, _ count: Int) -> String {
    count > 1 ? TerminalText.escaped(words.session(name)) + "\n" : ""
  }

  /// ` 3  ReadPublisherLatestGlucoseValues  differs  …`
  private func row(_ step: Step, _ result: String?, _ lines: [String], _ steps: [Step]) -> String {
    let numbers = max(2, String(steps.last?.number ?? 0).utf8.count)
    let names = min(40, steps.map { words.operation($0).count }.max() ?? 0)
    let number = String(step.number)
    var head = String(repeating: " ", count: max(0, numbers - number.count)) + number + "  "
    head += TerminalText.padded(TerminalText.escaped(words.operation(step)), to: names) + "  "
    if let result { head += TerminalText.padded(result, to: 8) + "  " }
    let indent = String(repeating: " ", count: head.count)
    let wrapped = lines.flatMap {
      TerminalText.wrapped(TerminalText.escaped($0), width: max(30, width - head.count))
    }
    guard let first = wrapped.first else { return trimmed(head) + "\n" }
    return ([head + first] + wrapped.dropFirst().map { indent + $0 }).map { trimmed($0) + "\n" }
      .joined()
  }

  private func trimmed(_ line: String) -> String {
    String(line.reversed().drop { $0 == " " }.reversed())
  }
}
