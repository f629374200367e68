import Testing

@testable import Drift

struct SettingsTests {
  @Test func `everything that settings may say is read`() throws {
    let settings = try SettingsReader.read(
      """
      revision: share@2021-12
      fail-on: warning
      rules:
        response-header-added: off
        response-property-added: error
      accept:
        - fingerprint: 0123456789abcdef
          reason: the app reads both
          expires: 2027-01-31
        - rule: response-property-added
          operation: ReadPublisherLatestGlucoseValues
          pointer: $[*].TrendRate
          reason: announced
      """, named: ".shareproto.yml")
    #expect(settings.revision == "share@2021-12")
    #expect(settings.failOn == .warning)
    #expect(settings.severities["response-header-added"] == .some(nil))
    #expect(settings.severities["response-property-added"] == .some(.error))
    #expect(settings.acceptances.map(\.expires) == ["2027-01-31", nil])
    #expect(try SettingsReader.read("", named: "empty") == DriftSettings())
  }

  static let mistakes: [(String, Int, String)] = [
    ("fail_on: error", 1, "fail-on"),
    ("rules:\n  response-header-add: off", 2, "response-header-added"),
    ("rules:\n  response-header-added: of", 2, "off"),
    ("rules:\n  response-header-added: fatal", 2, "off, false, info, warning, error"),
    ("fail-on: info\nfail-on: error", 1, "“fail-on” stands there twice"),
    ("accept:\n  - rul: x\n    reason: y", 2, "rule"),
    ("accept:\n  - rule: response-header-added", 2, "reason"),
    ("accept:\n  - rule: response-header-added\n    reason: ' '", 2, "reason"),
    ("- a", 1, "mapping"),
    ("accept:\n  - fingerprint: xyz\n    reason: y", 2, "16 hexadecimal"),
    ("accept:\n  - rule: host-added\n    reason: y\n    expires: tomorrow", 4, "2027-01-31"),
    ("accept:\n  - rule: host-added\n    reason: y\n    expires: 2027-02-30", 4, "2027-01-31"),
    ("accept:\n  - rule: host-add\n    reason: y", 2, "host-added"),
    (
      "accept:\n  - rule: host-added\n    operation: ReadPublisherLatestGlucoseValue\n    reason: y",
      3,
      "ReadPublisherLatestGlucoseValues"
    ),
    (
      "accept:\n  - rule: host-added\n    operation: Publsher/CreateContact\n    reason: y", 3,
      "Publisher/CreateContact"
    ),
    ("revision: a\nschema: b", 1, "only one"), ("a: b: c", 1, "YAML"), ("rules: 1", 1, "mapping"),
  ]

  @Test(arguments: mistakes)
  func `what is wrong is told with its line, and with what would be right`(
    _ text: String, _ line: Int, _ hint: String
  ) {
    let error = #expect(throws: SettingsError.self) {
      try SettingsReader.read(text, named: "settings")
    }
    #expect(error?.line == line)
    #expect(error?.what.contains(hint) == true, "\(error?.what ?? "")")
  }

  /// Those of the signed generation, and such as nobody has documented.
  @Test(arguments: [
    "PostReceiverEgvRecords2", "publisher/createcontact", "ReadPublisherImage", "*",
    "GET /pets/{id}",
  ])
  func `an operation that nobody knows may be accepted`(_ name: String) throws {
    let settings = try SettingsReader.read(
      "accept:\n  - rule: operation-added\n    operation: '\(name)'\n    reason: y",
      named: "settings")
    #expect(settings.acceptances.first?.operation == name)
  }

  private let finding = Finding(
    rule: "response-property-added", severity: .info, effect: .harmless,
    operation: "Publisher/ReadPublisherLatestGlucoseValues",
    location: Location(.responseBody(status: 200), "$[*].TrendRate"), expected: "not there",
    observed: "a number", key: "TrendRate")

  @Test func `an acceptance holds to the end of its last day`() {
    var settings = DriftSettings()
    settings.acceptances = [
      .init(fingerprint: finding.fingerprint, reason: "known", expires: "2027-01-31")
    ]
    #expect(settings.acceptance(of: finding, today: "2027-01-31") == .accepted(reason: "known"))
    guard case .expired(let text) = settings.acceptance(of: finding, today: "2027-02-01") else {
      Issue.record("it still holds")
      return
    }
    #expect(text.contains("known") && text.contains("2027-01-31"))
  }

  @Test(arguments: [
    ("ReadPublisherLatestGlucoseValues", "$[*].TrendRate", true),
    ("publisher/readpublisherlatestglucosevalues", "$[*].TrendRate", true),
    ("CreateContact", "$[*].TrendRate", false),
    ("ReadPublisherLatestGlucoseValues", "$[*].Trend", false),
  ])
  func `an acceptance by place holds for that place`(
    _ operation: String, _ pointer: String, _ holds: Bool
  ) {
    var settings = DriftSettings()
    settings.acceptances = [
      .init(rule: finding.rule, operation: operation, pointer: pointer, reason: "known")
    ]
    #expect((settings.acceptance(of: finding, today: "2027-01-01") == .none) == !holds)
  }

  @Test func `a member that is accepted accepts no other that changed with it`() {
    var both = finding
    both.siblings = ["$[*].Other"]
    #expect(both.fingerprint != finding.fingerprint)
    var settings = DriftSettings()
    settings.acceptances = [.init(fingerprint: finding.fingerprint, reason: "known")]
    #expect(settings.acceptance(of: both, today: "2027-01-01") == .none)
    settings.acceptances = [.init(rule: finding.rule, pointer: "$[*].TrendRate", reason: "known")]
    #expect(settings.acceptance(of: both, today: "2027-01-01") == .none)
    settings.acceptances.append(
      .init(rule: finding.rule, pointer: "$[*].Other", reason: "known too"))
    #expect(settings.acceptance(of: both, today: "2027-01-01") == .accepted(reason: "known"))
    settings.acceptances = [.init(rule: finding.rule, reason: "all")]
    #expect(settings.acceptance(of: both, today: "2027-01-01") == .accepted(reason: "all"))
  }

  @Test func `a fingerprint is of what and where, not of how often`() {
    var other = finding
    other.frequency = Frequency(1, of: 2, "answers")
    other.severity = .error
    other.observed = "a number: more words"
    #expect(other.fingerprint == finding.fingerprint)
    other.location.pointer = "$[*].Other"
    #expect(other.fingerprint != finding.fingerprint)
    #expect(finding.fingerprint == "\(finding.fingerprint)".lowercased())
    #expect(finding.fingerprint.utf8.count == 16)
  }
}
