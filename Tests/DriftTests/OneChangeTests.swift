import APISchema
import Evidence
import Testing

@testable import Drift

/// One change of the service is one finding, at one place, however many names or operations it touches.
struct OneChangeTests {
  private static func fault(_ code: String) -> ExampleCall {
    FaultStatusChanged.fault(code: code)
  }

  private static let fine = FaultStatusChanged.fine

  private func findings(_ before: [ExampleCall], _ after: [ExampleCall]) throws -> [Finding] {
    let baseline = try RuleExample.Side.calls(before).schema("before")
    let observed = try RuleExample.Side.calls(after).summary()
    return FindingGroups.acrossOperations(Comparison(of: observed, with: baseline).findings)
  }

  @Test func `a new fault code is one, and a known one is none`() throws {
    let before = [Self.fault("SessionIdNotFound"), Self.fine]
    let new = try findings(before, [Self.fault("SessionExpired"), Self.fine])
    #expect(new.map(\.rule) == ["fault-code-added"])
    #expect(try findings(before, [Self.fault("InvalidArgument"), Self.fine]) == [])
  }

  @Test func `parameters that move together are one`() throws {
    let found = try findings(
      [ExampleCall(RuleExample.readings + "?minutes=5&maxCount=1", answer: "[]")],
      [ExampleCall(RuleExample.readings, body: #"{"minutes":5,"maxCount":1}"#, answer: "[]")])
    #expect(found.map(\.rule) == ["request-parameter-moved-to-body"])
    #expect(Set([found[0].location.pointer] + found[0].siblings) == ["minutes", "maxCount"])
  }

  @Test func `members that change their letter case together are one`() throws {
    let found = try findings(
      [ExampleCall(RuleExample.readings, answer: #"[{"Value":99,"Trend":"Flat"}]"#)],
      [ExampleCall(RuleExample.readings, answer: #"[{"value":99,"trend":"Flat"}]"#)])
    #expect(found.map(\.rule) == ["response-property-case-changed"])
    #expect(Set([found[0].location.pointer] + found[0].siblings) == ["$[*].Value", "$[*].Trend"])
  }

  @Test(arguments: [
    "/ShareWebServices/v2/", "/ShareWebServices/v2/Services/", "/sharewebservices/services/",
    "/api/", "/ShareWebServices/Services/v2/",
  ])
  func `a root that changed is one for all operations, which stay known`(_ root: String) throws {
    let calls = ["General/SystemUtcTime", "Publisher/ReadPublisherAccountEmail"].map {
      ExampleCall("POST /ShareWebServices/Services/" + $0, answer: #""text""#)
    }
    let moved = calls.map {
      ExampleCall(
        $0.request.replacing("/ShareWebServices/Services/", with: root), answer: $0.answer)
    }
    let found = try findings(calls, moved)
    let isCase = root == "/sharewebservices/services/"
    #expect(found.map(\.rule) == ["operation-path-\(isCase ? "case-" : "")changed"])
    #expect(found.first?.others.count == 1)
  }

  /// A word that is no name is still no value of the list.
  @Test(arguments: ["Flat!", "↗", "going Flat", " Flat"])
  func `a text that is no word is a new value, in a schema and between recordings`(
    _ text: String
  ) throws {
    func calls(_ trend: String) -> [ExampleCall] {
      [ExampleCall(RuleExample.readings, answer: #"[{"Value":99,"Trend":"\#(trend)"}]"#)]
    }
    let observed = try RuleExample.Side.calls(calls(text)).summary()
    let schema = try ShareRevisions.shared().schema(named: "latest")
    for found in [
      Comparison(of: observed, with: schema).findings, try findings(calls("Flat"), calls(text)),
    ] {
      let own = found.filter { $0.location.pointer == "$[*].Trend" }
      #expect(own.map(\.rule) == ["response-property-enum-value-added"], "\(own)")
      #expect(own.first?.observed.contains("Flat") == false)
    }
    #expect(try findings(calls("Flat"), calls("NOT COMPUTABLE")) == [])
  }

  @Test(arguments: ["4", "", "6e5d4c3b-2a19-4f8e-9d7c-6b5a4f3e2d1c"])
  func `words that became texts of another form are one, between recordings`(_ text: String) throws
  {
    func calls(_ trend: String) -> [ExampleCall] {
      [ExampleCall(RuleExample.readings, answer: #"[{"Value":99,"Trend":"\#(trend)"}]"#)]
    }
    let found = try findings(calls("Flat"), calls(text))
    #expect(found.map(\.rule) == ["response-string-shape-changed"], "\(found)")
  }

  @Test(arguments: ["1638316800", "1638316800123000"])
  func `times in another unit are no times of the service`(_ number: String) throws {
    func calls(_ number: String) -> [ExampleCall] {
      [ExampleCall(RuleExample.readings, answer: #"[{"WT":"Date(\#(number))","Value":99}]"#)]
    }
    let found = try findings(calls("1638316800123"), calls(number))
    #expect(found.map(\.rule) == ["response-date-form-changed"], "\(found)")
    #expect(found.first?.severity == .error)
  }

  @Test func `a media type of answers is one for all of their statuses`() throws {
    func calls(_ type: String) -> [ExampleCall] {
      [Self.fault("SessionIdNotFound"), ExampleCall(RuleExample.readings, answer: "[]")].map {
        var call = $0
        call.fields[0].1 = type
        return call
      }
    }
    let found = try findings(calls("application/json"), calls("text/json"))
    #expect(found.map(\.rule) == ["response-media-type-changed"])
    #expect(found.first?.others.count == 1)
  }

  @Test func `a field that carries credentials is a new one like others`() throws {
    var call = OperationAdded.clock
    call.requestFields = [("Authorization", "Bearer 0123456789")]
    let found = try findings([OperationAdded.clock], [call])
    #expect(found.map(\.rule) == ["request-header-added"])
    #expect(!"\(found)".contains("0123456789"))
  }

  @Test func `a value of a header that may not be shown is another one`() throws {
    func calls(_ server: String) -> [ExampleCall] {
      [ExampleCall(RuleExample.readings, answer: "[]", fields: [("Server", server)])]
    }
    let found = try findings(calls("cloudflare"), calls("Somebody-unheard-of/7"))
    #expect(found.map(\.rule) == ["response-header-changed"])
    #expect(found.first?.observed == "another value")
    #expect(try findings(calls("Somebody-unheard-of/7"), calls("Someone-else/8")) == [])
  }

  @Test func `a service that has another name is one for all its operations`() throws {
    func calls(_ service: String) -> [ExampleCall] {
      ["ReadPublisherAccountEmail", "ReadPublisherAccountDisplayName"].map {
        ExampleCall("POST \(OperationAdded.root)\(service)/\($0)", answer: #""text""#)
      }
    }
    let found = try findings(calls("Publisher"), calls("Follower"))
    #expect(found.map(\.rule) == ["operation-moved"])
    #expect(found.first?.others.count == 1)
  }

  @Test func `an operation without its service is known`() throws {
    func calls(_ service: String) -> [ExampleCall] {
      ["ReadPublisherAccountEmail", "ReadPublisherAccountDisplayName"].map {
        ExampleCall("POST \(OperationAdded.root)\(service)\($0)", answer: #""text""#)
      }
    }
    let found = try findings(calls("Publisher/"), calls(""))
    #expect(found.map(\.rule) == ["operation-path-changed"])
    #expect(found.first?.others.count == 1)
  }

  @Test func `a name in a path is not shown where more than an operation follows`() throws {
    let call = ExampleCall("POST \(OperationAdded.root)Publisher/JohnSmith/Badges", answer: "[]")
    let summary = try RuleExample.Side.calls([call]).summary()
    #expect(Array(summary.operations.keys) == ["Publisher/(hidden)"])
    #expect(!String(decoding: SummaryWriter.line(summary), as: UTF8.self).contains("JohnSmith"))
  }

  @Test func `a host of the maker that nobody knew is named, and others are not compared`() throws {
    func call(_ host: String) -> ExampleCall {
      var call = OperationAdded.clock
      call.host = host
      return call
    }
    let found = try findings([OperationAdded.clock], [call("share9.dexcom.com")])
    #expect(found.map(\.rule) == ["host-added"])
    #expect(found.first?.observed == "share9.dexcom.com")
    #expect(try findings([OperationAdded.clock], [call("127.0.0.1")]) == [])
    #expect(
      try findings([OperationAdded.clock], [call("a-name-that-says-too-much.dexcom.com")]) == [])
  }

  @Test func `faults of a schema that names none have no wrong status`() throws {
    let document = """
      openapi: 3.1.0
      info: {title: Mine, version: '1'}
      paths:
        /ShareWebServices/Services/Publisher/ReadPublisherLatestGlucoseValues:
          post: {responses: {'200': {description: fine}}}
      """
    let baseline = try RuleExample.Side.document(document).schema("mine")
    let observed = try RuleExample.Side.calls([Self.fault("SessionIdNotFound")]).summary()
    let rules = Comparison(of: observed, with: baseline).findings.map(\.rule)
    #expect(!rules.contains("fault-status-changed"))
  }

  /// The login by ID came with `share@2021-09-14`: before it, nothing of its answer can have been otherwise.
  @Test func `a revision without an operation explains nothing of its answers`() throws {
    let revisions = try ShareRevisions.shared()
    let login = ExampleCall(
      "POST /ShareWebServices/Services/General/LoginPublisherAccountById",
      body: #"{"accountId":"x","password":"x","applicationId":"x"}"#,
      answer: #"{"token":"x"}"#)
    let observed = try RuleExample.Side.calls([login]).summary()
    var fit = RevisionFit(observed, revisions.schemas)
    let latest = try #require(revisions.schemas.last)
    let found = fit.comparison(with: latest).findings.filter { $0.rule.hasSuffix("type-changed") }
    #expect(!found.isEmpty)
    for finding in found {
      #expect(fit.explanation(of: finding, from: latest.name) == nil)
    }
  }
}
