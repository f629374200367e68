import Bytes
import HTTPMessages
import ShareAPI
import Testing

/// A call of ReadPublisherLatestGlucoseValues with an answer.
func callWithAnswer(_ answer: [UInt8], status: Int = 200) throws -> Call {
  var conversation = Conversation()
  return conversation.call("Publisher/ReadPublisherLatestGlucoseValues", answer, status: status)
}

/// Calls one after another, as a client makes them.
struct Conversation {
  private var decoder = CallDecoder()

  mutating func call(
    _ path: String, _ answer: some Sequence<UInt8>, status: Int = 200, method: String = "POST",
    body: String = "", host: String = "share2.dexcom.com"
  ) -> Call {
    let url = path.hasPrefix("http") ? path : "https://\(host)/ShareWebServices/Services/\(path)"
    return decoder.decode(
      Exchange(
        place: .init(capture: "a.har", entry: 1),
        request: HTTPRequest(
          method: method, target: RequestTarget(url: url), body: HTTPBody(bytes: Array(body.utf8))),
        response: status == 0
          ? nil : HTTPResponse(status: status, body: HTTPBody(bytes: Array(answer)))))
  }
}

struct CallDecoderTests {
  private let session = "22222222-2222-4222-8222-222222222222"
  private let account = "11111111-1111-4111-8111-111111111111"
  private let read = "Publisher/ReadPublisherLatestGlucoseValues"

  @Test(arguments: [
    "?sessionId=22222222-2222-4222-8222-222222222222&minutes=1440&maxCount=2",
    "?SESSIONID=22222222-2222-4222-8222-222222222222&Minutes=1440&MAXCOUNT=2",
    "?sessionID=%32%32222222-2222-4222-8222-222222222222&minutes=1440&maxCount=2",
  ])
  func `parameters of a query are found in any letter case`(query: String) throws {
    var conversation = Conversation()
    let call = conversation.call(read + query, "[]".utf8)
    let typed = try #require(call.as(ReadPublisherLatestGlucoseValues.self))
    #expect(typed.parameters.sessionID?.guid.text == session)
    #expect(typed.parameters.minutes == 1_440)
    #expect(typed.parameters.maxCount == 2)
    #expect(call.diagnostics.isEmpty)
  }

  @Test func `parameters are found in the body, and in both places`() throws {
    var conversation = Conversation()
    let inBody = conversation.call(
      read, "[]".utf8, body: #"{"maxCount":2,"minutes":1440,"sessionId":"\#(session)"}"#)
    let typed = try #require(inBody.as(ReadPublisherLatestGlucoseValues.self))
    #expect(typed.parameters.sessionID?.guid.text == session)
    #expect(typed.parameters.minutes == 1_440)
    let inBoth = conversation.call(
      read + "?sessionId=\(session)", "[]".utf8, body: #"{"minutes":10,"maxCount":1}"#)
    let both = try #require(inBoth.as(ReadPublisherLatestGlucoseValues.self))
    #expect(both.parameters.sessionID?.guid.text == session)
    #expect(both.parameters.maxCount == 1)
  }

  @Test(arguments: [
    (200, "", "empty-answer"), (200, "<html><body>x", "html-page"), (200, "oops", "not-json"),
    (503, "", "unavailable"), (503, "<!DOCTYPE html>", "unavailable"),
    (429, "error code: 1015", "rate-limited"),
    (411, "", "length-required"), (0, "", "no-answer"), (200, " \r\n", "empty-answer"),
    (500, "[]", "server-error"), (404, "", "not-found"), (403, "<html>", "refused"),
    (400, "", "bad-request"), (302, "", "redirect"), (200, "\u{FEFF}[]", "not-json"),
    (
      401, #"{"Code":"SessionNotValid","Message":"m","SubCode":"","TypeName":"FaultException"}"#,
      "envelope"
    ),
  ])
  func `a failure that is not the usual envelope has its kind`(
    status: Int, answer: String, kind: String
  ) {
    var conversation = Conversation()
    #expect(conversation.call(read, answer.utf8, status: status).fault?.kind == kind)
  }

  @Test func `a fault is seen behind blanks`() {
    let fault =
      #"{"Code":"SessionNotValid","Message":"m","SubCode":"","TypeName":"FaultException"}"#
    var conversation = Conversation()
    #expect(
      conversation.call(read, " \n\(fault)".utf8, status: 500).fault?.code == .sessionNotValid)
  }

  @Test func `two values for one parameter are diagnosed, and that of the query counts`() throws {
    var conversation = Conversation()
    let call = conversation.call(read + "?minutes=10", "[]".utf8, body: #"{"minutes":1440}"#)
    #expect(call.as(ReadPublisherLatestGlucoseValues.self)?.parameters.minutes == 10)
    #expect(call.diagnostics.map(\.id) == ["parameter-conflict"])
    let twice = conversation.call(read + "?minutes=10&Minutes=20&minutes=20", "[]".utf8)
    #expect(twice.as(ReadPublisherLatestGlucoseValues.self)?.parameters.minutes == 20)
    #expect(twice.diagnostics.map(\.id) == ["parameter-conflict", "parameter-conflict"])
    let same = conversation.call(read + "?minutes=10&Minutes=10", "[]".utf8)
    #expect(same.diagnostics.isEmpty)
  }

  @Test func `a failed call gets no note about an empty list`() {
    var conversation = Conversation()
    #expect(conversation.call(read, "[]".utf8, status: 500).notes.map(\.id) == ["outage"])
    let list = conversation.call("Publisher/ListPublisherAccountSubscriptions", "[]".utf8)
    #expect(list.notes.map(\.id) == ["nobody-invited"])
  }

  @Test func `the all-zero ID of a login is a failure, and is explained`() {
    var conversation = Conversation()
    for login in ["General/LoginPublisherAccountByName", "General/LoginPublisherAccountById"] {
      let call = conversation.call(
        login, "\"00000000-0000-0000-0000-000000000000\"".utf8, body: "{}")
      #expect(call.fault == .zeroGUID)
      #expect(call.notes.map(\.id) == ["zero-guid"])
    }
  }

  @Test func `XML of the .NET era is decoded`() throws {
    var conversation = Conversation()
    let call = conversation.call(
      "General/SystemUtcTime",
      """
      <?xml version="1.0"?><DateTimeOffset xmlns="http://schemas.datacontract.org/2004/07/System">
      <DateTime>2018-02-06T03:48:22.0129899Z</DateTime><OffsetMinutes>0</OffsetMinutes></DateTimeOffset>
      """.utf8, method: "GET")
    let time = try #require(call.as(SystemUtcTime.self)?.response)
    #expect(time.dateTime?.milliseconds == 1_517_888_902_012)
    #expect(time.offsetMinutes == 0)
    #expect(call.fault == nil && call.diagnostics.isEmpty)

    let list = conversation.call(
      read,
      """
      <ArrayOfEgv xmlns:i="x"><Egv><DT>2018-02-06T03:48:22</DT><Trend>4</Trend><Value>99</Value>\
      <WT i:nil="true"/></Egv><Egv/></ArrayOfEgv>
      """.utf8)
    let readings = try #require(list.as(ReadPublisherLatestGlucoseValues.self)?.response)
    #expect(readings.count == 2)
    #expect(readings[0].value?.value?.milligramsPerDeciliter == 99)
    #expect(readings[0].value?.trend?.direction == .flat)
    let guid = conversation.call(
      "General/LoginPublisherAccountByName",
      "<guid xmlns=\"http://schemas.microsoft.com/2003/10/Serialization/\">\(session)</guid>".utf8)
    #expect(guid.as(LoginPublisherAccountByName.self)?.response?.guid.text == session)
  }

  @Test(arguments: [
    "<string>a</strong>", "<string>a</string> b", "<string>a</string><string>b</string>",
    "b <string>a</string>", "<string>a",
  ])
  func `XML that is not well formed is a text`(answer: String) {
    var conversation = Conversation()
    let call = conversation.call("Publisher/ReadPublisherAccountDisplayName", answer.utf8)
    #expect(call.as(ReadPublisherAccountDisplayName.self)?.response == nil)
    let good = conversation.call(
      "Publisher/ReadPublisherAccountDisplayName",
      "<!-- c --><string note='nil=\"true\"'>a</string><!-- d -->\n".utf8)
    #expect(good.as(ReadPublisherAccountDisplayName.self)?.response != nil)
  }

  @Test func `what nobody knows survives and is diagnosed once a name`() throws {
    let reading = #"{"WT":"Date(1)","Value":"99","Trend":"Sideways","TrendRate":0.1}"#
    let call = try callWithAnswer(Array("[\(reading),\(reading)]".utf8))
    #expect(call.fault == nil)
    #expect(call.readings?.count == 2)
    #expect(
      call.diagnostics.map { "\($0.id) \($0.place)" } == [
        "unexpected-form response.body $[*].Value", "unknown-value response.body $[*].Trend",
        "unknown-member response.body $[*].TrendRate",
      ])
    #expect(call.diagnostics.allSatisfy { $0.what.hasSuffix(", 2 times") })
  }

  @Test(arguments: [
    ("/ShareWebServices/Services/Publisher/GetPublisherImage", Call.Standing.undocumented),
    ("/ShareWebServices/Services/Publisher/PostReceiverEgvRecords2", .signed),
    ("/ShareWebServices/Services/General/LoginPublisherAccountById2/", .signed),
    ("/SHAREWEBSERVICES/services/general/SYSTEMUTCTIME/", .documented),
    ("/ShareDataPostWebServices/Services/Publisher/PostBulk", .foreign),
    ("/AppCompatibilityWebServices/Services/General/CheckVersion", .foreign), ("/", .foreign),
    ("/ShareWebServices/Services/", .foreign),
  ])
  func `each path has its standing`(path: String, standing: Call.Standing) {
    var conversation = Conversation()
    #expect(
      conversation.call("https://share2.dexcom.com\(path)", "{}".utf8).standing == standing)
  }
}

struct NoteTests {
  private let session = "22222222-2222-4222-8222-222222222222"
  private let account = "11111111-1111-4111-8111-111111111111"

  private func fault(_ code: String) -> String {
    #"{"Code":"\#(code)","Message":"m","SubCode":"","TypeName":"FaultException"}"#
  }

  @Test(arguments: [
    ("?minutes=1440&maxCount=288", "empty-list"),
    ("?minutes=5&maxCount=1", "empty-list-few-minutes"),
    ("?minutes=0&maxCount=288", "nothing-asked-for"),
    ("?minutes=10&maxCount=0", "nothing-asked-for"),
  ])
  func `an empty list is explained by what was asked for`(query: String, id: String) {
    var conversation = Conversation()
    for path in [
      "Publisher/ReadPublisherLatestGlucoseValues",
      "Subscriber/ReadSubscriptionLatestGlucoseValues",
    ] {
      #expect(conversation.call(path + query, "[]".utf8).notes.map(\.id) == [id])
    }
  }

  @Test(arguments: [
    ("Publisher/ReadPublisherLatestGlucoseValues", "SessionNotValid", "session-expired"),
    ("Publisher/ReadPublisherLatestGlucoseValues", "SessionIdNotFound", "session-unknown"),
    (
      "General/AuthenticatePublisherAccount", "AccountPasswordInvalid",
      "wrong-credentials-or-region"
    ),
    ("General/LoginPublisherAccountByName", "SSO_AuthenticatePasswordInvalid", "bad-credentials"),
    ("General/LoginPublisherAccountByName", "SSO_AuthenticateMaxAttemptsExceeed", "locked-out"),
    ("General/LoginPublisherAccountByName", "SSO_AuthenticateMaxAttemptsExceeded", "locked-out"),
    ("General/AuthenticatePublisherAccount", "SSO_InternalError", "identity-server"),
    ("Publisher/PostReceiverEgvRecords", "DuplicateEgvPosted", "duplicate-upload"),
    ("Publisher/PostReceiverEgvRecords", "MonitoringSessionNotActive", "monitoring-not-active"),
    ("Publisher/PostReceiverEgvRecords", "MonitoredReceiverNotAssigned", "receiver-not-assigned"),
    (
      "Publisher/StartRemoteMonitoringSession", "MonitoringSessionAlreadyActive",
      "monitoring-active"
    ),
    ("Publisher/CreateSubscriptionInvitation", "ContactIdNotFound", "contact-not-found-yet"),
    (
      "Publisher/ReplacePublisherAccountMonitoredReceiver", "SomethingNew", "receiver-already-yours"
    ),
    ("Publisher/ReplacePublisherAccountMonitoredReceiver", "SessionNotValid", "session-expired"),
  ])
  func `a fault is explained`(path: String, code: String, id: String) {
    var conversation = Conversation()
    #expect(conversation.call(path, fault(code).utf8, status: 500).notes.map(\.id) == [id])
  }

  @Test func `a wrong password names the regions`() {
    var conversation = Conversation()
    let call = conversation.call(
      "General/AuthenticatePublisherAccount", fault("AccountPasswordInvalid").utf8, status: 500,
      host: "shareous1.dexcom.com")
    #expect(call.notes[0].text.contains("accounts outside the US"))
    #expect(call.notes[0].text.contains("share2.dexcom.com"))
  }

  @Test func `an account ID in the place of a session is recognised`() {
    var conversation = Conversation()
    _ = conversation.call("General/AuthenticatePublisherAccount", "\"\(account)\"".utf8)
    let wrong = conversation.call(
      "Publisher/ReadPublisherLatestGlucoseValues?sessionId=\(account.uppercased())",
      fault("SessionIdNotFound").utf8, status: 500)
    #expect(wrong.notes.map(\.id) == ["account-as-session", "session-unknown"])
    let right = conversation.call(
      "Publisher/ReadPublisherLatestGlucoseValues?sessionId=\(session)", "[{}]".utf8)
    #expect(right.notes.isEmpty)
  }

  @Test func `the all-zero session is recognised where it is used`() {
    var conversation = Conversation()
    let zero = "00000000-0000-0000-0000-000000000000"
    let call = conversation.call(
      "Publisher/ReadPublisherLatestGlucoseValues?sessionId=\(zero)", "".utf8)
    #expect(call.notes.map(\.id) == ["zero-session-used"])
    #expect(call.fault == .emptyAnswer)
  }

  @Test(arguments: [
    "https://api.dexcom.com/v3/users/self/egvs", "https://sandbox-api.dexcom.com/v2/x",
  ])
  func `the public API is named as what it is`(url: String) {
    var conversation = Conversation()
    let call = conversation.call(url, "{}".utf8)
    #expect(call.standing == .foreign)
    #expect(call.notes.map(\.id) == ["public-api"])
  }

  @Test func `a preflight is not taken for the call`() {
    var conversation = Conversation()
    let call = conversation.call(
      "Publisher/ReadPublisherLatestGlucoseValues", "".utf8, status: 204, method: "OPTIONS")
    #expect(call.fault == nil)
    #expect(call.notes.map(\.id) == ["preflight"])
  }
}
