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
  ])
  func `values are read as shells have them`(line: String, value: String) throws {
    var secrets = ReplaySecrets()
    try secrets.add(file: line, named: "s")
    let name = try #require(SecretName("SHAREPROTO_PASSWORD"))
    #expect(secrets[name] == value)
  }
}
