import ShareProto
import TestSupport
import Testing

/// The bodies that people have published, one by one: each fits the revision of its day, and shows what
/// has changed to those of other days.
@Suite(.enabled(if: SharedFiles.isPresent, SharedFiles.reason))
struct DriftFixtureTests {
  struct Fixture: Sendable, CustomTestStringConvertible {
    /// The number that the file begins with.
    var number: Int
    var day: String
    var operation: String
    /// What a body is, or is part of.
    var kind = Kind.answer
    /// Findings against the revision of its day, which the index of the fixtures explains.
    var known: Set<String> = []
    /// Another revision, and rule, pointer and revision of each finding against it.
    var other: String
    var findings: Set<String> = []
    var testDescription: String { "\(number) against \(other)" }

    enum Kind: Sendable { case answer, fault, request, reading, detail }
  }

  static let readings = "Publisher/ReadPublisherLatestGlucoseValues"

  /// The changes of December 2021: in readings, and in faults.
  private static let readings2021: Set = [
    "response-date-form-changed $[*].DT, $[*].ST, $[*].WT share@2021-12-08",
    "response-member-order-changed $[*] share@2021-12-08",
    "response-property-type-changed $[*].Trend share@2021-12-08",
  ]
  private static let detail = "$.SubCode.OnlineException."
  private static let faults2021: Set = [
    "fault-class-changed \(detail)FullText share@2021-12-08",
    "response-date-form-changed \(detail)DateThrown, \(detail)DateThrownLocal share@2021-12-08",
  ]
  private static let bodyParameters: Set = [
    "request-parameter-moved-to-body maxCount, minutes, sessionId share@2021-12-08"
  ]
  private static let faultDates2018: Set = [
    "response-date-form-changed \(detail)DateThrownLocal share@2018-01"
  ]
  private static let faultDates2024: Set = [
    "response-date-form-changed \(detail)DateThrown, \(detail)DateThrownLocal share@2024-07-01"
  ]
  private static let faultText: Set = ["fault-generation-changed $.SubCode share@2025-11"]

  static let fixtures: [Fixture] = [
    Fixture(
      number: 1, day: "2015-03-19", operation: "General/SystemUtcTime", other: "2025-11",
      findings: ["response-date-form-changed $.DateTime share@2021-12-08"]),
    Fixture(
      number: 2, day: "2015-03-19", operation: "Publisher/UpdatePublisherAccountRuntimeInfo",
      kind: .request, other: "2025-11"),
    Fixture(
      number: 3, day: "2015-03-19", operation: "Publisher/PostReceiverEgvRecords", kind: .request,
      other: "2025-11"),
    Fixture(
      number: 4, day: "2015-03-19", operation: "Publisher/CreateSubscriptionInvitation",
      kind: .request, other: "2025-11"),
    Fixture(
      number: 5, day: "2015-07-17", operation: "Publisher/ListPublisherAccountSubscriptions",
      other: "2025-11",
      findings: [
        "response-date-form-changed $[*].DateTimeCreated.DateTime, $[*].DateTimeModified.DateTime, "
          + "$[*].InviteExpires.DateTime share@2021-12-08"
      ]),
    Fixture(
      number: 6, day: "2015-03-19", operation: readings, other: "2021-12-08",
      findings: readings2021),
    Fixture(
      number: 7, day: "2015-03-13", operation: readings, other: "2021-12-08",
      findings: readings2021),
    Fixture(
      number: 8, day: "2016-01-28", operation: readings, other: "2021-12-08",
      findings: readings2021),
    Fixture(
      number: 9, day: "2018-01-04", operation: readings, other: "2021-12-08",
      findings: readings2021),
    Fixture(
      number: 10, day: "2020-04-18", operation: readings, kind: .reading, other: "2021-12-08",
      findings: readings2021),
    // A log from a phone, whose author may have left things out: DT has no time zone, and WT is not there.
    Fixture(
      number: 11, day: "2021-12-01", operation: readings,
      known: ["response-date-form-changed $[*].DT -"], other: "2021-12-08",
      findings: [
        "response-date-form-changed $[*].DT, $[*].ST -",
        "response-member-order-changed $[*] share@2021-12-08",
        "response-property-type-changed $[*].Trend share@2021-12-08",
      ]),
    // Recorded 2021-12-02 outside the US, where the change came a week earlier.
    Fixture(
      number: 12, day: "2021-12-09", operation: readings, other: "2021-09-14",
      findings: readings2021),
    Fixture(
      number: 13, day: "2023-04-04", operation: readings, other: "2021-09-14",
      findings: readings2021),
    Fixture(
      number: 14, day: "2023-04-04", operation: readings, kind: .request, other: "2021-09-14",
      findings: bodyParameters),
    Fixture(
      number: 15, day: "2023-08-05", operation: readings, other: "2021-09-14",
      findings: readings2021),
    Fixture(
      number: 16, day: "2024-07-21", operation: readings, other: "2023-04",
      findings: ["response-date-precision-changed $[*].DT, $[*].ST, $[*].WT share@2024-07-01"]),
    Fixture(
      number: 17, day: "2015-12-15", operation: readings, kind: .fault, other: "2018-01",
      findings: faultDates2018),
    Fixture(
      number: 18, day: "2017-11-18", operation: "Publisher/PostReceiverEgvRecords", kind: .fault,
      other: "2018-01", findings: faultDates2018),
    Fixture(
      number: 19, day: "2021-03-18", operation: readings, kind: .fault, other: "2021-12-08",
      findings: faults2021),
    Fixture(
      number: 20, day: "2023-08-02", operation: "General/AuthenticatePublisherAccount",
      kind: .fault, other: "2021-12-08", findings: ["fault-code-added  share@2021-12-16"]),
    Fixture(
      number: 21, day: "2024-07-21", operation: "General/LoginPublisherAccountById", kind: .fault,
      other: "2023-04",
      findings: faultDates2024.union(["fault-code-added  share@2024-07-21"])),
    Fixture(
      number: 22, day: "2024-07-21", operation: "General/LoginPublisherAccountById", kind: .fault,
      other: "2025-11", findings: faultText),
    Fixture(
      number: 23, day: "2025-06-15", operation: "General/AuthenticatePublisherAccount",
      kind: .fault, other: "2025-11", findings: faultText),
    Fixture(
      number: 24, day: "2025-11-14", operation: readings, kind: .fault, other: "2025-06",
      findings: faultText),
    Fixture(
      number: 25, day: "2018-09-12", operation: "General/LoginPublisherAccountByName",
      kind: .detail, other: "2020-04", findings: ["fault-code-added  share@2020-04"]),
  ]

  @Test func `every fixture is here`() {
    let files = SharedFiles.names(in: "protocol/fixtures").filter { $0 != "index.md" }
    #expect(files.map { Int($0.prefix(2)) } == Self.fixtures.map(\.number))
  }

  @Test(arguments: fixtures)
  func `a body that was published fits its day, and shows what has changed to another`(
    _ fixture: Fixture
  ) throws {
    let summary = RecordedSession.summary([try Self.call(fixture)])
    let revision = try ShareRevisions.shared().history.revision(named: fixture.day).id
    let byDay = try Self.found(summary, revision)
    #expect(byDay == fixture.known, "against \(revision): \(byDay.sorted())")
    let byOther = try Self.found(summary, fixture.other)
    #expect(byOther == fixture.findings, "\(byOther.sorted())")
  }

  /// As pydexcom recorded it in April and June 2025.
  @Test func `answers with readings are not missed the fields that answers of logins have`() throws
  {
    let call = Self.call(
      Self.readings + "?sessionId=\(Self.id)&minutes=10&maxCount=1", day: "2025-11-20", request: [],
      response: (200, Array("[]".utf8)))
    let found = try Self.found(
      RecordedSession.summary(Array(repeating: call, count: 12)), "share@2025-11")
    for name in ["cache-control", "pragma", "expires", "x-frame-options", "x-xss-protection"] {
      #expect(!found.contains { $0.hasPrefix("response-header-removed") && $0.contains(name) })
    }
    #expect(found.contains { $0.contains("x-content-type-options") })
  }

  private static func found(_ summary: Summary, _ revision: String) throws -> Set<String> {
    var checker = try DriftChecker(
      .schemas([try ShareRevisions.shared().schema(named: revision)]), today: "2026-11-27")
    checker.add(summary)
    return Set(
      checker.finish().findings.map { finding in
        let pointers = ([finding.location.pointer] + finding.siblings).sorted()
        return "\(finding.rule) \(pointers.joined(separator: ", "))"
          + " \(finding.explanation?.revision ?? "-")"
      })
  }

  /// Nobody has published a body of this row, and the recorded stand-in never answers so.
  @Test func `all zeros from a login by name are the change of April 2020`() throws {
    let zeros = "00000000-0000-0000-0000-000000000000"
    for (answer, revision, expected) in [
      (zeros, "share@2018-01", ["response-string-shape-changed $ share@2020-04"]),
      (zeros, "share@2020-04", []), (Self.id, "share@2018-01", []), (Self.id, "share@2020-04", []),
    ] as [(String, String, Set<String>)] {
      let call = Self.call(
        "General/LoginPublisherAccountByName", day: "2020-05-27",
        request: Self.login("accountName\":\"u"), response: (200, Array("\"\(answer)\"".utf8)))
      let found = try Self.found(RecordedSession.summary([call]), revision)
      #expect(found == expected, "\(answer) against \(revision)")
    }
  }

  private static let id = "22222222-2222-4222-8222-222222222222"

  /// The call that a body is of, with what else there has to be.
  private static func call(_ fixture: Fixture) throws -> Call {
    let number = fixture.number < 10 ? "0\(fixture.number)-" : "\(fixture.number)-"
    let file = try #require(
      SharedFiles.names(in: "protocol/fixtures").first { $0.hasPrefix(number) })
    var body = try SharedFiles.bytes("protocol/fixtures/\(file)")
    var request = fixture.kind == .request ? body : []
    switch fixture.kind {
    case .answer, .fault, .request: break
    case .reading: body = Array("[".utf8) + body + Array("]".utf8)
    case .detail:
      let writer = JSONWriter()
      writer.string(String(decoding: body, as: UTF8.self))
      body =
        Array(#"{"Code":"SSO_AuthenticatePasswordInvalid","Message":"m","SubCode":"#.utf8)
        + writer.bytes + Array(#","TypeName":"FaultException"}"#.utf8)
    }
    var query = ""
    switch fixture.operation {
    case readings where request.isEmpty: query = "?sessionId=\(id)&minutes=1440&maxCount=288"
    case "Publisher/ListPublisherAccountSubscriptions": query = "?sessionId=\(id)"
    case "Publisher/CreateSubscriptionInvitation": query = "?sessionId=\(id)&contactId=\(id)"
    case "Publisher/PostReceiverEgvRecords":
      query = "?sessionId=\(id)"
      if request.isEmpty { request = Array(#"{"SN":"SM00000000","Egvs":[],"TA":1}"#.utf8) }
    case _ where fixture.operation.hasPrefix("General/") && fixture.kind != .answer:
      request = login(
        fixture.operation.hasSuffix("ById") ? "accountId\":\"\(id)" : "accountName\":\"u")
    default: break
    }
    let status = [.answer, .reading].contains(fixture.kind) ? 200 : 500
    return call(
      fixture.operation + query, day: fixture.day, request: request,
      response: fixture.kind == .request ? nil : (status, body))
  }

  private static func login(_ name: String) -> [UInt8] {
    Array("{\"\(name)\",\"password\":\"p\",\"applicationId\":\"\(id)\"}".utf8)
  }

  private static func call(
    _ path: String, day: String, request: [UInt8], response: (status: Int, body: [UInt8])?
  ) -> Call {
    let type = HTTPFields([("Content-Type", "application/json")])
    let host = day < "2015-08" ? "share1" : "share2"
    let exchange = Exchange(
      place: .init(capture: "fixture", entry: 1), time: Timestamp(iso8601: day + "T12:00:00Z"),
      request: HTTPRequest(
        method: path == "General/SystemUtcTime" ? "GET" : "POST",
        target: RequestTarget(
          url: "https://\(host).dexcom.com/ShareWebServices/Services/\(path)"),
        fields: request.isEmpty ? HTTPFields() : type, body: HTTPBody(bytes: request)),
      response: response.map {
        HTTPResponse(status: $0.status, fields: type, body: HTTPBody(bytes: $0.body))
      })
    var decoder = CallDecoder()
    return decoder.decode(exchange)
  }
}
