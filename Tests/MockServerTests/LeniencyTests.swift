import Foundation
import HTTPMessages
import JSONDecoding
import ShareAPI
import Testing

@testable import MockServer

/// What the real service takes, a stand-in must take (facts, section 1).
struct LeniencyTests {
  @Test(arguments: [
    ("sessionId=S&minutes=60&maxCount=2", "", ["application/json"]),
    ("SESSIONID=S&Minutes=60&MAXCOUNT=2", "{}", []),
    ("sessionID=S&minutes=60&maxCount=2", "null", []),
    ("sessionId=S&minutes=60&maxCount=2", "\"\"", ["application/json; charset=UTF-8"]),
    ("", #"{"sessionId":"S","minutes":60,"maxCount":2}"#, ["application/json"]),
    ("", #"{"sessionid":"S","minutes":"60","maxcount":"2"}"#, []),
    ("minutes=60", #"{"sessionId":"S","maxCount":2,"minutes":0}"#, []),
    ("", "sessionId=S&minutes=60&maxCount=2", ["application/x-www-form-urlencoded"]),
    (
      "sessionId=S&minutes=60&maxCount=2&applicationId=x&foo=%20", "",
      ["application/x-www-form-urlencoded"]
    ),
    ("sessionId=S&minutes=60&maxCount=2", "not JSON at all", ["text/plain"]),
  ])
  func `parameters are found wherever they stand`(
    query: String, body: String, types: [String]
  ) throws {
    let standIn = try StandIn()
    let session = standIn.logIn()
    func filled(_ text: String) -> String {
      text.replacing("=S", with: "=" + session).replacing("\"S\"", with: "\"\(session)\"")
    }
    let answer = standIn.send(
      "Publisher/ReadPublisherLatestGlucoseValues" + (query.isEmpty ? "" : "?" + filled(query)),
      filled(body), fields: types.map { ("Content-Type", $0) })
    #expect(answer.status == 200)
    guard case .array(let readings)? = answer.json else {
      Issue.record("\(answer.text)")
      return
    }
    #expect(readings.count == 2)
  }

  @Test(
    arguments: ["2015-03", "2025-11"],
    [
      (String.Encoding.utf16LittleEndian, [], "application/json; charset=utf-16"),
      (.utf16LittleEndian, [0xFF, 0xFE], "application/json"),
      (.utf16BigEndian, [], "application/json"),
      (.utf16BigEndian, [0xFE, 0xFF], "application/json; charset=utf-16"),
      (.utf8, [0xEF, 0xBB, 0xBF], "application/json; charset=utf-8"),
    ])
  func `a login may come in UTF-16, and with a byte order mark`(
    revision: String, form: (encoding: String.Encoding, mark: [UInt8], type: String)
  ) throws {
    let standIn = try StandIn(revision, scenario: "accounts: [{name: Zoë, password: pässword}]")
    let login = StandIn.login("accountName", "Zoë", "pässword")
    let bytes = form.mark + (try #require(login.data(using: form.encoding)))
    let path = "/ShareWebServices/Services/General/LoginPublisherAccountByName"
    let fields = HTTPFields([("Content-Type", form.type), ("Accept", "application/json")])
    let answer = standIn.send(
      HTTPRequest(
        method: "POST", target: RequestTarget(url: path), fields: fields,
        body: HTTPBody(bytes: bytes)))
    #expect(answer.status == 200)
    #expect(answer.json?.string.flatMap { GUID($0) }?.isZero == false, "\(answer.text)")
  }

  @Test(arguments: [
    "/sharewebservices/services/general/systemutctime",
    "/ShareWebServices/Services/General/SystemUtcTime/",
    "/ShareWebServices/Services/General/SystemUtcTime?x=y",
  ])
  func `paths count in any letter case`(path: String) throws {
    let request = HTTPRequest(method: "GET", target: RequestTarget(url: path))
    #expect(try StandIn().send(request).status == 200)
  }

  @Test
  func `the first service took parameters in the query alone`() throws {
    let standIn = try StandIn("2018-01")
    let session = standIn.logIn()
    let answer = standIn.send(
      "Publisher/ReadPublisherLatestGlucoseValues",
      #"{"sessionId":"\#(session)","minutes":60,"maxCount":2}"#)
    #expect(answer.status == 400)
  }

  @Test(arguments: [
    ("application/json", "", "json"), ("", "application/json", "json"),
    ("*/*", "application/json", "json"),
    ("", "", "xml"), ("*/*", "", "xml"), ("application/xml", "application/json", "xml"),
  ])
  func `the first service writes XML unless JSON is asked for`(
    accept: String, type: String, form: String
  ) throws {
    let standIn = try StandIn("2018-01", at: "2018-10-01T12:00:00.123Z")
    let fields = [("Accept", accept), ("Content-Type", type)].filter { !$0.1.isEmpty }
    let answer = standIn.send("General/SystemUtcTime", method: "GET", fields: fields)
    let json = #"{"DateTime":"\/Date(1538395200123)\/","OffsetMinutes":0}"#
    let xml = """
      <DateTimeOffset xmlns="http://schemas.datacontract.org/2004/07/System" \
      xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><DateTime>2018-10-01T12:00:00.123Z</DateTime>\
      <OffsetMinutes>0</OffsetMinutes></DateTimeOffset>
      """
    // Of seven decimals, clocks here have three.
    let text = answer.text.replacing(/\.123[0-9]{3}[1-9]Z/, with: ".123Z")
    #expect(text == (form == "json" ? json : xml))
    #expect((text == answer.text) == (form == "json"))
    #expect(answer.fields["Content-Type"]?.hasPrefix("application/\(form)") == true)
  }

  @Test
  func `what is no operation is not found, and a wrong method is refused`() throws {
    let standIn = try StandIn()
    #expect(standIn.send("Publisher/GetPublisherImage").status == 404)
    #expect(standIn.send(HTTPRequest(method: "GET", target: RequestTarget(url: "/"))).status == 404)
    let refused = standIn.send("General/SystemUtcTime")
    #expect(refused.status == 405)
    #expect(refused.fields["Allow"] == "GET")
    #expect(standIn.send("Publisher/PostReceiverEgvRecords2").code == "IntegrityCheckFailed")
    #expect(try StandIn("2023-04").send("Publisher/PostReceiverEgvRecords2").status == 404)
  }

  @Test
  func `all operations are served`() {
    let missing = OperationCatalog.all.filter { ShareService.operation($0.operation) == nil }
    #expect(missing.isEmpty)
    #expect(OperationCatalog.all.count == 29)
  }
}
