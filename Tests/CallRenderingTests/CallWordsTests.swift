import CallRendering
import HTTPMessages
import Redaction
import ShareAPI
import Testing

struct CallWordsTests {
  private func words(
    _ path: String, _ answer: String, status: Int = 200, body: String = "", method: String = "POST"
  ) -> String {
    var decoder = CallDecoder()
    let url = "https://share2.dexcom.com/ShareWebServices/Services/\(path)"
    let call = decoder.decode(
      Exchange(
        place: .init(capture: "a.har", entry: 1),
        request: HTTPRequest(
          method: method, target: RequestTarget(url: url), body: HTTPBody(bytes: Array(body.utf8))),
        response: HTTPResponse(
          status: status, fields: HTTPFields([("Content-Type", "application/json; charset=x")]),
          body: HTTPBody(bytes: Array(answer.utf8)))))
    return CallWords(.hiding()).words(for: call)
  }

  private let read = "Publisher/ReadPublisherLatestGlucoseValues"

  @Test func `readings are told from the oldest to the newest`() {
    // 2021-12-02 12:34:58 and 300 s before it.
    let newest = #"{"WT":"Date(1638448498000)","Value":112,"Trend":"Flat"}"#
    let oldest = #"{"WT":"Date(1638448198000)","Value":99,"Trend":4}"#
    #expect(
      words(read, "[\(newest),\(oldest)]")
        == "2 readings, 2 Dec 12:29 – 12:34, 99 → 112 mg/dL, Flat")
    #expect(words(read, "[\(newest)]") == "1 reading, 2 Dec 12:34, 112 mg/dL, Flat")
    #expect(words(read, "[]") == "0 readings")
  }

  @Test func `sentinels and receiver codes are told as what they are`() {
    #expect(words(read, #"[{"Value":39,"Trend":8}]"#).contains("LOW mg/dL, NotComputable"))
    #expect(words(read, #"[{"Value":401}]"#).contains("HIGH mg/dL, no trend"))
    #expect(words(read, #"[{"Value":5}]"#).contains("receiver code 5 (sensor not calibrated)"))
    #expect(words(read, #"[{"ST":"x"}]"#) == "1 reading, ? mg/dL, no trend")
  }

  @Test(arguments: [
    (
      "General/SystemUtcTime", #"{"DateTime":"\/Date(1426767421178)\/"}"#, "2015-03-19 12:17:01 UTC"
    ),
    (
      "General/AuthenticatePublisherAccount", #""11111111-1111-4111-8111-111111111111""#,
      "account-1"
    ),
    (
      "General/LoginPublisherAccountById", #""00000000-0000-0000-0000-000000000000""#,
      "failed: the all-zero ID"
    ),
    ("Publisher/IsRemoteMonitoringSessionActive", "true", "active"),
    ("Publisher/DoesContactExistByName", "false", "does not exist"),
    ("Publisher/CheckMonitoredReceiverAssignmentStatus", #""AssignedToYou""#, "AssignedToYou"),
    ("Publisher/ReadPublisherAccountDisplayName", #""Some Body""#, "name-1"),
    ("Publisher/ReadPublisherAccountEmail", #""a@b.example""#, "email-1"),
    ("Publisher/StopRemoteMonitoringSession", "", "done"),
    (
      "Publisher/ListPublisherAccountSubscriptions", #"[{"State":6},{"State":2},{"State":6}]"#,
      "3 subscriptions: 1 InviteWaiting, 2 Active"
    ),
    (
      "General/ReadSubscriptionAlerts",
      #"{"HighAlert":{"MinValue":200,"IsEnabled":false},"LowAlert":{"MaxValue":70,"IsEnabled":true}}"#,
      "high > 200 off, low < 70 on"
    ),
    ("Publisher/ReadPublisherLatestGlucoseValues", #"{"x":1}"#, "an answer of an unknown form"),
    ("Publisher/PostReceiverEgvRecords2", "{}", "signed · not decoded"),
    ("Publisher/Unheard", "{}", "undocumented · application/json, 2 bytes"),
  ])
  func `each answer is told in a few words`(path: String, answer: String, expected: String) {
    #expect(words(path, answer) == expected)
  }

  @Test func `an upload is told by what was posted`() {
    let body = #"{"SN":"SM1","Egvs":[{"Value":97,"Trend":4},{"Value":99,"Trend":3}]}"#
    #expect(
      words("Publisher/PostReceiverEgvRecords", "", body: body).hasSuffix("FortyFiveUp posted"))
  }

  @Test func `a fault is told without its secrets`() {
    let fault =
      #"{"Code":"SessionIdNotFound","Message":"Failed. [SessionId = 22222222-2222-4222-8222-222222222222]","#
      + #""SubCode":"","TypeName":"FaultException"}"#
    #expect(words(read, fault, status: 500) == "SessionIdNotFound: Failed. [SessionId = session-1]")
    #expect(words(read, "<html>", status: 503) == "failed with status 503: service unavailable")
    #expect(words(read, "", status: 411) == "failed with status 411: no Content-Length")
  }
}
