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

  @Test func `a renamed fault code blames no request that the old one refused`() throws {
    func wrong(_ code: String) throws -> [String] {
      let call = ExampleCall(
        "POST \(OperationAdded.root)Publisher/ReadPublisherLatestGlucoseValues?sessionId=abc",
        status: 500,
        answer: #"{"Code":"\#(code)","Message":"m","SubCode":"","TypeName":"FaultException"}"#)
      return Comparison(
        of: try RuleExample.Side.calls([call]).summary(),
        with: try ShareRevisions.shared().schema(named: "latest")
      ).findings.map(\.rule)
    }
    let (known, renamed) = (try wrong("InvalidArgument"), try wrong("ArgumentInvalid"))
    #expect(renamed.filter { !known.contains($0) } == ["fault-code-added"])
  }

  @Test func `a new fault code of operations that fail otherwise is one`() throws {
    func calls(_ codes: [String]) -> [ExampleCall] {
      zip(["ReadPublisherAccountEmail", "ReadPublisherAccountDisplayName"], codes).map {
        ExampleCall(
          "POST \(OperationAdded.root)Publisher/\($0)", status: 500,
          answer: #"{"Code":"\#($1)","Message":"m","SubCode":"","TypeName":"FaultException"}"#)
      }
    }
    let found = try findings(
      calls(["SessionIdNotFound", "AccountPasswordInvalid"]),
      calls(["SessionExpired", "SessionExpired"]))
    #expect(found.map(\.rule) == ["fault-code-added"], "\(found)")
    #expect(found.first?.others.count == 1)
  }

  @Test func `what faults with another status show goes with what all show, or with the status`()
    throws
  {
    let java =
      "<OnlineException Type=\"5\" "
      + "FullText=\"com.dexcom.udp.common.data.exception.OnlineException: Failed\" />"
    let before = [Self.fault("SessionIdNotFound"), Self.fine]
    let moved = FaultStatusChanged.fault(401, detail: java)
    let both = try findings(before, [FaultStatusChanged.fault(detail: java), moved, Self.fine])
    #expect(both.map(\.rule) == ["fault-status-changed", "fault-class-changed"], "\(both)")
    #expect(both.last?.location.part == .responseBody(status: 500))
    #expect(both.last?.frequency == Frequency(16, of: 16, "answers"))
    #expect(both.first?.consequences == [])
    let alone = try findings(before, [moved, Self.fine])
    #expect(alone.map(\.rule) == ["fault-status-changed"], "\(alone)")
    #expect(alone.first?.consequences.map(\.rule) == ["fault-class-changed"])
    #expect(alone.first?.consequences.first?.location.part == .responseBody(status: 401))
  }

  @Test(arguments: ["dATEtIME", "datetime", "DATETIME", "dateTime"])
  func `a known name in any letter case is that name`(_ name: String) throws {
    let call = ExampleCall(
      OperationAdded.clock.request,
      answer: OperationAdded.clock.answer.replacing("DateTime", with: name))
    let found = try findings([OperationAdded.clock], [call])
    #expect(found.map(\.rule) == ["response-property-case-changed"], "\(found)")
    #expect(found.first?.observed == name)
  }

  @Test(arguments: ["flat", "fLAT", "singleup", "FORTY_FIVE_UP", "not computable"])
  func `a known word in any letter case is that word, in a schema and between recordings`(
    _ word: String
  ) throws {
    func calls(_ trend: String) -> [ExampleCall] {
      [ExampleCall(RuleExample.readings, answer: #"[{"Value":99,"Trend":"\#(trend)"}]"#)]
    }
    let observed = try RuleExample.Side.calls(calls(word)).summary()
    let schema = try ShareRevisions.shared().schema(named: "latest")
    for found in [
      Comparison(of: observed, with: schema).findings, try findings(calls("Flat"), calls(word)),
    ] {
      let own = found.filter { $0.location.pointer == "$[*].Trend" }
      #expect(own.map(\.rule) == ["response-enum-encoding-changed"], "\(own)")
      #expect(own.first?.observed == word)
    }
  }

  /// A login may have its application in the query as well, but has to have it in the body.
  @Test(arguments: [0, 8])
  func `a parameter that went from the body to the query is one, if only in some calls`(
    _ count: Int
  ) throws {
    let path = "POST \(OperationAdded.root)General/AuthenticatePublisherAccount"
    let id = "d89443d2-327c-4a6f-89e5-496bbb0317db"
    let names = #""accountName":"demo","password":"demo""#
    let before = ExampleCall(
      path, body: #"{\#(names),"applicationId":"\#(id)"}"#, answer: #""\#(id)""#)
    let after = ExampleCall(
      path + "?applicationId=\(id)", body: "{\(names)}", answer: #""\#(id)""#)
    let calls = count > 0 ? [before, after] : [after]
    let observed = try RuleExample.Side.calls(calls).summary()
    let schema = try ShareRevisions.shared().schema(named: "latest")
    for found in [
      Comparison(of: observed, with: schema).findings, try findings([before], calls),
    ] {
      let own = found.filter { !$0.location.part.isResponse }
      #expect(own.map(\.rule) == ["request-property-moved-to-query"], "\(own)")
      #expect(own.first?.frequency?.count == 8)
    }
  }

  @Test func `fields that came together, but not in the same answers, are counted one by one`()
    throws
  {
    func call(_ fields: [(String, String)]) -> ExampleCall {
      ExampleCall(RuleExample.readings, answer: "[]", fields: fields)
    }
    let (one, other) = (("Pragma", "no-cache"), ("X-Powered-By", "ASP.NET"))
    let third = ("Expires", "0")
    let same = try findings([call([])], [call([one, other])])
    #expect(same.map(\.frequency) == [Frequency(8, of: 8, "answers")])
    let found = try findings([call([])], [call([one, other]), call([one, other, third])])
    #expect(found.map(\.rule) == ["response-header-added"])
    // 16 of 16 answers have two of them, and 8 the third.
    #expect(found.first?.frequency == Frequency(40, of: 48, "fields"))
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

  @Test func `members that stand in the place of their object are one change`() throws {
    let path = "POST \(OperationAdded.root)Subscriber/ReadLastGlucoseFromSubscriptions"
    let found = try findings(
      [ExampleCall(path, answer: #"[{"SubscriptionId":"a","Egv":{"Value":99,"Trend":4}}]"#)],
      [ExampleCall(path, answer: #"[{"SubscriptionId":"a","Value":99,"Trend":4}]"#)])
    #expect(found.map(\.rule) == ["response-property-removed"])
    #expect(found.first?.consequences.count == 2)
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

  @Test func `another scheme of the same host is one finding`() throws {
    func call(_ scheme: String, _ host: String = "share2.dexcom.com") -> ExampleCall {
      var call = OperationAdded.clock
      call.scheme = scheme
      call.host = host
      return call
    }
    for (old, new) in [("https", "http"), ("http", "https")] {
      let found = try findings([call(old)], [call(new)])
      #expect(found.map(\.rule) == ["host-scheme-changed"], "\(found)")
      #expect(found.first?.expected == old + "://share2.dexcom.com")
      #expect(found.first?.observed == new + "://share2.dexcom.com")
      // The first revision lacks the host, which is no reason for its scheme.
      let revisions = try ShareRevisions.shared()
      let observed = try RuleExample.Side.calls([call(new)]).summary()
      var fit = RevisionFit(observed, revisions.schemas)
      #expect(
        try revisions.schemas.prefix(2).allSatisfy {
          fit.explanation(of: try #require(found.first), from: $0.name) == nil
        })
      #expect(try findings([call("https"), call("http")], [call(new)]) == [])
    }
    // A summary of an earlier version does not know the scheme.
    #expect(try findings([call("")], [call("http")]) == [])
    let moved = try findings([call("https")], [call("http", "share9.dexcom.com")])
    #expect(moved.map(\.rule) == ["host-added"], "\(moved)")
    #expect(moved.first?.observed == "share9.dexcom.com")
    let schema = try ShareRevisions.shared().schema(named: "latest")
    let observed = try RuleExample.Side.calls([call("http")]).summary()
    #expect(
      Comparison(of: observed, with: schema).findings.allSatisfy { $0.location.part != .call })
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
