import HTTPMessages
import Redaction
import Testing

@testable import SessionReplay

struct ReplaySecretsTests {
  @Test
  func `secrets come from a file, with comments`() throws {
    var secrets = ReplaySecrets()
    try secrets.add(
      file: "# mine\r\nSHAREPROTO_ACCOUNT_NAME=me\r\n\nSHAREPROTO_PASSWORD_2=a=b #c\n", named: "s")
    let second = try #require(SecretName("SHAREPROTO_PASSWORD_2"))
    #expect(secrets[second] == "a=b #c")
    #expect(secrets.missing(of: [second]).isEmpty)
    #expect(!"\(secrets)".contains("a=b"))
  }

  /// Swift takes a carriage return and a line feed for one character.
  @Test(arguments: ["\r\n", "\n", "\r"], ["", "\u{FEFF}"])
  func `lines end as they do on any system, and a byte order mark is none of the name`(
    end: String, mark: String
  ) throws {
    var secrets = ReplaySecrets()
    let lines = ["SHAREPROTO_ACCOUNT_NAME=me", "SHAREPROTO_PASSWORD=own-pass-77", ""]
    try secrets.add(file: mark + lines.joined(separator: end), named: "s")
    #expect(try secrets[#require(SecretName("SHAREPROTO_ACCOUNT_NAME"))] == "me")
    #expect(try secrets[#require(SecretName("SHAREPROTO_PASSWORD"))] == "own-pass-77")
    let refusal = #expect(throws: ReplayRefusal.self) {
      try secrets.add(file: mark + (lines + ["hunter2"]).joined(separator: end), named: "s")
    }
    #expect(refusal?.what == "s: line 4 is no secret")
  }

  /// A name may stand in a field before it stands where names stand.
  @Test
  func `a recording of what was sent has no secret, in whatever order it was sent`() throws {
    let secrets = ReplaySecrets(environment: [
      "SHAREPROTO_ACCOUNT_NAME_2": "myname-TWO", "SHAREPROTO_PASSWORD": "own-pass-77",
    ])
    let redactor = Redactor.hiding(.shape)
    secrets.teach(redactor)
    var exchanges = ExchangeRedactor(redactor)
    let call = Session.call(
      "General/SystemUtcTime?own-pass-77=1",
      fields: [("Referer", "https://a.example/?myname-TWO="), ("X-myname-TWO", "own-pass-77")])
    let request = exchanges.exchange(of: call).request
    let text = request.target.url + request.fields.map { $0.name + $0.value }.joined()
    for secret in ["myname", "own-pass"] {
      #expect(!text.lowercased().contains(secret), "\(text)")
    }
  }

  @Test(arguments: ["SHAREPROTO_PASSWORT=x", "hunter2", "SHAREPROTO_PASSWORD_1=x", "=x"])
  func `a line that is no secret is told by its number alone`(line: String) {
    var secrets = ReplaySecrets()
    let refusal = #expect(throws: ReplayRefusal.self) {
      try secrets.add(file: "\n\(line)\n", named: "s")
    }
    #expect(refusal?.what == "s: line 2 is no secret")
  }

  @Test(arguments: [
    ("SHAREPROTO_PASSWORD=a b", "a b"), ("SHAREPROTO_PASSWORD=\"a'b\"", "a'b"),
    ("SHAREPROTO_PASSWORD='a'", "a"), ("  export SHAREPROTO_PASSWORD=a", "a"),
    ("SHAREPROTO_PASSWORD='a", "'a"), ("SHAREPROTO_PASSWORD=\"", "\""),
    ("SHAREPROTO_PASSWORD = a b \t", "a b"), ("SHAREPROTO_PASSWORD\t= ' a ' ", " a "),
    ("export  SHAREPROTO_PASSWORD =a", "a"), ("SHAREPROTO_PASSWORD= ", ""),
  ])
  func `values are read as shells have them`(line: String, value: String) throws {
    var secrets = ReplaySecrets()
    try secrets.add(file: line, named: "s")
    let name = try #require(SecretName("SHAREPROTO_PASSWORD"))
    #expect(secrets[name] == value)
  }
}
