import CallRendering
import Foundation
import HTTPMessages
import Redaction
import ShareAPI
import Testing

/// What a shell makes of the commands: a function named `curl` that prints its arguments.
struct CurlCommandsTests {
  private struct Sent {
    var arguments: [String]
    var input: [UInt8]

    func values(_ option: String) -> [String] {
      arguments.indices.filter { arguments[$0] == option }.map { arguments[$0 + 1] }
    }
  }

  /// Runs commands with a `curl` that writes down what it was given.
  private func run(_ commands: String, _ variables: [String: String] = [:]) throws -> Sent {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let script = """
      curl() {
        for argument; do printf '%s\\000' "$argument"; done > arguments
        case "$*" in *@-*) cat > input ;; *) : > input ;; esac
      }
      \(commands)
      """
    try Data(script.utf8).write(to: folder.appending(path: "script"))
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["script"]
    process.currentDirectoryURL = folder
    process.environment = variables
    try process.run()
    process.waitUntilExit()
    let arguments = try Data(contentsOf: folder.appending(path: "arguments"))
    #expect(process.terminationStatus == 0)
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(files.sorted() == ["arguments", "input", "script"], "something else was run")
    return Sent(
      arguments: arguments.split(separator: 0, omittingEmptySubsequences: false).dropLast()
        .map { String(decoding: $0, as: UTF8.self) },
      input: Array(try Data(contentsOf: folder.appending(path: "input"))))
  }

  private func command(
    _ redactor: Redactor, url: String, method: String = "POST",
    fields: [(name: String, value: String)] = [], body: [UInt8] = []
  ) -> String {
    var commands = CurlCommands(redactor)
    var decoder = CallDecoder()
    return commands.command(
      for: decoder.decode(
        Exchange(
          place: .init(capture: "a", entry: 1),
          request: HTTPRequest(
            method: method, target: RequestTarget(url: url), fields: HTTPFields(fields),
            body: HTTPBody(bytes: body)))))
  }

  private static let hostile: [[UInt8]] =
    [
      "'; touch owned; '", "$(touch owned)", "`touch owned`", "\n touch owned\n", "@/etc/passwd",
      "-o owned", "\\'\\''", "\"$HOME\"", "%s%n\\n%%", "a\u{0}b", "\u{1B}[31m", "\u{202E}x\u{F8FF}",
      "\u{F8FF}HOME\u{F8FF}", "\u{F8FF}'\u{F8FF}", "é😀", "\r\n\r\n", "", "!!", "#x", "{a,b}[1-9]",
    ].map { Array($0.utf8) } + [
      [0xFF, 0, 0x27, 0x5C, 0x25], Array(repeating: 0x27, count: 70_000),
    ]

  @Test(arguments: hostile.indices)
  func `a body is what curl is given, whatever it holds`(index: Int) throws {
    let body = Self.hostile[index]
    let text = command(
      .revealing(), url: "http://127.0.0.1/x", fields: [("Content-Length", "9")], body: body)
    #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0.value == 0x202E })
    let sent = try run(text, ["HOME": "/elsewhere"])
    if let data = sent.values("--data-raw").first {
      #expect(Array(data.utf8) == body)
    } else {
      #expect(sent.values("--data-binary") == ["@-"])
      #expect(sent.input == body)
    }
  }

  @Test(arguments: hostile.indices)
  func `a field and a URL cannot break out`(index: Int) throws {
    let value = String(decoding: Self.hostile[index].prefix(1_000), as: UTF8.self)
    let text = command(
      .revealing(), url: "http://127.0.0.1/\(value)", method: "GET",
      fields: [("X-A", value), (value, "x")])
    let sent = try run(text, ["HOME": "/elsewhere"])
    #expect(sent.arguments.last?.hasPrefix("http://127.0.0.1/") == true)
    for field in sent.values("-H") where field.hasPrefix("X-A: ") {
      #expect(field == "X-A: " + value)
    }
    #expect(!sent.arguments.contains { $0.hasPrefix("@") || $0 == "-o owned" })
  }

  @Test func `secrets are variables, and where each comes from is told`() throws {
    var commands = CurlCommands(.hiding(.variable))
    var decoder = CallDecoder()
    let session = "1a2b3c4d-1111-4222-8333-abcdefabcdef"
    let share = "https://share2.dexcom.com/ShareWebServices/Services/"
    let login = Exchange(
      place: .init(capture: "a", entry: 1),
      request: HTTPRequest(
        method: "POST", target: RequestTarget(url: share + "General/LoginPublisherAccountByName"),
        fields: HTTPFields([("Content-Type", "application/json"), ("Host", "share2.dexcom.com")]),
        body: HTTPBody(bytes: Array(#"{"accountName":"ann","password":"tr0ub4dor"}"#.utf8))),
      response: HTTPResponse(
        status: 200, body: HTTPBody(bytes: Array("\"\(session)\"".utf8))))
    let read = Exchange(
      place: .init(capture: "a", entry: 2),
      request: HTTPRequest(
        method: "POST",
        target: RequestTarget(url: share + "Publisher/ReadContact?sessionId=\(session)&contactId=x")
      ))
    let first = commands.command(for: decoder.decode(login))
    #expect(
      first.contains("# set PASSWORD_1: in no answer before\n") && !first.contains("tr0ub4dor"))
    let sent = try run(first, ["USER_1": "me", "PASSWORD_1": "o'p"])
    #expect(sent.values("--data-raw") == [#"{"accountName":"me","password":"o'p"}"#])
    #expect(sent.values("-X") == ["POST"])
    let second = commands.command(for: decoder.decode(read))
    #expect(second.contains("# set SESSION_1: from the answer of call 1\n"), "\(second)")
    let url = try run(second, ["SESSION_1": session, "CONTACT_1": "c"]).arguments.last
    #expect(url == share + "Publisher/ReadContact?sessionId=\(session)&contactId=c")
  }

  @Test func `what is no request to a server has no command`() {
    for method in ["", "CONNECT"] {
      let text = command(.revealing(), url: "share2.dexcom.com:443", method: method)
      #expect(text.split(separator: "\n").allSatisfy { $0.hasPrefix("#") })
    }
  }
}
