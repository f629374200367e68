internal import CallRendering
internal import Drift
internal import Evidence
internal import HTTPMessages
internal import JSONDecoding

/// Findings for code scanning.
///
/// **Shape**: SARIF 2.1.0, one run; a result for each finding of each operation, so that what a tracker
/// remembers does not depend on what else was found.
/// **Source**: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
struct SARIFLog {
  private let report: DriftReport
  private let words: FindingWords
  private let rules: [Rule]

  init(_ report: DriftReport) {
    self.report = report
    words = FindingWords(report: report)
    let used = Set((report.findings + report.accepted.map(\.finding)).map(\.rule))
    rules = RuleCatalog.all.filter { used.contains($0.id) }
  }

  var text: String {
    let accepted = report.accepted.map { result($0.finding, accepted: $0.reason) }
    let results = report.findings.flatMap(\.single).map { result($0, accepted: nil) } + accepted
    let driver = JSONValue.object([
      .init("name", .string("shareproto")),
      .init("rules", .array(rules.map(descriptor))),
    ])
    // What may be gone is no result: trackers would open and close it with every sample.
    let notifications = report.notes.map { note in
      JSONValue.object([
        .init("level", .string("note")), .init("message", message(TerminalText.escaped(note.text))),
      ])
    }
    let invocation = JSONValue.object([
      .init("executionSuccessful", .bool(true)),
      .init("toolExecutionNotifications", .array(notifications)),
    ])
    var run: [JSONValue.Member] = [
      .init("tool", .object([.init("driver", driver)])),
      .init("columnKind", .string("unicodeCodePoints")),
      .init("results", .array(results)),
    ]
    if !notifications.isEmpty { run.append(.init("invocations", .array([invocation]))) }
    let log = JSONValue.object([
      .init("$schema", .string("https://json.schemastore.org/sarif-2.1.0.json")),
      .init("version", .string("2.1.0")),
      .init("runs", .array([.object(run)])),
    ])
    let writer = JSONWriter()
    writer.value(log)
    writer.newline()
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  private func descriptor(_ rule: Rule) -> JSONValue {
    .object([
      .init("id", .string(rule.id)),
      .init("shortDescription", message(rule.title)),
      .init("fullDescription", message(rule.explanation)),
      .init("help", message(rule.advice)),
      .init("defaultConfiguration", .object([.init("level", .string(rule.severity.level))])),
      .init("properties", .object([.init("effect", .string(rule.effect.rawValue))])),
    ])
  }

  private func result(_ finding: Finding, accepted reason: String?) -> JSONValue {
    var members: [JSONValue.Member] = [
      .init("ruleId", .string(finding.rule)),
      .init("level", .string(finding.severity.level)),
      .init("message", message(TerminalText.escaped(words.sentence(finding)))),
      .init("locations", .array([location(finding)])),
      .init(
        "partialFingerprints", .object([.init("shareproto/v1", .string(finding.fingerprint))])),
    ]
    if let index = rules.firstIndex(where: { $0.id == finding.rule }) {
      members.insert(.init("ruleIndex", .integer(index)), at: 1)
    }
    if let frequency = finding.frequency {
      members.append(.init("occurrenceCount", .integer(max(1, frequency.count))))
    }
    if let reason {
      let suppression = JSONValue.object([
        .init("kind", .string("external")), .init("justification", .string(reason)),
      ])
      members.append(.init("suppressions", .array([suppression])))
    }
    return .object(members)
  }

  private func location(_ finding: Finding) -> JSONValue {
    var members: [JSONValue.Member] = []
    if let uri = artifact(finding) {
      // A line is what trackers show a result at; recordings have none.
      members.append(
        .init(
          "physicalLocation",
          .object([
            .init("artifactLocation", .object([.init("uri", .string(Self.escaped(uri)))])),
            .init("region", .object([.init("startLine", .integer(1))])),
          ])))
    }
    let name = [finding.operation ?? "*", finding.location.part.name, finding.location.pointer]
      .filter { !$0.isEmpty }.joined(separator: " ")
    let logical = JSONValue.object([
      .init("fullyQualifiedName", .string(name)), .init("kind", .string("member")),
    ])
    members.append(.init("logicalLocations", .array([logical])))
    return .object(members)
  }

  private func artifact(_ finding: Finding) -> String? {
    if let first = finding.first { return words.capture(first) }
    return report.baselines.first
  }

  /// A message in which nothing is a link: `[words](place)` is one also in plain text (3.11.6), unless the
  /// bracket is escaped.
  private func message(_ text: String) -> JSONValue {
    .object([.init("text", .string(text.replacing("](", with: "\\](")))])
  }

  /// A name as a relative URI (RFC 3986).
  static func escaped(_ name: String) -> String {
    var uri = ""
    for byte in name.utf8 {
      switch byte {
      case 48...57, 65...90, 97...122: uri.unicodeScalars.append(Unicode.Scalar(byte))
      case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"),
        UInt8(ascii: "/"):
        uri.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        uri += "%" + (digits.count < 2 ? "0" : "") + digits
      }
    }
    return uri
  }
}

extension Severity {
  /// What SARIF calls it.
  fileprivate var level: String {
    switch self {
    case .error: "error"
    case .warning: "warning"
    case .info: "note"
    }
  }
}
