import Foundation
import TestSupport
import Testing

@testable import ShareProtoTool

/// What `replay` refuses, and what it plans; `SessionReplayTests` and `Tests/Replay` have the rest.
struct ReplayCommandTests {
  private static let capture = CheckoutFiles.path("Captures/follower.har")

  @Test(arguments: [
    (["--target", "https://share2.dexcom.com"], "add --allow-host share2.dexcom.com"),
    (["--target", "http://localhost", "--speed", "fast"], "60x"),
    (["--target", "http://localhost", "--concurrency", "0"], "--concurrency"),
    (["--target", "http://localhost", "--except", "/0"], "--exact"),
    (["--target", "http://localhost", "--exact", "--except", "WT"], "/*/WT"),
    (["--target", "http://localhost", "--insecure", "--ca", "a"], "--ca"),
    (["--target", "http://localhost", "--rate-limit", "0"], "--rate-limit"),
    (["--target", "http://localhost", "--plan", "--format", "junit"], "text or json"),
    ([], "--target"),
  ])
  func `wrong usage says what is right`(arguments: [String], advice: String) throws {
    let run = try ToolRun(["replay", Self.capture] + arguments)
    #expect(run.code == 64)
    #expect(run.errors.contains(advice))
    #expect(run.output.isEmpty)
  }

  @Test
  func `a password has no option`() throws {
    let run = try ToolRun(["replay", "--help"])
    #expect(!run.output.contains("--password"))
  }

  @Test
  func `a plan is printed and nothing is sent`() throws {
    let run = try ToolRun(["replay", Self.capture, "--target", "http://127.0.0.1:9", "--plan"])
    #expect(run.code == 0)
    #expect(run.output.contains("accountId ← answer"))
    #expect(run.output.contains("← SHAREPROTO_PASSWORD"))
    #expect(run.output.hasSuffix("Nothing was sent.\n"))
  }

  /// The second would go on where the first ends, by its name.
  @Test(arguments: ["http1.pcap", "follower.har"])
  func `a copy of a capture is a session of its own`(name: String) throws {
    let files = FileManager.default
    let folder = files.temporaryDirectory.appendingPathComponent("\(UUID())")
    try files.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? files.removeItem(at: folder) }
    let bytes = try Data(contentsOf: URL(fileURLWithPath: CheckoutFiles.path("Captures/\(name)")))
    let paths = (1...2).map { folder.appendingPathComponent("day\($0)-\(name)").path }
    for path in paths { try bytes.write(to: URL(fileURLWithPath: path)) }
    for captures in [paths, [paths[0], paths[0]]] {
      let plan = try ToolRun(
        ["replay"] + captures
          + ["--target", "http://127.0.0.1:9", "--plan", "--format", "json", "--allow-writes"])
      #expect(plan.output.components(separatedBy: #""capture":"#).count == 3, "\(plan.output)")
      func calls(_ captures: [String]) throws -> Int {
        try ToolRun(["decode", "--format", "ndjson", "--quiet"] + captures).output
          .split(separator: "\n").count
      }
      #expect(try calls(captures) == 2 * calls([paths[0]]))
    }
  }

  @Test
  func `a plan for programs has each step, and goes to a file`() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).json").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let run = try ToolRun([
      "replay", Self.capture, "--target", "http://127.0.0.1:9", "--plan", "--format", "json", "-o",
      path,
    ])
    #expect(run.code == 0 && run.output.isEmpty)
    struct Plan: Decodable {
      struct Step: Decodable { let step: Int, operation: String, sent: Bool, details: [String] }
      struct Session: Decodable { let capture: String, steps: [Step] }
      let sessions: [Session]
    }
    let plan = try JSONDecoder().decode(
      Plan.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    let steps = try #require(plan.sessions.first).steps
    #expect(steps.map(\.step) == Array(1...steps.count))
    #expect(steps.contains { $0.sent && $0.details.contains("password ← SHAREPROTO_PASSWORD") })
    #expect(steps.contains { $0.operation == "ReadPublisherLatestGlucoseValues" })
  }

  @Test
  func `what cannot be recorded is not sent`() async throws {
    let secrets = try TemporaryFile(
      "s.env", "SHAREPROTO_ACCOUNT_NAME=demo-user\nSHAREPROTO_PASSWORD='demo-Passw0rd'\n".utf8)
    let run = try await ToolRun.waitingForTasks([
      "replay", Self.capture, "--target", "http://127.0.0.1:9", "--secrets", secrets.path,
      "--record", "/nowhere/day.har",
    ])
    #expect(run.code == 2)
    #expect(run.output.isEmpty && run.errors.contains("/nowhere/day.har"))
  }

  /// Windows writes a byte order mark, and its older shells UTF-16.
  @Test(arguments: [[], [0xEF, 0xBB, 0xBF], [0xFF, 0xFE], [0xFE, 0xFF]] as [[UInt8]])
  func `a file of the user's is a text in UTF-8 or UTF-16`(mark: [UInt8]) throws {
    let text = "NAME=Zoë\r\nPASSWORD=x\r\n"
    let bytes: [UInt8] =
      switch mark.first {
      case 0xFF: text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
      case 0xFE: text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
      default: Array(text.utf8)
      }
    let file = try TemporaryFile("s.env", mark + bytes)
    #expect(SmallFile.text(atPath: file.path) == text)
    #expect(try SmallFile.text(atPath: TemporaryFile("s.env", [0xC3, 0x28]).path) == nil)
  }

  /// A capture that cannot be read, an authority, and what is said of them.
  @Test(arguments: [
    ("/nowhere/day.har", [], "/nowhere/day.har"),
    (Self.capture, ["--ca", "/nowhere/ca.pem"], "there is no such file"),
    (Self.capture, ["--ca", "/"], "it cannot be read"),
    (Self.capture, ["--ca", CheckoutFiles.path("README.md")], "there is no certificate in it"),
  ])
  func `a file that cannot be used is told once`(
    capture: String, options: [String], words: String
  ) async throws {
    let secrets = try TemporaryFile(
      "s.env", "SHAREPROTO_ACCOUNT_NAME=demo-user\nSHAREPROTO_PASSWORD='demo-Passw0rd'\n".utf8)
    let run = try await ToolRun.waitingForTasks(
      ["replay", capture, "--target", "https://localhost:9", "--secrets", secrets.path] + options)
    #expect(run.code == 2)
    #expect(run.output.isEmpty)
    #expect(run.errors.components(separatedBy: "shareproto: ").count == 2, "\(run.errors)")
    #expect(run.errors.contains(words))
  }

  @Test
  func `a refusal names all secrets that are missing, and leaves the last report as it is`()
    throws
  {
    let report = try TemporaryFile("report.txt", "last".utf8)
    let none = try TemporaryFile("s.env", "".utf8)
    let run = try ToolRun([
      "replay", Self.capture, "--target", "http://127.0.0.1:9", "--secrets", none.path, "-o",
      report.path,
    ])
    #expect(run.code == 64)
    #expect(run.errors.contains("SHAREPROTO_ACCOUNT_NAME, SHAREPROTO_PASSWORD"))
    #expect(try String(contentsOfFile: report.path, encoding: .utf8) == "last")
  }

  @Test
  func `where the filter leaves no call, that is said`() throws {
    let run = try ToolRun([
      "replay", Self.capture, "--target", "http://127.0.0.1:9", "--operation", "Nope",
    ])
    #expect(run.code == 2)
    #expect(run.errors.contains("none of its ") && run.errors.contains("--operation"))
  }

  @Test
  func `a redacted recording has the same plan`() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).har").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(try ToolRun(["export", Self.capture, "-o", path]).code == 0)
    let options = ["--target", "http://127.0.0.1:9", "--plan", "--quiet"]
    let plan = try ToolRun(["replay", Self.capture] + options)
    #expect(try ToolRun(["replay", path] + options).output == plan.output)
  }
}
