import Foundation
import MockServer
import ShareProto
import Testing

@testable import ShareProtoTool

/// What `serve` refuses before it listens; `MockServerTests` has the rest.
struct ServeCommandTests {
  @Test(arguments: [
    (["--host", "0.0.0.0"], "--allow-remote"), (["--host", "192.168.1.2"], "--allow-remote"),
    (["--host", "127.0.0.1.example.com"], "--allow-remote"), (["--clock", "fast"], "60x"),
    (["--revision", "share@2014"], "share@2015-03 is the first"),
    (["--revision", "today"], "schema history"),
    (["--ca", "ca.pem"], "--tls"), (["--from", "a.har", "--state", "b"], "--state"),
    (["--from", "a.har", "--revision", "share@2015"], "leave out --revision"),
    (["--from", "a.har", "--scenario", "b.yaml"], "leave out --scenario"),
    (["--state", "a", "--record", "a"], "another one for --record"),
    (["--port", "70000"], "--port"),
  ])
  func `wrong usage says what is right`(arguments: [String], advice: String) throws {
    let run = try ToolRun(["serve"] + arguments)
    #expect(run.code == 64)
    #expect(run.errors.contains(advice))
    #expect(run.output.isEmpty)
  }

  @Test(arguments: [("127.0.0.1", "127.0.0.1"), ("::1", "[::1]")])
  func `the way for unmodified clients has all hosts of the service and the own address`(
    address: String, inURL: String
  ) throws {
    let lines = try announced(Scenario(), at: address)
    let line = try #require(lines.first { $0.hasPrefix("     \(address)  ") })
    let hosts = line.split(separator: " ").dropFirst().map(String.init)
    #expect(hosts == StandInServer.hosts)
    #expect(hosts.count == 9)
    #expect(Set(["share1.dexcom.com", "sharejp1.dexcom.com", "uam.dexcom.jp"]).isSubset(of: hosts))
    #expect(lines.contains { $0.hasPrefix("curl --connect-to ::\(inURL):8443 ") })
  }

  @Test(arguments: [
    (
      "other-user",
      "account demo-user · password demo-Passw0rd · receiver SM00000001 · 1 account of"
    ),
    ("demo-user", "share@2025-11 · 1 account of the scenario"),
  ])
  func `the accounts of a scenario are told of, and no login that it replaces`(
    name: String, summary: String
  ) throws {
    let yaml = "accounts:\n  - {name: \(name), password: other-Passw0rd}\n"
    let lines = try announced(Scenario(yaml: yaml), at: "127.0.0.1")
    #expect(lines[1].contains(summary))
    #expect(lines.contains { $0.contains("demo-Passw0rd\"}") } == (name == "other-user"))
  }

  private func announced(_ scenario: Scenario, at address: String) throws -> [String] {
    ServeAnnouncement(
      revision: try RevisionHistory.share().revision(named: "latest"), keepsState: false,
      scenario: scenario, speed: 1, authority: "ca.pem"
    ).lines(.init(url: "https://localhost:8443", port: 8443, address: address))
  }

  @Test
  func `a scenario that nobody understands is named with its line`() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).yaml").path
    try Data("rules:\n  - on: Nothing\n    answer: outage\n".utf8).write(
      to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let run = try ToolRun(["serve", "--port", "0", "--scenario", path])
    #expect(run.code == 2)
    #expect(run.errors.contains("where   line 2"))
  }

  @Test(arguments: [
    ["--scenario", "/nowhere/scenario.yaml"], ["--from", "/nowhere/day.har"],
    ["--state", "/nowhere/serve.state"], ["--tls", "--ca", "/nowhere/ca.pem"],
  ])
  func `what cannot be read or written is said in three lines`(arguments: [String]) async throws {
    let run = try await ToolRun.waitingForTasks(["serve", "--port", "0"] + arguments)
    #expect(run.code == 2)
    #expect(run.errors.contains("\n  what    "))
    #expect(run.errors.contains("\n  do      "))
  }
}
