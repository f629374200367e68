import Foundation
import JSONDecoding
import TestSupport
import Testing

@testable import ShareProtoTool

/// What a hostile capture holds never reaches a terminal raw, and secrets never reach it at all.
struct SafetyTests {
  private static let formats = ["table", "ndjson", "json", "csv"]

  /// A HAR of one entry with these parts.
  private func har(
    url: String, method: String = "POST", request: String = "", status: Int = 200,
    response: String = "", fields: [(String, String)] = []
  ) throws -> TemporaryFile {
    func text(_ text: String) -> JSONValue { .string(text) }
    func object(_ members: [(String, JSONValue)]) -> JSONValue {
      .object(members.map { .init($0.0, $0.1) })
    }
    let headers = JSONValue.array(
      fields.map { object([("name", text($0.0)), ("value", text($0.1))]) })
    let entry = object([
      ("startedDateTime", text("2024-07-21T02:05:27Z")), ("time", .integer(12)),
      (
        "request",
        object([
          ("method", text(method)), ("url", text(url)), ("headers", headers),
          ("postData", object([("mimeType", text("application/json")), ("text", text(request))])),
        ])
      ),
      (
        "response",
        object([
          ("status", .integer(status)), ("headers", headers),
          (
            "content",
            object([("mimeType", text("application/json")), ("text", text(response))])
          ),
        ])
      ),
    ])
    let writer = JSONWriter()
    writer.value(
      object([
        (
          "log",
          object([
            ("version", text("1.2")), ("creator", object([("name", text(fields.first?.1 ?? "x"))])),
            ("entries", .array([entry])),
          ])
        )
      ]))
    return try TemporaryFile("hostile.har", writer.bytes)
  }

  private func shown(_ file: TemporaryFile) throws -> String {
    try Self.formats.map { format in
      let run = try ToolRun("decode", "--all", "--verbose", "--format", format, file.path)
      return run.output + run.errors
    }.joined()
  }

  @Test func `no control character of a capture reaches the terminal`() throws {
    let evil = "\u{1B}]0;x\u{7}\u{1B}[2J\u{9B}31m\u{202E}\u{7F}\r\u{8}"
    let share = "https://share2.dexcom.com/ShareWebServices/Services"
    let files = [
      try har(
        url: "\(share)/Publisher/\(evil)?\(evil)=\(evil)", method: evil, request: evil,
        response: #"{"\#(evil)":"x"}"#, fields: [(evil, evil)]),
      try har(
        url: "\(share)/Publisher/ReadPublisherLatestGlucoseValues?\(evil)=1",
        response: #"[{"\u001b[2J":"\u001b[31m","Trend":"\u009b1m","Value":"\u202e"}]"#),
      try har(
        url: "\(share)/General/AuthenticatePublisherAccount", status: 500,
        response:
          #"{"Code":"\u001b[2J","Message":"\u001b]0;x\u0007","SubCode":"\u001b","TypeName":"x"}"#),
      try har(url: "https://\(evil).example/\(evil)", method: "GET", response: evil),
    ]
    for file in files {
      for scalar in try shown(file).unicodeScalars where scalar != "\n" && scalar != "\r" {
        let isHarmless =
          scalar.value >= 0x20 && !(0x7F..<0xA0).contains(scalar.value)
          && !(0x202A...0x202E).contains(scalar.value)
        #expect(isHarmless, "U+\(String(scalar.value, radix: 16))")
        if !isHarmless { break }
      }
    }
  }

  /// Leaks that an adversary found: the call, the request, the answer, and what must not be shown.
  private static let leaks: [(path: String, request: String, answer: String, secrets: [String])] = [
    (
      "General/AuthenticatePublisherAccount",
      "<Auth><accountName>Hjalmar</accountName><password>tr0ub4dor</password></Auth>", "",
      ["Hjalmar", "tr0ub4dor"]
    ),
    ("General/AuthenticatePublisherAccount", #"{"password":"abc\"Zsecret"#, "", ["Zsecret"]),
    ("General/AuthenticatePublisherAccount", "password=abc%26Zsecret", "", ["Zsecret"]),
    (
      "Publisher/CreateContact?contactName=%C3%89lodie", "",
      #"{"Code":"X","Message":"The contact name Élodie already exists."}"#, ["Élodie", "élodie"]
    ),
    (
      "General/AuthenticatePublisherAccount", #"{"password":"812345"}"#,
      #"{"Code":"X","Message":"bad password 812345"}"#, ["812345"]
    ),
    (
      "General/AuthenticatePublisherAccount", "{}",
      #"{"Code":"X","Message":"Create SSO account failed. AccountName=Hjalmar Olsen"}"#,
      ["Hjalmar", "Olsen"]
    ),
    (
      "General/AuthenticatePublisherAccount", "{}",
      #"{"Code":"X","Message":"m","SubCode":"<OnlineException Message=\"AccountName=Bo&amp;Zsecret\" />"}"#,
      ["Zsecret"]
    ),
    (
      "General/AuthenticatePublisherAccount", "{}",
      #"{"Code":"Zsecret","Message":"Invalid password 'tr0ub4dor'"}"#,
      ["Zsecret", "tr0ub4dor"]
    ),
    (
      "Publisher/Unheard?transmitter=812345", #"{"device":412345678901,"tel":491701234567}"#, "[]",
      ["812345", "412345678901", "491701234567"]
    ),
    (
      "General/AuthenticatePublisherAccount", #"{"accountName":"Hjalmar","Hjalmar":1}"#, "{}",
      ["Hjalmar"]
    ),
    (
      "General/AuthenticatePublisherAccount", "{}",
      #"{"Code":"X","Message":"Receiver serial number 80ABCD not yours","TypeName":"Zsecret"}"#,
      ["80ABCD", "Zsecret"]
    ),
    (
      "General/AuthenticatePublisherAccount", "{}",
      #"{"Code":"X","Message":"m","SubCode":"{\"OnlineException\":{\"Message\":\"x\",\"Extra\":\"Zsecret\"}}"}"#,
      ["Zsecret"]
    ),
    (
      "General/AuthenticatePublisherAccount", "{}",
      #"{"Code":"X","Message":"m","SubCode":"<OnlineException HostName=\"zsecret\" TypeString=\"Ysecret\"/>"}"#,
      ["zsecret", "Ysecret"]
    ),
    (
      "Publisher/CreateContact?contactName=J%C3%B6rg", "",
      #"{"Code":"X","Message":"Jo\u0308rg is there, JÖRG too"}"#, ["Jo\u{308}rg", "JÖRG"]
    ),
    ("Publisher/Unheard/Hjalmar?x=Zsecret%2540x.yz", "", "{}", ["Hjalmar", "Zsecret"]),
    ("ann.b%40example.com/tr0ub4dor2?zs3cret=1", "", "{}", ["ann.b", "tr0ub4dor", "zs3cret"]),
    (
      "General/AuthenticatePublisherAccount", #"{"accountId":{"Hjalmar":{"tr0ub4dor":1}}}"#,
      #"{"Code":"HjalmarOlsen","Message":"m","SubCode":""}"#, ["Hjalmar", "tr0ub4dor"]
    ),
    (
      "General/AuthenticatePublisherAccount", "{}",
      #"{"Code":"X","Message":"Hjalmar follows Olsen, SessionId is AAAABBBB, password was Zsecret"}"#,
      ["Hjalmar", "Olsen", "AAAA", "Zsecret"]
    ),
    (
      "General/AuthenticatePublisherAccount", #"{"accountName":"Hjalmar"}"#,
      #"{"Code":"X","Message":"x SGphbG1hcg==/1 or 486a616c6d6172, %2548%256a%2561lmar."}"#,
      ["Hjalmar", "SGphbG1hcg", "486a616c6d6172", "lmar"]
    ),
    (
      "General/AuthenticatePublisherAccount", "{}",
      #"{"Code":"X","Message":"m","SubCode":"{\"OnlineException\":{\"Severity\":412345678901}}"}"#,
      ["412345678901"]
    ),
    ("Publisher/ReadPublisherLatestGlucoseValues", "", #"[{"Value":412345678901}]"#, ["4123456"]),
    (
      "Publisher/ReadPublisherAccountDisplayName", "", "<string>Bo &amp; Zsecret</string>",
      ["Zsecret"]
    ),
  ]

  @Test(arguments: leaks.indices)
  func `a leak that was found stays closed`(index: Int) throws {
    let leak = Self.leaks[index]
    let file = try har(
      url: "https://share2.dexcom.com/ShareWebServices/Services/\(leak.path)",
      request: leak.request,
      status: leak.answer.contains("Message") ? 500 : 200, response: leak.answer)
    let shown = try shown(file)
    for secret in leak.secrets { #expect(!shown.contains(secret), "\(shown)") }
  }

  @Test func `a session has one name wherever it stands`() throws {
    let session = "6b1d7a3c-5d0e-4a55-9f0b-0123456789ab"
    let detail =
      #"<OnlineException Message=\"[SessionId = {\#(session.uppercased())}]\" />"#
    let file = try har(
      url: "https://share2.dexcom.com/ShareWebServices/Services/Publisher/ReadContact"
        + "?sessionID=\(session.replacing("-", with: "%2D"))",
      request: #"{"sessionId":"\#(session)","referer":"\#(session)"}"#, status: 500,
      response: #"{"Code":"X","Message":"for \#(session.uppercased())","SubCode":"\#(detail)"}"#)
    for format in ["ndjson", "json"] {
      let shown = try ToolRun("decode", "--format", format, file.path).output
      // Query, body and message, each as it stood and decoded, and the details.
      #expect(shown.matches(of: /session-[0-9]+/).count >= 6)
      #expect(
        shown.matches(of: /(?:session|id|trace)-[0-9]+/).allSatisfy { $0.output == "session-1" })
    }
  }

  @Test func `a secret that reads like a word of ours does not change our words`() throws {
    for name in ["Publisher", "documented", "POST", "share2", "General"] {
      let file = try har(
        url:
          "https://share2.dexcom.com/ShareWebServices/Services/General/AuthenticatePublisherAccount",
        request: #"{"accountName":"\#(name)"}"#, response: "")
      let line = try ToolRun("decode", "--format", "ndjson", file.path).output
      for part in [
        #""host":"share2.dexcom.com","service":"General","operation":"AuthenticatePublisherAccount""#,
        #""standing":"documented","method":"POST""#, #""accountName":"user-1""#,
      ] { #expect(line.contains(part)) }
    }
  }

  @Test func `arguments and file names are escaped in messages, and names in CSV hidden`() throws {
    let evil = "\u{1B}[31m\u{202E}"
    for arguments in [
      ["/nope/\(evil).har"], ["--format", evil, "x"], ["--since", evil, "x"], ["--\(evil)"],
      ["-o", "/nope/\(evil)", CheckoutFiles.path("Captures/follower.har")],
    ] {
      let run = try ToolRun(["decode"] + arguments)
      #expect(run.code != 0)
      #expect(!run.errors.contains("\u{1B}") && !run.errors.contains("\u{202E}"))
    }
    let file = try TemporaryFile(
      "anna@mail.example.har",
      try Data(contentsOf: URL(filePath: CheckoutFiles.path("Captures/follower.har"))))
    #expect(try !ToolRun("decode", "--format", "csv", file.path).output.contains("anna@"))
  }

  @Test func `hostile texts take time that grows with their length alone`() throws {
    let long = String(repeating: "a.", count: 100_000)
    let query = (0..<20_000).map { "q\($0)=x" }.joined(separator: "&")
    let file = try har(
      url: "https://share2.dexcom.com/ShareWebServices/Services/Publisher/Unheard?\(query)",
      request: "{\"\(long)\":1}", status: 500,
      response: #"{"Code":"X","Message":"\#(long)\#(String(repeating: "-a", count: 100_000))"}"#)
    #expect(try ToolRun("decode", "--format", "ndjson", file.path).code == 0)
  }

  /// Each secret in a place of its own kind.
  @Test func `no secret is shown wherever it stands`() throws {
    let secrets = [
      "s3cr3t-Passw0rd", "ann.b@mail.example", "Ann Bradley", "SM98765432", "account.name.77",
      "6b1d7a3c-5d0e-4a55-9f0b-0123456789ab", "Bob Follower",
    ]
    let (password, email, name, serial, account, guid, follower) = (
      secrets[0], secrets[1], secrets[2], secrets[3], secrets[4], secrets[5], secrets[6]
    )
    func encoded(_ text: String) -> String {
      text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }
    let share = "https://share2.dexcom.com/ShareWebServices/Services"
    let nested = #"{"config":{"data":"{\"password\":\"\#(password)\"}","name":"\#(name)"}}"#
    let fault =
      #"{"Code":"X","Message":"AccountName=\#(account) Key='\#(email)' [SessionId = \#(guid)]","#
      + #""SubCode":"<OnlineException Message=\"\#(serial) \#(guid)\" Id=\"{\#(guid)}\" />","#
      + #""TypeName":"FaultException"}"#
    let login = #"{"accountName":"\#(account)","password":"\#(password)","applicationId":"x"}"#
    let files = [
      try har(
        url: "\(share)/General/AuthenticatePublisherAccount", request: login, status: 500,
        response: fault,
        fields: [("Cookie", password), ("Referer", "https://x/?p=\(encoded(password))")]),
      try har(
        url: "\(share)/General/LoginPublisherAccountById",
        request: #"{"accountId":\#(nested),"password":"\#(password)"}"#, response: "\"\(guid)\""),
      try har(
        url: "\(share)/Publisher/CreateContact?SESSIONID=\(guid)&contactName=\(encoded(follower))"
          + "&emailAddress=\(encoded(email))&sn=\(serial)", response: "{\"Id\":\"\(guid)\"}"),
      try har(
        url: "\(share)/Publisher/GetPublisherImage?sessionId=\(guid)&who=\(encoded(name))",
        request: #"{"Nick":"\#(name)","Deep":[{"x":"\#(email)"}],"note":"\#(password)"}"#,
        response: "<html>\(name) \(email)</html>"),
      try har(
        url:
          "https://other.example/a/\(guid)?redirect=\(encoded("https://y/?password=" + password))",
        request: "user=\(account)&pass=\(password)", response: "Hello \(name)"),
      try har(
        url: "\(share)/Publisher/ReadPublisherAccountDisplayName?sessionId=\(guid)",
        response: "<string xmlns=\"x\">\(name)</string>"),
      try har(
        url: "\(share)/Publisher/PostReceiverEgvRecords2",
        request: #"{"Body":"\#(password)","Hmac":"\#(account)"}"#,
        response: "\"\(name)\""),
      try har(
        url: "\(share)/Publisher/ReadContact?sessionId=\(guid)",
        response:
          #"{"Name":"\#(follower)","Email":"\#(email)","Nickname":"\#(name)","State":"\#(account)"}"#
      ),
    ]
    for (index, file) in files.enumerated() {
      let shown = try shown(file)
      for secret in secrets {
        for form in [secret, encoded(secret), Data(secret.utf8).base64EncodedString()] {
          #expect(!shown.lowercased().contains(form.lowercased()), "\(form) of file \(index)")
        }
      }
    }
  }

  @Test(
    .enabled(if: SharedFiles.isPresent, SharedFiles.reason),
    arguments: SharedFiles.names(in: "captures").filter { $0.hasPrefix("har-") })
  func `no secret of a recorded HAR is shown`(session: String) throws {
    let folder = SharedFiles.path("captures/\(session)")
    var shown = ""
    for format in Self.formats {
      let run = try ToolRun("decode", "--all", "--verbose", "--format", format, folder)
      shown += run.output + run.errors
    }
    for secret in [
      "demo-user", "demo-Passw0rd", "SM0000000", "Demo Person", "@example.com", "wrong-secret",
    ] {
      #expect(!shown.contains(secret), "\(secret)")
    }
    let guids = Set(
      shown.matches(of: /[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}/)
        .map { $0.output.lowercased() })
    #expect(
      guids.isSubset(of: [
        "00000000-0000-0000-0000-000000000000", "d8665ade-9673-4e27-9ff6-92db4ce13d13",
        "d89443d2-327c-4a6f-89e5-496bbb0317db",
      ]))
  }
}
