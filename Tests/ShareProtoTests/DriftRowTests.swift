import ShareProto
import TestSupport
import Testing

/// The rows of the facts, section 5: the traffic of one era against the schema of the next, and back.
@Suite(.enabled(if: SharedFiles.isPresent, SharedFiles.reason))
struct DriftRowTests {
  struct Row: Sendable, CustomTestStringConvertible {
    /// The era of the traffic, and that of the schema.
    var traffic: String
    var schema: String
    /// Rule, pointer and revision of each finding.
    var findings: Set<String>
    var testDescription: String { "\(traffic) against \(schema)" }
  }

  static let rows = [
    Row(
      traffic: "2015", schema: "2018",
      findings: [
        "response-date-form-changed $.SubCode.OnlineException.DateThrownLocal share@2018-01"
      ]),
    Row(
      traffic: "2018", schema: "2015",
      findings: [
        "response-date-form-changed $.SubCode.OnlineException.DateThrownLocal share@2018-01"
      ]),
    Row(traffic: "2018", schema: "2020-04", findings: ["fault-code-added  share@2020-04"]),
    Row(traffic: "2020-04", schema: "2018", findings: ["operation-added  share@2021-09-14"]),
    Row(traffic: "2020-04", schema: "2021-12", findings: year2021(back: true)),
    Row(
      traffic: "2021-12", schema: "2020-04",
      findings: year2021(back: false).union(["operation-added  share@2021-09-14"])),
    Row(
      traffic: "2021-12", schema: "2023-04",
      findings: [
        "response-header-removed cf-cache-status share@2023-04"
      ]),
    Row(
      traffic: "2023-04", schema: "2021-12",
      findings: [
        "response-header-added cf-cache-status share@2023-04"
      ]),
    Row(
      traffic: "2023-04", schema: "2024-07",
      findings: [
        "response-date-form-changed $.SubCode.OnlineException.DateThrownLocal share@2024-07-01"
      ]),
    Row(
      traffic: "2024-07", schema: "2023-04",
      findings: [
        "response-date-form-changed $.SubCode.OnlineException.DateThrownLocal share@2024-07-01",
        "response-date-precision-changed $[*].WT share@2024-07-01",
        "response-header-added cache-control share@2024-07-01",
      ]),
    Row(
      traffic: "2024-07", schema: "2025-11",
      findings: [
        "fault-generation-changed $.SubCode share@2025-11",
        "response-header-removed set-cookie share@2025-06",
        "response-header-changed strict-transport-security share@2025-01",
      ]),
    Row(
      traffic: "2025-11", schema: "2024-07",
      findings: [
        "fault-generation-changed $.SubCode share@2025-11",
        "response-header-added set-cookie share@2025-06",
        "response-header-changed strict-transport-security share@2025-01",
      ]),
  ]

  private static func year2021(back: Bool) -> Set<String> {
    [
      "response-property-type-changed $[*].Trend share@2021-12-08",
      "response-date-form-changed $.DateTime share@2021-12-08",
      "response-date-form-changed $.SubCode.OnlineException.DateThrownLocal share@2021-12-08",
      "response-member-order-changed $[*] share@2021-12-08",
      "fault-class-changed $.SubCode.OnlineException.FullText share@2021-12-08",
      "fault-code-added  share@2021-12-16",
    ]
  }

  @Test(arguments: rows)
  func `the traffic of an era shows the changes of its row, and no other`(_ row: Row) throws {
    let name = try #require(DriftSessionTests.uploaders[row.traffic])
    let findings = try RecordedSession.shared(name).findings(against: "share@\(row.schema)")
    let found = Set(
      findings.map {
        "\($0.rule) \($0.location.pointer) \($0.explanation?.revision ?? "-")"
      })
    #expect(found == row.findings)
    #expect(findings.allSatisfy { $0.operations.count < 29 })
  }

  @Test func `a recording that changes in the middle says where and when`() throws {
    let before = try RecordedSession.shared("uploader-all-tls12-2020-04").calls
    let after = try RecordedSession.shared("uploader-all-http-2021-12").calls
    var fit = RevisionFit(
      RecordedSession.summary(before + after), try ShareRevisions.shared().schemas)
    let shifts = fit.shifts(nearestTo: "share@2020-04")
    #expect(shifts.count == 1)
    #expect(shifts.first?.from == "share@2020-04")
    #expect(shifts.first.map { $0.sighting.time == after[0].exchange.time } ?? false)
  }

  @Test func `what differs from a recording of another time is explained by what lies between`()
    throws
  {
    let old = try RecordedSession.shared("uploader-all-tls12-2020-04")
    let new = try RecordedSession.shared("uploader-all-http-2021-12")
    for (observed, baseline, isEarlier) in [(new, old, false), (old, new, true)] {
      let schema = Schema(inferredFrom: baseline.summary, named: "baseline")
      var checker = try DriftChecker(.schemas([schema]), today: "2026-11-27")
      checker.add(observed.summary)
      let finding = try #require(
        checker.finish().findings.first { $0.location.pointer == "$[*].Trend" })
      #expect(finding.rule == "response-property-type-changed")
      #expect(finding.explanation?.revision == "share@2021-12-08")
      #expect(finding.explanation?.isEarlier == isEarlier)
    }
  }

  /// In 2023 the field had just come, which is another change than that of its value.
  @Test func `a revision that expects the same is the one that explains`() throws {
    let session = try RecordedSession.shared("uploader-all-tls13-2023-04")
    var latest = try ShareRevisions.shared().schema(named: "latest")
    latest.name = "my.openapi.yaml"
    var checker = try DriftChecker(.schemas([latest]), today: "2026-11-27")
    checker.add(session.summary)
    let finding = try #require(
      checker.finish().findings.first { finding in
        finding.rule == "response-header-changed"
          && ([finding.location.pointer] + finding.siblings).contains("strict-transport-security")
      })
    #expect(finding.explanation?.revision == "share@2025-01")
    #expect(finding.explanation?.isEarlier == true)
  }
}
