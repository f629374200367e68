import Bytes
import HTTPMessages
import ShareAPI
import Testing

@testable import SessionReplay

struct PlanBuilderTests {
  private func sources(_ step: Step) -> [String] {
    step.substitutions.map { substitution in
      let name = substitution.place.name ?? "-"
      switch substitution.source {
      case .answer(let origins): return "\(name)<\(origins[0].step)"
      case .secret(let secret): return "\(name)<\(secret)"
      case .invented: return "\(name)<invented"
      case .movedDate: return "\(name)<moved"
      }
    }
  }

  @Test
  func `values are followed by what they are, not by what they are called`() throws {
    let plan = try Session.plan(
      [
        Session.call(
          "General/LoginPublisherAccountByName", Session.login, answer: "\"\(Session.id(1))\""),
        Session.call(
          "Publisher/FindThings?zzz=\(Session.id(1))", #"{"q":["\#(Session.id(1).uppercased())"]}"#,
          answer: #"{"a":[{"b":"tok-12345"},{"c":"\#(Session.id(2))"}]}"#, second: 1),
        Session.call(
          "Publisher/UseThings?t=tok-12345", "[\"\(Session.id(2))\"]",
          fields: [("X-Thing", Session.id(2))], answer: "true", second: 2),
      ], allowsWrites: true)
    #expect(
      sources(plan.steps[0]) == [
        "accountName<SHAREPROTO_ACCOUNT_NAME", "password<SHAREPROTO_PASSWORD",
      ])
    #expect(
      sources(plan.steps[1]) == ["zzz<1", "-<1"] || sources(plan.steps[1]) == ["zzz<1", "q<1"])
    #expect(sources(plan.steps[2]) == ["t<2", "x-thing<2", "-<2"])
    #expect(plan.secrets.map(\.description) == ["SHAREPROTO_ACCOUNT_NAME", "SHAREPROTO_PASSWORD"])
  }

  @Test
  func `what is the same in many places is not followed`() throws {
    let words = [
      "PT24H", "/Date(1700000000000)/", "2024-01-01T00:00:00Z", "FortyFiveUp", "1440", "12.5",
    ]
    let list = "[" + words.map { "\"\($0)\"" }.joined(separator: ",") + "]"
    let plan = try Session.plan(
      [
        Session.call("Publisher/ReadThings", "", answer: list),
        Session.call("Publisher/WriteThings", list, answer: "true", second: 1),
      ], allowsWrites: true)
    #expect(plan.steps[1].substitutions.isEmpty)
  }

  @Test
  func `what the recorded service did not know stays unknown`() throws {
    let read = "Publisher/ReadPublisherLatestGlucoseValues?sessionId="
    let plan = try Session.plan([
      Session.call(
        "General/AuthenticatePublisherAccount",
        Session.login.replacing("recorded-pass", with: "wrong-pass"), status: 500,
        answer: Session.fault("AccountPasswordInvalid")),
      Session.call(
        "General/LoginPublisherAccountByName", Session.login, answer: "\"\(Session.id(1))\"",
        second: 1),
      Session.call(
        read + Session.id(9), status: 500, answer: Session.fault("SessionIdNotFound"), second: 2),
      Session.call(read + "00000000-0000-0000-0000-000000000000", answer: "", second: 3),
    ])
    #expect(sources(plan.steps[0]) == ["accountName<SHAREPROTO_ACCOUNT_NAME", "password<invented"])
    #expect(sources(plan.steps[2]) == ["sessionId<invented"])
    #expect(plan.steps[3].substitutions.isEmpty)
  }

  @Test
  func `a session is unknown, too, where the recording has no body to say so`() throws {
    let read = "Publisher/ReadPublisherLatestGlucoseValues?sessionId="
    let calls = [
      Session.call(
        "General/LoginPublisherAccountByName", Session.login, answer: "\"\(Session.id(1))\""),
      Session.call(read + Session.id(9), status: 500, answer: "", second: 1),
      Session.call(read + Session.id(9), status: 500, answer: "<html>", second: 2),
    ]
    let plan = try Session.plan(calls)
    #expect(plan.steps.count == 3)
    #expect(
      plan.steps[1...].map { sources($0) } == [["sessionId<invented"], ["sessionId<invented"]])
    let preflight = Session.call(read + Session.id(9), status: 204, answer: "", method: "OPTIONS")
    #expect(try Session.plan(calls + [preflight]).steps.count == 4)
    let known = Session.call(
      read + Session.id(9), status: 500, answer: Session.fault("MonitoringSessionNotActive"))
    #expect(try Session.plan(calls + [known]).steps.first?.isAdded == true)
  }

  @Test
  func `what a fault repeats is not followed`() throws {
    let text = "Failed to find contact [\(Session.id(5))"
    let calls = ["ReadContact", "DeleteContact"].enumerated().map { second, name in
      Session.call(
        "Publisher/\(name)?sessionId=\(Session.id(1))&contactId=\(Session.id(5))", status: 500,
        answer: text, second: Int64(second + 1))
    }
    let login = Session.call(
      "General/LoginPublisherAccountByName", Session.login, answer: "\"\(Session.id(1))\"")
    let plan = try Session.plan([login] + calls, allowsWrites: true)
    #expect(plan.steps[1...].map { sources($0) }.allSatisfy { $0.contains("contactId<invented") })
  }

  @Test
  func `wrong passwords are not tried with an account elsewhere`() throws {
    let calls = [
      Session.call(
        "General/AuthenticatePublisherAccount", Session.login, status: 500,
        answer: Session.fault("AccountPasswordInvalid"))
    ]
    let plan = try Session.plan(calls, target: "https://share.example.com")
    #expect(plan.steps[0].skipped?.contains("lock") == true)
  }

  @Test
  func `a password goes with its own account alone, also where two have the same`() throws {
    func login(_ name: String, _ password: String, _ second: Int64, isGood: Bool = true) -> Call {
      Session.call(
        "General/LoginPublisherAccountByName",
        #"{"accountName":"\#(name)","password":"\#(password)","applicationId":"d89443d2-327c-4a6f-89e5-496bbb0317db"}"#,
        status: isGood ? 200 : 500,
        answer: isGood ? "\"\(Session.id(Int(second)))\"" : Session.fault("AccountPasswordInvalid"),
        second: second)
    }
    let same = try Session.plan([login("alice", "same-pass", 1), login("bob", "same-pass", 2)])
    #expect(
      same.steps.map { sources($0) } == [
        ["accountName<SHAREPROTO_ACCOUNT_NAME", "password<SHAREPROTO_PASSWORD"],
        ["accountName<SHAREPROTO_ACCOUNT_NAME_2", "password<SHAREPROTO_PASSWORD_2"],
      ])
    let mixed = [
      login("alice", "pass-one", 1), login("bob", "pass-two", 2),
      login("alice", "pass-two", 3, isGood: false),
    ]
    let wrong = try Session.plan(mixed).steps[2]
    #expect(sources(wrong).contains { $0.hasPrefix("password<invented") }, "\(sources(wrong))")
    let elsewhere = try Session.plan(mixed, target: "https://share.example.com").steps
    #expect(elsewhere.map(\.isSent) == [true, true, false])
    let noted = Session.call(
      "Publisher/ReadContact?sessionId=\(Session.id(1))&contactName=pass-one", answer: "{}",
      second: 4)
    let step = try Session.plan(mixed + [noted]).steps[3]
    #expect(!sources(step).contains { $0.contains("SHAREPROTO_PASSWORD") }, "\(sources(step))")
  }

  @Test
  func `a recording that begins in a session gets a login`() throws {
    let calls = [
      Session.call(
        "Publisher/ReadPublisherLatestGlucoseValues?sessionID=\(Session.id(1))", answer: "[]"),
      Session.call(
        "Publisher/ReadContact?sessionId=\(Session.id(1))&contactId=\(Session.id(5))", answer: "{}"),
    ]
    let plan = try Session.plan(calls)
    #expect(
      plan.steps.map(\.operation) == [
        "AuthenticatePublisherAccount", "LoginPublisherAccountById",
        "ReadPublisherLatestGlucoseValues",
        "ReadContact",
      ])
    #expect(sources(plan.steps[1]) == ["accountId<1", "password<SHAREPROTO_PASSWORD"])
    #expect(sources(plan.steps[2]) == ["sessionID<2"])
    #expect(
      plan.steps[3].skipped == "its contactId is from before the recording, or from elsewhere")
  }

  @Test
  func `a step whose value comes from a skipped step is skipped`() throws {
    let plan = try Session.plan([
      Session.call(
        "General/LoginPublisherAccountByName", Session.login, answer: "\"\(Session.id(1))\""),
      Session.call(
        "Publisher/CreateContact?sessionId=\(Session.id(1))", answer: "\"\(Session.id(2))\"",
        second: 1),
      Session.call(
        "Publisher/ReadContact?sessionId=\(Session.id(1))&contactId=\(Session.id(2))", answer: "{}",
        second: 2),
    ])
    #expect(plan.steps.map(\.isSent) == [true, false, false])
    #expect(plan.steps[2].skipped == "it needs answer 2, which is not asked for")
  }

  @Test
  func `nothing that the recorded client logged in with is left in a request`() throws {
    let plan = try Session.plan([
      Session.call(
        "General/LoginPublisherAccountByName", Session.login, answer: "\"\(Session.id(1))\""),
      // nightscout-connect posts its error object as an ID.
      Session.call(
        "General/LoginPublisherAccountById",
        #"{"accountId":{"config":{"data":"{\"password\":\"recorded-pass\"}"}},"password":"recorded-pass"}"#,
        fields: [("Authorization", "Basic cmVjb3JkZWQ="), ("Cookie", "a=b")], status: 500,
        answer: Session.fault("InvalidArgument"), second: 1),
    ])
    let maker = RequestMaker(Session.secrets)
    let request = try maker.request(of: plan.steps[1], [:]).get()
    let text = String(decoding: request.body.bytes, as: UTF8.self)
    #expect(!text.contains("recorded-pass"))
    #expect(text.contains("own-pass"))
    #expect(request.fields.count == 0)
  }

  /// Paths behind the services, bodies and fields, and whether the step is still sent.
  @Test(arguments: [
    ("Publisher/ReadThings?recorded-pass=1", "", "", false),
    ("Publisher/ReadThings?recorded-pass", "", "", false),
    ("Publisher/ReadThings?a=recorded%252Dpass", "", "", false),
    ("Publisher/ReadThings?a=recorded%2Dpass", "", "", true),
    ("Publisher/ReadThings?a=RECORDED-PASS", "", "", false),
    ("Publisher/ReadThings", #"{"recorded-pass":1}"#, "", false),
    ("Publisher/ReadThings", #"[{"a":{"demo-user":1}}]"#, "", false),
    ("Publisher/ReadThings", #"{"a":"x=recorded%2dpass"}"#, "", false),
    ("Publisher/ReadThings", #"{"a":"cmVjb3JkZWQtcGFzcw=="}"#, "", false),
    ("Publisher/ReadThings", #"{"a":"v=recorded-pass"}"#, "", true),
    ("Publisher/ReadThings", "recorded%2Dpass", "", false),
    ("Publisher/recorded-pass", "", "", false), ("Publisher/recorded%252Dpass", "", "", false),
    ("Publisher/ReadThings/recorded-pass", "", "", true),
    ("Publisher/ReadThings/recorded%252Dpass", "", "", false),
    ("Publisher/ReadThings", "", "X-recorded-pass", true),
    ("General/SystemUtcTime?password=x", "", "", true),
    ("General/SystemUtcTime?access_token=tok-a", "", "", false),
    ("General/SystemUtcTime?access_token=", "", "", true),
    ("General/SystemUtcTime?authorization=Bearer%20b", "", "", false),
    ("General/SystemUtcTime?Cookie=sid%3Dc", "", "", false),
    ("Publisher/ReadThings", #"{"client":{"apiKey":"k"}}"#, "", false),
  ])
  func `a recorded password leaves from no place in no spelling`(
    path: String, body: String, field: String, isSent: Bool
  ) throws {
    let plan = try Session.plan(
      [
        Session.call(
          "General/LoginPublisherAccountByName", Session.login, answer: "\"\(Session.id(1))\""),
        Session.call(
          path, body, fields: field.isEmpty ? [] : [(field, "1")], answer: "{}", second: 1),
      ], allowsWrites: true)
    #expect(plan.steps[1].isSent == isSent, "\(plan.steps[1].skipped ?? "")")
    let request = try RequestMaker(Session.secrets).request(of: plan.steps[1], [:]).get()
    guard isSent else { return }
    let all =
      [request.target.url, String(decoding: request.body.bytes, as: UTF8.self)]
      + request.fields.map(\.name)
    for text in all { #expect(!text.lowercased().contains("recorded-pass"), "\(all)") }
  }

  @Test
  func `a cookie that the target does not give is left out, and costs no step`() throws {
    let clock = "General/SystemUtcTime"
    let cookie = "3f2a0b1c-1111-4222-8333-944455556666"
    var first = Session.call(clock, answer: "{}")
    first.exchange.response?.fields.append(
      name: "Set-Cookie".utf8, value: "_visitor=\(cookie); path=/".utf8)
    let plan = try Session.plan([
      first, Session.call(clock, fields: [("Cookie", "_visitor=\(cookie); a=b")], second: 1),
    ])
    let maker = RequestMaker(Session.secrets)
    func sent(_ fields: [(String, String)]) throws -> String? {
      let answer = HTTPResponse(
        status: 200, fields: HTTPFields(fields), body: HTTPBody(bytes: Array("{}".utf8)))
      return try maker.request(of: plan.steps[1], [1: answer]).get().fields["Cookie"]
    }
    #expect(try sent([("Set-Cookie", "_visitor=new")]) == "_visitor=new")
    #expect(try sent([]) == nil)
  }

  @Test
  func `an ID of the recording is sent from no place, known or not`() throws {
    let body = "<a s=\"\(Session.id(1))\"><b>{\(Session.id(1))}</b></a>"
    let plan = try Session.plan(
      [
        Session.call(
          "General/LoginPublisherAccountByName", Session.login,
          fields: [("Referer", "https://example.com/?s=\(Session.id(1))")],
          answer: "\"\(Session.id(1))\""),
        Session.call("Publisher/Upload", body, fields: [("X-Id", Session.id(1))], second: 1),
      ], allowsWrites: true)
    let maker = RequestMaker(Session.secrets)
    let answer = HTTPResponse(
      status: 200, fields: HTTPFields([]), body: HTTPBody(bytes: Array("\"\(Session.id(7))\"".utf8))
    )
    for step in plan.steps {
      let request = try maker.request(of: step, [1: answer]).get()
      let all = request.fields.map(\.value) + [String(decoding: request.body.bytes, as: UTF8.self)]
      #expect(!all.joined().contains(Session.id(1)), "\(all)")
      if step.number == 2 {
        #expect(all == [Session.id(7), body.replacing(Session.id(1), with: Session.id(7))])
      }
    }
  }

  @Test
  func `no field has anything of the recording in another spelling`() throws {
    let id = Session.id(1)
    let fields = [
      ("X-A", "Basic " + base64(Array("demo-user:recorded-pass".utf8))),
      ("X-B", "t " + base64(Array("{\"s\":\"\(id)\"}".utf8)).replacing("=", with: "")),
      ("X-C", "demo%2Duser"), ("X-D", "DEMO-USER"), ("X-E", id.replacing("-", with: "%2D")),
      ("Referer", "https://example.com/\(id.filter(\.isHexDigit))?a=b"),
      ("X-App", "D89443D2327C4A6F89E5496BBB0317DB"), ("User-Agent", "client/1.0 (build 20151101)"),
      ("Accept-Language", "de-DE,de;q=0.9"), ("X-F", "recorded-pass \(id)"),
    ]
    let plan = try Session.plan([
      Session.call("General/LoginPublisherAccountByName", Session.login, answer: "\"\(id)\""),
      Session.call("General/SystemUtcTime", fields: fields, answer: "{}", second: 1),
    ])
    let answer = HTTPResponse(
      status: 200, fields: HTTPFields([]), body: HTTPBody(bytes: Array("\"\(Session.id(7))\"".utf8))
    )
    let request = try RequestMaker(Session.secrets).request(of: plan.steps[1], [1: answer]).get()
    #expect(
      request.fields.map(\.name) == ["X-App", "User-Agent", "Accept-Language", "X-F"])
    #expect(request.fields["X-F"] == "not-the-password-1 \(Session.id(7))")
  }

  @Test(arguments: [false, true])
  func `calls nobody has documented are probed where writes are allowed`(allowsWrites: Bool) throws
  {
    let guardian = try SafetyGuard(
      ReplayTarget("http://127.0.0.1:80"), allowsWrites: allowsWrites)
    let plan = PlanBuilder(guardian).plan(
      [
        Session.call("General/SystemUtcTime?a=1", answer: "{}"),
        Session.call("Publisher/ReadSomething", #"{"count":3}"#, answer: "{}", second: 1),
        Session.call(
          "Publisher/StartRemoteMonitoringSession", #"{"serialNumber":"x"}"#, answer: "", second: 2),
      ], named: "session.har")
    let probes = try ProbePlan.plan(plan, guardian).steps.filter { $0.variation != nil }
    let expected: Set = allowsWrites ? ["SystemUtcTime", "ReadSomething"] : ["SystemUtcTime"]
    #expect(Set(probes.map(\.operation)) == expected)
    let remarks = probes.filter { $0.operation == "ReadSomething" }.compactMap(\.remark)
    if allowsWrites {
      // Twice, which is as often as `learn` has to see it.
      #expect(remarks.count { $0.contains("left out") } == 2)
      #expect(remarks.contains { $0.hasSuffix("= -1") })
      #expect(remarks.contains { $0.hasSuffix("in the query") })
    }
  }

  @Test
  func `dates are moved when asked, and keep their form`() throws {
    let post =
      #"{"SN":"SM00000001","Egvs":[{"ST":"/Date(1700000000000)/","DT":"/Date(1699999000000-0800)/","Trend":4,"Value":1}]}"#
    let calls = [Session.call("Publisher/PostReceiverEgvRecords", post, answer: "")]
    let plan = try Session.plan(calls, allowsWrites: true, movesDates: true)
    var maker = RequestMaker(Session.secrets)
    maker.dateShift = 60_000
    let request = try maker.request(of: plan.steps[0], [:]).get()
    let text = String(decoding: request.body.bytes, as: UTF8.self).replacing("\\/", with: "/")
    #expect(text.contains("/Date(1700000060000)/"))
    #expect(text.contains("/Date(1699999060000-0800)/"))
  }
}
