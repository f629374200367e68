import Redaction
import ShareAPI
import Testing

struct RedactorTests {
  @Test func `the same secret has the same name, whatever its letter case`() {
    let redactor = Redactor.hiding()
    let guid = "aaaaaaaa-1111-4111-8111-111111111111"
    #expect(redactor.secret(guid, .session) == "session-1")
    #expect(redactor.secret("bbbbbbbb-1111-4111-8111-111111111111", .session) == "session-2")
    #expect(redactor.secret(guid.uppercased(), .account) == "session-1")
    #expect(redactor.text("[SessionId = \(guid)]") == "[SessionId = session-1]")
  }

  @Test func `what is no secret is shown`() {
    let redactor = Redactor.hiding()
    let zero = "00000000-0000-0000-0000-000000000000"
    let application = "d89443d2-327c-4a6f-89e5-496bbb0317db"
    #expect(redactor.secret(zero, .session) == zero)
    #expect(redactor.text("\(zero) \(application)") == "\(zero) \(application)")
    for text in [
      "Date(1691455258000-0400)", "/Date(1)/", "Flat", "PT30M", "AssignedToYou", "1440", "",
    ] {
      #expect(redactor.unknown(text) == text)
    }
  }

  @Test(arguments: [
    ("Create SSO account during login failed. AccountName=some-body", "some-body"),
    ("Cannot Authenticate by AccountId='99999999-9999-9999-9999-999999999999'", "9999"),
    ("write to ann.b@example.com.", "ann.b@example"), ("receiver SM12345678 is gone", "SM12345678"),
    ("serial 123456789012!", "123456789012"), ("Ray ID: eafa448728e10916", "eafa448728e10916"),
    ("your address 203.0.113.9", "203.0.113"), ("{\"password\": \"hunter2\"}", "hunter2"),
    ("https://x/?session_id=abc%2Ddef&a=1", "abc"), ("password=p%40ss;", "p@ss"),
    ("token eyJhbGciOiJIUzI1NiJ9.e30.x", "eyJhbGci"), ("sessionid: q1w2e3", "q1w2e3"),
  ])
  func `a secret in a free text is found by its shape or its name`(text: String, secret: String) {
    let redactor = Redactor.hiding()
    #expect(!redactor.text(text).contains(secret))
    #expect(redactor.text(text) != text)
  }

  @Test(arguments: [
    "Publisher account does not have a valid monitored receiver.",
    "The contact name already exists for this account.",
    "Missing required field(s): JSON parse error: Cannot deserialize value of type `java.util.UUID`",
    "iPhone5,2", "3.0.2.11", "High.wav", "2018-09-12 16:51:32.0695709+00:00",
  ])
  func `a free text without secrets stays as it is`(text: String) {
    let redactor = Redactor.hiding()
    #expect(redactor.text(text) == text)
  }

  @Test func `a revealing redactor shows everything`() {
    let redactor = Redactor.revealing()
    #expect(redactor.secret("pw", .password) == "pw")
    #expect(redactor.text("AccountName=x") == "AccountName=x")
    #expect(redactor.unknown("anything") == "anything")
  }

  @Test(arguments: [
    ("sessionId", Role.session), ("SESSION_ID", .session), ("X-Trace-Id", .trace),
    ("Set-Cookie", .cookie),
    ("newPassword2", .password), ("access_token", .credential), ("SN", .serialNumber),
    ("sn", .serialNumber), ("PublisherAccountId", .account), ("userEmail", .email),
  ])
  func `a name tells the role of its value`(name: String, role: Role) {
    #expect(SensitiveNames.role(of: name) == role)
  }

  @Test(arguments: ["minutes", "maxCount", "Value", "applicationId", "Level", "Badges", "SubCode"])
  func `a harmless name has no role`(name: String) {
    #expect(SensitiveNames.role(of: name) == nil)
  }
}
