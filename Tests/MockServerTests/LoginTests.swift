import JSONDecoding
import ShareAPI
import Testing

@testable import MockServer

struct LoginTests {
  static let zero = "\"00000000-0000-0000-0000-000000000000\""

  /// What facts, sections 2.1 and 5, say of failed logins.
  @Test(arguments: [
    ("2015-03", "SSO_AuthenticatePasswordInvalid", "SSO_AuthenticateAccountNotFound"),
    ("2018-01", "SSO_AuthenticatePasswordInvalid", "SSO_AuthenticateAccountNotFound"),
    ("2021-12-08", "SSO_AuthenticatePasswordInvalid", "SSO_AuthenticateAccountNotFound"),
    ("2021-12-16", "AccountPasswordInvalid", "AccountPasswordInvalid"),
    ("2024-07-21", "AccountPasswordInvalid", "AccountPasswordInvalid"),
    ("2025-11", "AccountPasswordInvalid", "AccountPasswordInvalid"),
  ])
  func `a failed login is told in the way of its time`(
    revision: String, wrongPassword: String, unknownUser: String
  ) throws {
    let standIn = try StandIn(revision)
    let path = "General/AuthenticatePublisherAccount"
    let wrong = standIn.send(path, StandIn.login("accountName", "demo-user", "wrong"))
    #expect(wrong.status == 500)
    #expect(wrong.code == wrongPassword)
    let unknown = standIn.send(path, StandIn.login("accountName", "nobody", "demo-Passw0rd"))
    #expect(unknown.code == unknownUser)
  }

  @Test(arguments: [
    ("2018-01", "SSO_AuthenticatePasswordInvalid"), ("2020-04", nil), ("2025-11", nil),
  ])
  func `a failed login by name gives the zero GUID since 2020`(
    revision: String, code: String?
  ) throws {
    let standIn = try StandIn(revision)
    let answer = standIn.send(
      "General/LoginPublisherAccountByName", StandIn.login("accountName", "demo-user", "wrong"))
    #expect(answer.code == code)
    if code == nil { #expect(answer.text == Self.zero) }
  }

  @Test
  func `an empty or zero account ID gives the zero GUID, any other text a fault`() throws {
    let standIn = try StandIn("2024-07-01")
    let path = "General/LoginPublisherAccountById"
    #expect(standIn.send(path, StandIn.login("accountId", "", "x")).text == Self.zero)
    #expect(
      standIn.send(path, StandIn.login("accountId", GUID.zero.text, "x")).text == Self.zero)
    #expect(standIn.send(path, StandIn.login("accountId", "1", "x")).code == "InvalidArgument")
    let unknown = StandIn.login("accountId", "12345678-1234-4234-8234-123456789012", "x")
    #expect(standIn.send(path, unknown).code == "AccountPasswordInvalid")
  }

  @Test
  func `login by ID is not known before it was`() throws {
    let body = StandIn.login("accountId", GUID.zero.text, "x")
    #expect(try StandIn("2020-04").send("General/LoginPublisherAccountById", body).status == 404)
    #expect(try StandIn("2021-09-14").send("General/LoginPublisherAccountById", body).status == 200)
  }

  @Test
  func `wrong passwords lock an account for ten minutes`() throws {
    let standIn = try StandIn("2018-01", scenario: "lockout: 3")
    let path = "General/LoginPublisherAccountByName"
    let wrong = StandIn.login("accountName", "demo-user", "wrong")
    for _ in 0..<3 { #expect(standIn.send(path, wrong).code == "SSO_AuthenticatePasswordInvalid") }
    let right = StandIn.login("accountName", "demo-user", "demo-Passw0rd")
    #expect(standIn.send(path, right).code == "SSO_AuthenticateMaxAttemptsExceeed")
    standIn.wait(minutes: 11)
    #expect(standIn.send(path, right).status == 200)
  }

  @Test
  func `a session ends after a day, and one that never was is not found`() throws {
    let standIn = try StandIn()
    let session = standIn.logIn()
    let path = "Publisher/IsRemoteMonitoringSessionActive"
    #expect(standIn.ask(path, as: session).text == "false")
    standIn.wait(minutes: 24 * 60 - 1)
    #expect(standIn.ask(path, as: session).text == "false")
    standIn.wait(minutes: 2)
    let expired = standIn.ask(path, as: session)
    #expect(expired.code == "SessionNotValid")
    #expect(expired.json?["Message"]?.string?.hasSuffix("[SessionId = \(session)]") == true)
    let never = standIn.ask(path, as: "12345678-1234-4234-8234-123456789012")
    #expect(never.code == "SessionIdNotFound")
  }

  /// The page is of .NET (facts, sections 2.2 and 4.5); of Java all recorded sessions have `InvalidArgument`
  /// (section 4.4). What is missing, and another ID that is none, is answered like it.
  @Test(
    arguments: [("2015-03", 400, nil), ("2018-01", 400, nil), ("2021-11", 400, nil)]
      + ["2021-12-08", "2022-06", "2024-07", "2025-11"].map { ($0, 500, "InvalidArgument") })
  func `a session ID that is none is refused, and the zero one gets nothing`(
    revision: String, status: Int, code: String?
  ) throws {
    let standIn = try StandIn(revision)
    let path = "Publisher/ReadPublisherLatestGlucoseValues"
    for none in ["not-a-guid", "abc", "", "1"] {
      let malformed = standIn.ask(path, as: none, "minutes=10&maxCount=1")
      #expect(malformed.status == status)
      #expect(malformed.code == code)
      #expect(malformed.text.contains("<title>Request Error</title>") == (status == 400))
    }
    let missing = standIn.send(path + "?minutes=10&maxCount=1")
    #expect(missing.status == status)
    #expect(missing.code == code)
    let contact = standIn.ask("Publisher/ReadContact", as: standIn.logIn(), "contactId=abc")
    #expect(contact.status == status)
    #expect(contact.code == code)
    let nothing = standIn.ask(path, as: GUID.zero.text, "minutes=10&maxCount=1")
    #expect(nothing.status == 200)
    #expect(nothing.text.isEmpty)
  }
}
