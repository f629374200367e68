import Foundation
import Redaction
import ShareAPI
import TestSupport
import Testing

/// What is shown of texts that may quote anybody.
struct FreeTextTests {
  /// Every message that the service is known to send (facts, section 4.4) without what it quotes.
  private static let messages = [
    "Failed to find session object.", "Error in the application.",
    "Session not active or timed out.", "Publisher account password failed",
    "Subscriber account password failed", "Simulate SSO: Authentication failed.",
    "Simulate SSO: Maximum attempts exceeded.",
    "Replay of bad password to SSO account gave invalid password error.",
    "Publisher account does not have a valid monitored receiver.",
    "Publisher account already has an active monitoring session.",
    "Publisher account does not have an active monitoring session.",
    "The contact name already exists for this account.", "Failed to read Contact by id.",
    "Failed to find subscription object.", "Integrity check failed.",
    "The receiver is already assigned to the publisher account.",
    "One or more of the posted EGV records has been posted before.",
    "The serial number does not match the monitored receiver.",
    "Missing required field(s): accountName",
    "Missing required field(s): JSON parse error: Cannot deserialize value of type `java.util.UUID` "
      + "from String \"1\": UUID has to be represented by standard 36-char representation",
    "com.dexcom.udp.common.data.exception.OnlineException: Integrity check failed.",
    "Dexcom.Common.OnlineException: Error in the application.",
    // New ones can be read too, as far as they say what has happened.
    "The share feature is disabled for this account until the terms were accepted in the app.",
    "Rate limit exceeded: retry after 30 seconds", "2024-07-21T02:05:28.051516952Z: HTTP 503",
  ]

  @Test(arguments: messages)
  func `a message of the service can be read`(message: String) {
    #expect(Redactor.hiding().text(message) == message.replacing("terms", with: "text-1"))
  }

  /// Names, passwords and IDs that nothing has named before.
  private static let secrets = [
    "Hjalmar", "hjalmar", "Hjalmar Olsen", "Élodie", "tr0ub4dor&3", "correct-horse", "AAAABBBB",
    "hunter2", "h/un:ter!two", "xkjq", "4A7QX2", "412345", "SGphbG1hcg==", "686a616c6d6172",
    "%48%6A%61%6C%6D%61%72", "%2548jalmar", "\\u0048jalmar", "&#x48;jalmar",
  ]

  @Test(arguments: [
    "%", "The account of % is locked.", "password was %", "SessionId is %", "session: %",
    "failed for account %", "Contact '%' already exists", "name=%&x=1", "(%)", "<Name>%</Name>",
    "https://share2.dexcom.com/x?y=%#z", "AccountName=% Error encountered accessing endpoint",
  ])
  func `what nobody knows is hidden before anything has named it`(text: String) {
    for secret in Self.secrets {
      let shown = Redactor.hiding().text(text.replacing("%", with: secret))
      let parts = secret.split { !$0.isLetter && !$0.isNumber }.map(String.init)
      for part in parts where part.count > 3 {
        #expect(!shown.lowercased().contains(part.lowercased()), "\(shown)")
      }
    }
  }

  @Test func `a quotation with something unknown in it is hidden whole`() {
    #expect(
      Redactor.hiding().text(#"value "is Hjalmar not true" of type 'none'"#)
        == #"value "text-1" of type 'none'"#)
  }

  @Test func `words of a message are no part of the name before them`() {
    #expect(
      Redactor.hiding().text("Time out issue.  AccountName=Bo Ek Error encountered by 'Bo Ek'")
        == "Time out issue.  AccountName=user-1 Error encountered by 'user-1'")
  }

  @Test func `a text of nothing but names takes time that grows with its length alone`() {
    let shown = Redactor.hiding().text(String(repeating: "AccountName=a is the ", count: 20_000))
    #expect(shown == String(repeating: "AccountName=user-1 is the ", count: 20_000))
  }

  @Test func `a secret has one name, however it stands in a text`() {
    let redactor = Redactor.hiding()
    let session = "6b1d7a3c-5d0e-4a55-9f0b-0123456789ab"
    #expect(redactor.secret(session, .session) == "session-1")
    for text in [
      session, session.uppercased(), "{\(session)}", "sessionId%3D\(session)",
      "Id=\"{\(session)}\"", "SessionId = {\(session)}",
      "https://share2.dexcom.com/x?sessionId=\(session)&minutes=1",
      session.replacing("-", with: "%2D"), session.replacing("-", with: "%252d"),
    ] {
      #expect(redactor.text(text).contains("session-1"), "\(redactor.text(text))")
    }
  }

  @Test(
    .enabled(if: SharedFiles.isPresent, SharedFiles.reason),
    arguments: SharedFiles.names(in: "protocol/fixtures").filter { $0.contains("error-") })
  func `a recorded fault is shown but for its IDs`(name: String) throws {
    let text = String(decoding: try SharedFiles.bytes("protocol/fixtures/\(name)"), as: UTF8.self)
    let fault = try #require(
      JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: String])
    for member in ["Message", "SubCode"] {
      let recorded = try #require(fault[member])
      let shown = Redactor.hiding().text(recorded)
      let guid = /[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}/
      let standIn = /(?:session|account|trace|id)-[0-9]/
      #expect(shown.replacing(standIn, with: "*") == recorded.replacing(guid, with: "*"))
    }
  }
}
