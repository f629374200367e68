import APISchema
import Foundation
import Testing

@testable import MockServer

/// A server in this process, asked over loopback.
@Suite(.serialized)
struct StandInServerTests {
  /// Runs a server while `body` asks it.
  func serve(
    scenario: String = "", _ change: (inout StandInServer.Configuration) -> Void = { _ in },
    _ body: (Int) async throws -> Void
  ) async throws {
    var configuration = StandInServer.Configuration(
      revision: try RevisionHistory.share().latest)
    configuration.port = 0
    configuration.handlesSignals = false
    configuration.scenario = try Scenario(yaml: scenario)
    change(&configuration)
    let server = try StandInServer(configuration)
    let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
    let task = Task {
      defer { continuation.finish() }
      try await server.run { _ in
      } started: {
        continuation.yield($0.port)
      }
    }
    var iterator = ports.makeAsyncIterator()
    let port = try #require(await iterator.next())
    let outcome: Result<Void, any Error>
    do {
      try await body(port)
      outcome = .success(())
    } catch {
      outcome = .failure(error)
    }
    task.cancel()
    _ = try await task.value
    try outcome.get()
  }

  static let time =
    "GET /ShareWebServices/Services/General/SystemUtcTime HTTP/1.1\r\nHost: a\r\n\r\n"

  static func post(_ path: String, _ body: String = "", _ fields: String = "") -> String {
    "POST \(path) HTTP/1.1\r\nHost: a\r\n\(fields)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
  }

  @Test
  func `stray bytes do not cost the next request`() async throws {
    try await serve { port in
      let connection = try Connection(port: port)
      for stray in ["\"\"", "\r\n", "null"] {
        connection.send(Self.time + stray)
        #expect(connection.receiveAnswer().hasPrefix("HTTP/1.1 200 OK\r\n"))
      }
      connection.send(Self.time + "\"\"" + Self.time + Self.time)
      let answers = connection.receive { $0.components(separatedBy: "OffsetMinutes").count > 3 }
      #expect(answers.components(separatedBy: "HTTP/1.1 200").count == 4)
    }
  }

  @Test(arguments: [
    (
      "POST /ShareWebServices/Services/General/PauseSubscription HTTP/1.1\r\nHost: a\r\n\r\n", "411"
    ),
    ("hello there, this is no HTTP\r\n\r\n", "400"), ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", "404"),
    (
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\n"
        + String(repeating: "x", count: 1_100_000), "413"
    ),
    ("GET /\(String(repeating: "x", count: 100_000)) HTTP/1.1\r\nHost: a\r\n\r\n", "400"),
  ])
  func `what cannot be answered is refused`(request: String, status: String) async throws {
    try await serve { port in
      let connection = try Connection(port: port)
      connection.send(request)
      #expect(connection.receiveAnswer().hasPrefix("HTTP/1.1 \(status) "))
    }
  }

  @Test
  func `a rule cuts connections and waits`() async throws {
    let scenario =
      "rules: [{on: SystemUtcTime, times: 1, cut: 10}, {on: SystemUtcTime, times: 1, cut: 0}, {on: SystemUtcTime, delay: 300ms}]"
    try await serve(scenario: scenario) { port in
      let cut = try Connection(port: port)
      cut.send(Self.time)
      let part = cut.receive()
      #expect(part.hasPrefix("HTTP/1.1 200 OK"))
      #expect(part.hasSuffix("\r\n\r\n{\"DateTime"))
      let nothing = try Connection(port: port)
      nothing.send(Self.time)
      #expect(nothing.receive().isEmpty)
      let slow = try Connection(port: port)
      let start = ContinuousClock.now
      slow.send(Self.time)
      #expect(slow.receiveAnswer().hasPrefix("HTTP/1.1 200 OK"))
      #expect(ContinuousClock.now - start >= .milliseconds(300))
    }
  }

  @Test
  func `the control interface moves the clock, shows requests without secrets, and starts over`()
    async throws
  {
    try await serve { port in
      func ask(_ request: String) throws -> String {
        let connection = try Connection(port: port)
        connection.send(request)
        return connection.receiveAnswer()
      }
      func get(_ path: String) throws -> String {
        try ask("GET /__shareproto/\(path) HTTP/1.1\r\nHost: a\r\n\r\n")
      }
      let login = StandIn.login("accountName", "demo-user", "demo-Passw0rd")
      let path = "/ShareWebServices/Services/General/LoginPublisherAccountByName"
      let session = try ask(Self.post(path, login)).suffix(37).dropLast()
      let check = Self.post(
        "/ShareWebServices/Services/Publisher/IsRemoteMonitoringSessionActive?sessionId=\(session)")
      #expect(try ask(check).hasSuffix("false"))
      #expect(try ask(Self.post("/__shareproto/advance?by=25h")).hasPrefix("HTTP/1.1 200"))
      #expect(try ask(check).contains("SessionNotValid"))
      let seen = try get("requests")
      #expect(seen.contains("\"operation\":\"IsRemoteMonitoringSessionActive\""))
      for secret in ["demo-user", "demo-Passw0rd", String(session)] {
        #expect(!seen.contains(secret))
      }
      #expect(try ask(Self.post("/__shareproto/reset")).hasPrefix("HTTP/1.1 200"))
      #expect(try ask(check).contains("SessionIdNotFound"))
      #expect(try get("").contains("share@2025-11"))
      let foreign = Self.post("/__shareproto/reset", "", "Origin: https://example.com\r\n")
      #expect(try ask(foreign).hasPrefix("HTTP/1.1 403"))
      #expect(try ask(Self.post("/__shareproto/advance?by=x")).hasPrefix("HTTP/1.1 400"))
      #expect(try get("reset").hasPrefix("HTTP/1.1 405"))
    }
  }

  @Test
  func `a fast clock passes a day in minutes`() async throws {
    try await serve {
      $0.speed = 100_000
    } _: { port in
      func time() throws -> Int {
        let connection = try Connection(port: port)
        connection.send(Self.time)
        let answer = connection.receiveAnswer()
        return Int(try #require(answer.firstMatch(of: #/Date\((\d+)\)/#)).output.1) ?? 0
      }
      let start = try time()
      try await Task.sleep(for: .milliseconds(50))
      #expect(try time() - start >= 5_000_000)
    }
  }

  @Test
  func `a taken port is said to be taken`() async throws {
    try await serve { port in
      var configuration = StandInServer.Configuration(
        revision: try RevisionHistory.share().latest)
      configuration.port = port
      configuration.handlesSignals = false
      let second = try StandInServer(configuration)
      await #expect(throws: StandInServer.StartError.self) {
        try await second.run { _ in
        } started: { _ in
        }
      }
    }
  }
}
