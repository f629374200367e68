import APISchema
import Bytes
import HTTPMessages
import JSONDecoding
import ShareAPI

@testable import MockServer

/// A stand-in without a network, and a client that talks to it.
final class StandIn {
  var service: ShareService
  var time: Timestamp
  let parser = JSONParser()

  init(
    _ revision: String = "2025-11", scenario: String = "", at time: String = "2025-11-20T12:00:00Z"
  ) throws {
    let form = WireForm(try RevisionHistory.share().revision(named: revision))
    service = ShareService(form: form, scenario: try Scenario(yaml: scenario), seed: 7)
    self.time = try Timestamp(iso8601: time) ?? { throw Missing() }()
  }

  struct Missing: Error {}

  /// What came back.
  struct Answer {
    var status: Int
    var fields: HTTPFields
    var text: String
    var json: JSONValue?
    var whole: ServiceAnswer

    var code: String? { json?["Code"]?.string }
  }

  func send(
    _ path: String, _ body: String = "", method: String = "POST",
    fields: [(String, String)] = [
      ("Content-Type", "application/json"), ("Accept", "application/json"),
    ]
  ) -> Answer {
    let request = HTTPRequest(
      method: method,
      target: RequestTarget(
        target: "/ShareWebServices/Services/" + path, scheme: "http", authority: "localhost"),
      fields: HTTPFields(fields.map { (name: $0.0, value: $0.1) }),
      body: HTTPBody(bytes: Array(body.utf8)))
    return send(request)
  }

  func send(_ request: HTTPRequest) -> Answer {
    let answer = service.answer(request, at: time)
    let text = String(decoding: answer.response.body.bytes, as: UTF8.self)
    return Answer(
      status: answer.response.status, fields: answer.response.fields, text: text,
      json: try? parser.value(of: text), whole: answer)
  }

  /// Opens a session, and asks with it.
  func ask(_ path: String, as session: String, _ query: String = "", _ body: String = "") -> Answer
  {
    send("\(path)?sessionId=\(session)" + (query.isEmpty ? "" : "&" + query), body)
  }

  /// Waits.
  func wait(minutes: Double) { time.nanoseconds += Int64(minutes * 60e9) }

  /// Logs in the way of the revision, and gives the session.
  func logIn(_ name: String = "demo-user", _ password: String = "demo-Passw0rd") -> String {
    if !service.form.isJava {
      return send("General/LoginPublisherAccountByName", Self.login("accountName", name, password))
        .json?.string ?? ""
    }
    let account = send(
      "General/AuthenticatePublisherAccount", Self.login("accountName", name, password))
    let id = account.json?.string ?? ""
    return send("General/LoginPublisherAccountById", Self.login("accountId", id, password))
      .json?.string ?? ""
  }

  static func login(_ name: String, _ value: String, _ password: String) -> String {
    """
    {"\(name)":"\(value)","applicationId":"d89443d2-327c-4a6f-89e5-496bbb0317db",\
    "password":"\(password)"}
    """
  }
}
