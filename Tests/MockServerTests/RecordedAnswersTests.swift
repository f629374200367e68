import Bytes
import HTTPMessages
import JSONDecoding
import ShareAPI
import TestSupport
import Testing

@testable import MockServer

struct RecordedAnswersTests {
  static let account = "11111111-2222-4333-8444-555555555555"
  static let session = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"

  static let services = "https://share2.dexcom.com/ShareWebServices/Services/"

  func call(_ path: String, _ status: Int, _ body: String) -> Call {
    var decoder = CallDecoder()
    return decoder.decode(
      Exchange(
        place: .init(capture: "a", entry: 1),
        request: HTTPRequest(method: "POST", target: RequestTarget(url: Self.services + path)),
        response: HTTPResponse(
          status: status, fields: HTTPFields([("Content-Type", "application/json")]),
          body: HTTPBody(bytes: Array(body.utf8)))))
  }

  func ask(_ answers: inout RecordedAnswers, _ path: String) -> (String, ServiceAnswer) {
    let target = RequestTarget(url: "/sharewebservices/services/" + path)
    let answer = answers.answer(HTTPRequest(method: "POST", target: target))
    return (String(decoding: answer.response.body.bytes, as: UTF8.self), answer)
  }

  @Test
  func `answers come by operation and order, and the last goes on`() {
    let read = "Publisher/ReadPublisherLatestGlucoseValues"
    var answers = RecordedAnswers(
      [
        call(read, 200, "[1]"), call("General/SystemUtcTime", 200, "{}"), call(read, 500, "[2]"),
        call("Publisher/GetPublisherImage", 200, "x"),
      ], seed: 1)
    #expect(answers.count == 4)
    #expect(ask(&answers, "publisher/getpublisherimage").0 == "x")
    #expect(ask(&answers, "Publisher/GetPublisherImage").1.remark?.contains("Image") == false)
    #expect(ask(&answers, read).0 == "[1]")
    let second = ask(&answers, read)
    #expect(second.0 == "[2]")
    #expect(second.1.response.status == 500)
    #expect(second.1.remark == nil)
    let third = ask(&answers, read)
    #expect(third.0 == "[2]")
    #expect(third.1.remark != nil)
    #expect(ask(&answers, read).1.remark == nil)
    #expect(ask(&answers, "General/SystemUtcTime").0 == "{}")
    for unknown in ["Publisher/GetPublisherAvatar", "Publisher/ReadContact"] {
      let answer = ask(&answers, unknown).1
      #expect(answer.response.status == 501)
      #expect(answer.remark?.contains("not in the recording") == true)
    }
  }

  @Test
  func `IDs are replaced, each everywhere by the same`() throws {
    let fault = #"{"Code":"SessionIdNotFound","Message":"[SessionId = \#(Self.session)]"}"#
    var answers = RecordedAnswers(
      [
        call("General/LoginPublisherAccountById", 200, "\"\(Self.session)\""),
        call("Publisher/ReadContact", 500, fault),
        call("Publisher/DeleteContact", 500, "{\(Self.session.uppercased())}"),
        call("General/LoginPublisherAccountByName", 200, "\"\(GUID.zero.text)\""),
      ], seed: 1)
    let session = ask(&answers, "General/LoginPublisherAccountById").0.filter { $0 != "\"" }
    #expect(GUID(session) != nil)
    #expect(session != Self.session)
    let read = ask(&answers, "Publisher/ReadContact").0
    #expect(read == fault.replacing(Self.session, with: session))
    #expect(ask(&answers, "Publisher/DeleteContact").0 == "{\(session.uppercased())}")
    #expect(ask(&answers, "General/LoginPublisherAccountByName").0.contains(GUID.zero.text))
  }
}
