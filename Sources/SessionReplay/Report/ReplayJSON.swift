internal import Drift
internal import HTTPMessages
internal import JSONDecoding
public import Redaction

/// A report for programs.
///
/// **Shape**: `{"sessions":[{"capture","steps":[{"step","operation","result","details","findings","status",
/// "attempts","durationMs"}]}],"counts":{…},"stopped"}`.
public enum ReplayJSON {
  /// The report as one JSON object and a line break.
  public static func text(_ report: ReplayReport, _ redactor: Redactor) -> String {
    let words = ReplayWords(redactor)
    return text(
      report.sessions.map { session in
        (words.session(session.name), session.outcomes.map { step($0, words) })
      }, [.init("counts", counts(report.counts)), .init("stopped", .bool(report.isStopped))])
  }

  /// What would be sent, as one JSON object and a line break.
  ///
  /// **Shape**: `{"sessions":[{"capture","steps":[{"step","operation","sent","details"}]}]}`; the details say
  /// what is substituted, or why the step is not sent.
  public static func plan(_ plans: [ReplayPlan], _ redactor: Redactor) -> String {
    let words = ReplayWords(redactor)
    return text(
      plans.map { plan in (words.session(plan.name), plan.steps.map { step($0, words) }) }, [])
  }

  private static func text(
    _ sessions: [(capture: String, steps: [JSONValue])], _ rest: [JSONValue.Member]
  ) -> String {
    let values = sessions.map { session in
      JSONValue.object([
        .init("capture", .string(session.capture)), .init("steps", .array(session.steps)),
      ])
    }
    let writer = JSONWriter()
    writer.value(.object([.init("sessions", .array(values))] + rest))
    return String(decoding: writer.bytes, as: UTF8.self) + "\n"
  }

  private static func step(_ step: Step, _ words: ReplayWords) -> JSONValue {
    .object([
      .init("step", .integer(step.number)),
      .init("operation", .string(words.operation(step))),
      .init("sent", .bool(step.isSent)),
      .init("details", .array(words.plan(step).map(JSONValue.string))),
    ])
  }

  private static func step(_ outcome: StepOutcome, _ words: ReplayWords) -> JSONValue {
    var findings: [JSONValue] = []
    if case .differs(let differences) = outcome.result {
      for case .shape(let finding) in differences {
        findings.append(
          .object([
            .init("rule", .string(finding.rule)),
            .init("severity", .string(finding.severity.rawValue)),
            .init("place", .string(finding.location.pointer)),
            .init("expected", .string(finding.expected)),
            .init("observed", .string(finding.observed)),
          ]))
      }
    }
    return .object([
      .init("step", .integer(outcome.step.number)),
      .init("operation", .string(words.operation(outcome.step))),
      .init("result", .string(words.result(outcome))),
      .init("details", .array(words.details(outcome).map(JSONValue.string))),
      .init("findings", .array(findings)),
      .init("status", outcome.answer.map { .integer($0.status) } ?? .null),
      .init("attempts", .integer(outcome.attempts)),
      .init("durationMs", outcome.durationMilliseconds.map { .number(.double($0)) } ?? .null),
    ])
  }

  private static func counts(_ counts: ReplayReport.Counts) -> JSONValue {
    .object([
      .init("sent", .integer(counts.sent)), .init("equal", .integer(counts.equal)),
      .init("differs", .integer(counts.differs)), .init("uncompared", .integer(counts.uncompared)),
      .init("failed", .integer(counts.failed)), .init("unreached", .integer(counts.unreached)),
      .init("skipped", .integer(counts.skipped)),
      .init("notSent", .integer(counts.notSent)),
    ])
  }
}
