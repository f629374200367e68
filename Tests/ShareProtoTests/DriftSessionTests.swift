import Foundation
import ShareProto
import TestSupport
import Testing

/// Recorded sessions of a server that changed, and of one that did not.
@Suite(.enabled(if: SharedFiles.isPresent, SharedFiles.reason))
struct DriftSessionTests {
  /// What the server of a session changed, and so what has to be found.
  struct Change: Sendable, CustomTestStringConvertible {
    var session: String
    var rule: String
    var operations: [String]
    var pointers: [String]
    var observed: String
    var severity: Severity
    var testDescription: String { session }
  }

  static let readings = "Publisher/ReadPublisherLatestGlucoseValues"

  static let changes = [
    Change(
      session: "drift-add-member-2018", rule: "response-property-added", operations: [readings],
      pointers: ["$[*].TrendRate"], observed: "a number", severity: .info),
    Change(
      session: "drift-date-iso-2025-11", rule: "response-date-form-changed",
      operations: [readings], pointers: ["$[*].WT", "$[*].ST", "$[*].DT"],
      observed: "an ISO 8601 time", severity: .error),
    Change(
      session: "drift-drop-member-2023-04", rule: "response-property-removed",
      operations: [readings], pointers: ["$[*].WT"], observed: "not there", severity: .error),
    Change(
      session: "drift-error-rename-2018", rule: "response-property-renamed", operations: [],
      pointers: ["$.Code", "$.Message"], observed: "ErrorCode, ErrorMessage", severity: .error),
    Change(
      session: "drift-guid-object-2023-04", rule: "response-body-type-changed",
      operations: ["General/AuthenticatePublisherAccount", "Publisher/CreateContact"],
      pointers: ["$"], observed: "an object", severity: .error),
    Change(
      session: "drift-new-status-2024-07", rule: "fault-status-changed", operations: [],
      pointers: [""], observed: "status 401 and 409", severity: .error),
    Change(
      session: "drift-rename-field-2024-07", rule: "response-property-renamed",
      operations: [readings], pointers: ["$[*].Value"], observed: "GlucoseValue",
      severity: .error),
    Change(
      session: "drift-trend-enum-2021-12", rule: "response-property-enum-value-added",
      operations: [readings], pointers: ["$[*].Trend"], observed: "RisingSlowly",
      severity: .warning),
    Change(
      session: "drift-trend-type-2021-12", rule: "response-property-type-changed",
      operations: [readings], pointers: ["$[*].Trend"], observed: "an integer", severity: .error),
  ]

  @Test(arguments: changes)
  func `a change of the server is one finding, at its place`(_ change: Change) throws {
    let findings = try RecordedSession.shared(change.session).findings()
    let finding = try #require(findings.first)
    #expect(findings.count == 1, "\(findings.map(\.rule))")
    #expect(finding.rule == change.rule)
    #expect(finding.operations == change.operations)
    #expect([finding.location.pointer] + finding.siblings == change.pointers)
    #expect(finding.observed == change.observed)
    #expect(finding.severity == change.severity)
    #expect(finding.effect == (change.severity == .info ? .harmless : .breaksReaders))
    // The seventh call, or the first of its kind.
    #expect(finding.first?.time != nil)
  }

  @Test(arguments: changes)
  func `a change that the baseline recording does not have is found without a schema`(
    _ change: Change
  ) throws {
    let session = try RecordedSession.shared(change.session)
    guard let era = session.about["era"], let baseline = Self.uploaders[era] else { return }
    let schema = Schema(inferredFrom: try RecordedSession.shared(baseline).summary)
    let comparison = Comparison(of: session.summary, with: schema)
    switch change.session {
    // The baseline has four answers with readings, one too few.
    case "drift-drop-member-2023-04":
      #expect(comparison.notes.map(\.location.pointer) == change.pointers)
    default:
      #expect(
        comparison.findings.contains {
          $0.rule == change.rule && $0.location.pointer == change.pointers[0]
        }, "\(comparison.findings)")
    }
  }

  @Test func `the control session is clean`() throws {
    #expect(try RecordedSession.shared("drift-control-2025-11").findings() == [])
  }

  // MARK: All sessions

  /// Uploader sessions with all operations, by era.
  static let uploaders = [
    "2015": "uploader-all-http-2015", "2018": "uploader-all-tls13-2018",
    "2020-04": "uploader-all-tls12-2020-04", "2021-12": "uploader-all-http-2021-12",
    "2023-04": "uploader-all-tls13-2023-04", "2024-07": "uploader-all-tls12-2024-07",
    "2025-11": "uploader-all-http-2025-11",
  ]

  /// Findings that are no surprise, and have to be there: rule and place, by the sessions that about.json
  /// explains them for.
  static let explained: [(sessions: Set<String>, findings: Set<String>, reason: String)] = [
    (
      ["faults-http-2025", "faults-tls12-2018"],
      [
        "response-body-form-changed answer 200", "response-body-became-empty answer 200",
        "response-body-became-null answer 200 $", "response-failure-status-added answer 403",
        "response-failure-status-added answer 502", "response-failure-status-added answer 520",
      ], "oddity: faults"
    ),
    (
      ["har-mitm-faults-2025"],
      ["response-body-form-changed answer 200", "response-body-became-empty answer 200"],
      "its reference has the faults that the server was told to make"
    ),
    (
      ["har-mitm-mixed-2024", "mixed-http-2021", "mixed-tls13-2025", "signed-integrity-http-2025"],
      ["operation-added", "signed-operation-added"], "oddity: undocumented and signed calls"
    ),
    (
      [
        "har-chromium-h2-2024", "har-chromium-http-2018", "har-odd-base64-2023",
        "har-odd-brokenentry-2024", "har-playwright-embed-2023",
      ], ["operation-added", "signed-operation-added"],
      "the page makes a call of either standing, and their HAR files keep them"
    ),
    (
      ["uploader-all-tls12-2020-04"], ["operation-added"],
      "all operations in every era: LoginPublisherAccountById is the stand-in's own in 2020-04"
    ),
    (
      [
        "curl-chunked-http-2021", "curl-expect-http-2021", "h2frames-h2c-2018",
        "h2frames-tls13-2025",
      ], ["request-property-added request $.pad"],
      "oddities of long uploads, which a member `pad` makes long"
    ),
    (
      ["cgmdisplay-http-2018"], ["request-property-added request $.applicationId"],
      "a habit of its client, which the service ignores"
    ),
    (["curl-nolength-http-2018"], ["operation-method-added"], "oddity: a GET read"),
    (
      ["raw-folded-http"],
      ["request-parameter-added query empty", "request-parameter-added query flag"],
      "oddity: odd members of the query"
    ),
    (["dexpy-tls12-2015"], ["host-added"], "a client of 2020 played against the server of 2015"),
    (
      ["odd-twoclients-http"],
      [
        "response-property-type-changed answer 200 $[*].Trend",
        "response-date-form-changed answer 200 $[*].DT",
        "response-member-order-changed answer 200 $[*]",
        "response-date-form-changed answer 500 \(detail)DateThrownLocal",
        "fault-class-changed answer 500 \(detail)FullText", "fault-code-added answer 500",
        "operation-added",
      ], "the second client was recorded in December 2021"
    ),
    (
      ["odd-twoclients-tls"],
      [
        "response-property-type-changed answer 200 $[*].Trend",
        "response-date-form-changed answer 200 $[*].WT",
        "response-member-order-changed answer 200 $[*]",
        "response-date-form-changed answer 500 \(detail)DateThrownLocal",
        "response-date-form-changed answer 500 \(detail)DateThrown",
        "fault-class-changed answer 500 \(detail)FullText", "fault-code-added answer 500",
        "response-header-changed any server",
      ], "the second client was recorded in 2015"
    ),
  ]

  private static let detail = "$.SubCode.OnlineException."

  /// What the stand-in of an era has from the first day of the era on: share2 in 2015, and
  /// AccountPasswordInvalid in December 2021. Sessions of the weeks before show them as changes.
  private static func isAhead(_ finding: Finding, _ era: String) -> Bool {
    switch (era, finding.rule, finding.explanation?.revision) {
    case ("2015", "host-added", "share@2015-08"): true
    case ("2021-12", "fault-code-added", "share@2021-12-16"): true
    default: false
    }
  }

  private static func explained(_ session: String) -> Set<String> {
    explained.filter { $0.sessions.contains(session) }.map(\.findings).reduce([]) { $0.union($1) }
  }

  /// Rule and place of each finding.
  private static func places(_ findings: [Finding]) -> Set<String> {
    Set(
      findings.map { finding in
        let part: String =
          switch finding.location.part {
          case .call: ""
          case .path, .query: "query"
          case .requestBody: "request"
          case .requestField, .responseField: "any"
          case .responseBody(let status): "answer \(status ?? 0)"
          }
        return [finding.rule, part, finding.location.pointer].filter { !$0.isEmpty }
          .joined(separator: " ")
      })
  }

  @Test func `what is explained is explained for sessions that are there`() {
    let names = Set(RecordedSession.names)
    for (sessions, _, reason) in Self.explained {
      #expect(sessions.isSubset(of: names), "\(reason)")
    }
  }

  @Test(arguments: RecordedSession.names)
  func `a session has nothing unexplained against its era, its time and itself`(
    _ name: String
  ) throws {
    let session = try RecordedSession(name)
    guard !session.calls.isEmpty, let era = session.about["era"] else { return }
    let reportByTime = try session.report()
    let revision = try ShareRevisions.shared().schema(named: "share@\(era)").name
    // Most were recorded while their era's revision was in force: then both are one check.
    let byEra =
      reportByTime.baselines == [revision]
      ? reportByTime.findings : try session.findings(against: revision)
    // The test of the changes looks at these.
    if !name.hasPrefix("drift-") {
      #expect(Self.places(byEra) == Self.explained(name), "against share@\(era): \(byEra)")
    }
    // Without times, the latest revision is the baseline.
    let hasTimes = session.calls.compactMap(\.exchange.time).contains {
      CalendarTime($0).year > 2014
    }
    if hasTimes, !name.hasPrefix("drift-") {
      let byTime = reportByTime.findings.filter { !Self.isAhead($0, era) }
      #expect(Self.places(byTime) == Self.explained(name), "against its time: \(byTime)")
    }
    let schema = Schema(inferredFrom: session.summary)
    #expect(Comparison(of: session.summary, with: schema).findings == [], "against itself")
    // A long session has the same calls again and again; those of several days are cut by day below.
    guard session.calls.count <= 300 else { return }
    let reversed = RecordedSession.summary(session.calls.reversed())
    #expect(Comparison(of: reversed, with: schema).findings == [], "the other way round")
    // More of its parts are in `DriftSubsetTests`.
    let half = RecordedSession.summary(session.calls.prefix(session.calls.count / 2))
    #expect(Comparison(of: half, with: schema).findings == [], "half of it")
  }

  @Test(arguments: [
    ("follower-day-http-2018", 2), ("follower-month-tls12-2021", 3), ("uploader-day-http-2015", 2),
  ])
  func `the same client on another day is clean`(_ name: String, _ parts: Int) throws {
    let session = try RecordedSession.shared(name)
    let length = session.calls.count / parts
    for part in 0..<parts {
      let day = session.calls[(part * length)..<((part + 1) * length)]
      let others = session.calls[..<(part * length)] + session.calls[((part + 1) * length)...]
      let schema = Schema(inferredFrom: RecordedSession.summary(others))
      let findings = Comparison(of: RecordedSession.summary(day), with: schema).findings
      #expect(findings == [])
    }
  }
}
