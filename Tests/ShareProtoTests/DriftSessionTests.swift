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
      operations: [readings], pointers: ["$[*].Trend"], observed: "a word that is not shown",
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
    // Words that are not shown are no news between recordings.
    case "drift-trend-enum-2021-12": #expect(comparison.findings == [])
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

  /// Findings that are no surprise: by what a session is called or says of itself, and by rule.
  static let explained: [(session: String, rules: [String], reason: String)] = [
    ("drift-", [], "the test above"),
    (
      "faults",
      [
        "response-body-form-changed", "response-body-became-empty", "response-body-became-null",
        "response-failure-status-added",
      ], "outage pages and stray answers, as the name says"
    ),
    (
      "", ["operation-added", "signed-operation-added"],
      "undocumented and signed calls; LoginPublisherAccountById in 2020-04 is the stand-in's own"
    ),
    (
      "curl-", ["request-property-added"],
      "a member `pad` makes an upload so long that curl asks first (Expect) or sends chunks"
    ),
    ("h2frames", ["request-property-added"], "a member `pad` makes a body longer than a window"),
    ("cgmdisplay", ["request-property-added"], "a habit of the client, which the service ignores"),
    ("curl-nolength", ["operation-method-added"], "its oddity: a GET where POST is due"),
    ("raw-folded", ["request-parameter-added"], "its oddity: odd members of the query"),
    ("odd-loss-tls", ["response-body-added"], "an answer after a hole goes to the call before it"),
    ("dexpy-tls12-2015", ["host-added"], "a client of 2020 played against the server of 2015"),
  ]

  /// Revisions that the stand-in of an era has from the first day of the era on: share2 in 2015, and
  /// AccountPasswordInvalid in December 2021. Sessions of the weeks before show them as changes.
  static let ahead: Set<String> = ["share@2015-08", "share@2021-12-16"]

  private func unexplained(_ session: RecordedSession, _ findings: [Finding]) -> [Finding] {
    // The second client of these was recorded in another era.
    if session.name.hasPrefix("drift-") || session.name.hasPrefix("odd-twoclients") { return [] }
    return findings.filter { finding in
      !Self.explained.contains {
        ($0.session.isEmpty || session.name.contains($0.session)) && $0.rules.contains(finding.rule)
      }
    }
  }

  @Test(arguments: RecordedSession.names)
  func `a session has nothing unexplained against its era, its time and itself`(
    _ name: String
  ) throws {
    let session = try RecordedSession(name)
    guard !session.calls.isEmpty, let era = session.about["era"] else { return }
    let byEra = try session.findings(against: "share@\(era)")
    #expect(unexplained(session, byEra) == [], "against share@\(era)")
    let byTime = try session.findings().filter {
      !Self.ahead.contains($0.explanation?.revision ?? "")
    }
    // Without times, the latest revision is the baseline.
    if session.calls.compactMap(\.exchange.time).contains(where: { CalendarTime($0).year > 2014 }) {
      #expect(unexplained(session, byTime) == [], "against its time")
    }
    let schema = Schema(inferredFrom: session.summary)
    #expect(Comparison(of: session.summary, with: schema).findings == [], "against itself")
    let reversed = RecordedSession.summary(session.calls.reversed())
    #expect(Comparison(of: reversed, with: schema).findings == [], "the other way round")
    for part in 0..<2 where session.calls.count > 1 && !name.hasPrefix("drift-") {
      let subset = session.calls.enumerated().filter { $0.offset % 2 == part }.map(\.element)
      let findings = Comparison(of: RecordedSession.summary(subset), with: schema).findings
      #expect(findings == [], "half of it")
    }
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
