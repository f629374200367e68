import APISchema
import Compression
import Foundation
import Testing

@testable import MockServer

/// A server asked over loopback, byte by byte.
@Suite(.enabled(if: Program.isBuilt, Program.reason))
struct StandInServerTests {
  static let time =
    "GET /ShareWebServices/Services/General/SystemUtcTime HTTP/1.1\r\nHost: a\r\n\r\n"

  static func post(_ path: String, _ body: String = "", _ fields: String = "") -> String {
    "POST \(path) HTTP/1.1\r\nHost: a\r\n\(fields)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
  }

  /// A certificate with addresses is none for every TLS library.
  @Test(arguments: [
    ("127.0.0.1", false, "http://127.0.0.1:80"), ("127.0.0.1", true, "https://localhost:80"),
    ("::1", false, "http://[::1]:80"), ("::1", true, "https://localhost:80"),
    ("192.0.2.7", true, "https://192.0.2.7:80"),
  ])
  func `with TLS this machine goes by its name`(host: String, usesTLS: Bool, url: String) throws {
    var configuration = StandInServer.Configuration(
      revision: try RevisionHistory.share().revision(named: "2025-11"))
    (configuration.host, configuration.usesTLS) = (host, usesTLS)
    #expect(configuration.url(port: 80) == url)
  }

  @Test
  func `stray bytes do not cost the next request`() throws {
    let program = try Program()
    let connection = try Connection(port: program.port)
    for stray in ["\"\"", "\r\n", "null"] {
      connection.send(Self.time + stray)
      #expect(connection.receiveAnswer().hasPrefix("HTTP/1.1 200 OK\r\n"))
    }
    connection.send(Self.time + "\"\"" + Self.time + Self.time)
    let answers = connection.receive { $0.components(separatedBy: "OffsetMinutes").count > 3 }
    #expect(answers.components(separatedBy: "HTTP/1.1 200").count == 4)
  }

  /// What Java's client sends first, and goes on with on the same connection.
  @Test
  func `an offer of HTTP/2 costs no later request`() throws {
    let program = try Program()
    let connection = try Connection(port: program.port)
    let offer =
      "Connection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAEAAEAA\r\nUpgrade: h2c\r\n"
    let path = "/ShareWebServices/Services/General/LoginPublisherAccountByName"
    let login = StandIn.login("accountName", "demo-user", "demo-Passw0rd")
    for fields in [offer, ""] {
      connection.send(Self.post(path, login, fields))
      #expect(connection.receiveAnswer().hasPrefix("HTTP/1.1 200"))
    }
  }

  @Test(arguments: ["HTTP/1.0\r\n\r\n", "HTTP/1.1\r\nConnection: Close\r\n\r\n"])
  func `a connection ends where the client wants it`(end: String) throws {
    let program = try Program()
    let connection = try Connection(port: program.port)
    connection.send("GET /ShareWebServices/Services/General/SystemUtcTime " + end)
    let start = ContinuousClock.now
    #expect(connection.receive().contains("OffsetMinutes"))
    #expect(ContinuousClock.now - start < .seconds(30))
  }

  @Test
  func `a client that asks whether to send its body is told to`() throws {
    let program = try Program()
    let connection = try Connection(port: program.port)
    let path = "/ShareWebServices/Services/General/LoginPublisherAccountByName"
    let login = StandIn.login("accountName", "demo-user", "demo-Passw0rd")
    let request = Self.post(path, login, "Expect: 100-continue\r\n")
    connection.send(String(request.dropLast(login.count)))
    #expect(connection.receive { $0.hasSuffix("\r\n\r\n") }.hasPrefix("HTTP/1.1 100 Continue"))
    connection.send(login)
    #expect(connection.receiveAnswer().hasPrefix("HTTP/1.1 200"))
  }

  /// A request, how much of nothing comes in it, and what is said.
  @Test(arguments: [
    (
      "POST /ShareWebServices/Services/General/PauseSubscription HTTP/1.1\r\nHost: a\r\n\r\n", 0,
      "411"
    ),
    // Without a length it is the same in HTTP/1.0 (facts, section 4.5).
    ("POST /ShareWebServices/Services/General/PauseSubscription HTTP/1.0\r\n\r\n", 0, "411"),
    ("hello there, this is no HTTP\r\n\r\n", 0, "400"),
    ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", 0, "404"),
    ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1100000\r\n\r\n", 1_100_000, "413"),
    ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n", 0, "413"),
    ("GET / HTTP/1.1\r\nHost: ", 100_000, "400"),
  ])
  func `what cannot be answered is refused`(request: String, padding: Int, status: String) throws {
    let program = try Program()
    let connection = try Connection(port: program.port)
    connection.send(request + String(repeating: "x", count: padding))
    #expect(connection.receiveAnswer().hasPrefix("HTTP/1.1 \(status) "))
  }

  /// Fields of 96 KiB, in frames of 16 KiB: `HEADERS` and what continues it.
  @Test
  func `a head of HTTP/2 that is too long ends the connection`() throws {
    let program = try Program()
    let connection = try Connection(port: program.port)
    connection.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
    connection.send([0, 0, 0, 4, 0, 0, 0, 0, 0])
    // `:method: GET`, and a field whose value goes on and on.
    let start: [UInt8] = [0x82, 0x00, 0x01, UInt8(ascii: "a"), 0x7F, 0x81, 0xFF, 0x05]
    for number in 0..<6 {
      let part = (number == 0 ? start : []) + [UInt8](repeating: 0x61, count: 16_384)
      connection.send([0, 0x40, 0, number == 0 ? 1 : 9, 0, 0, 0, 0, 1] + part.prefix(16_384))
    }
    let clock = ContinuousClock.now
    _ = connection.receive()
    #expect(ContinuousClock.now - clock < .seconds(20))
    #expect(try program.ask(Self.time).hasPrefix("HTTP/1.1 200"))
  }

  /// What a login is packed as, how many bytes are missing at its end, and what is said.
  @Test(arguments: [
    ("gzip", 0, "200"), ("x-gzip", 0, "200"), ("GZIP, identity", 0, "200"), ("gzip", 9, "400"),
    ("deflate", 0, "400"), ("br", 0, "400"), ("compress", 0, "415"), ("gzip, gzip", 0, "400"),
  ])
  func `a body that comes packed is unpacked`(
    coding: String, missing: Int, status: String
  ) throws {
    let login = StandIn.login("accountName", "demo-user", "demo-Passw0rd")
    let packed = try #require(GzipEncoder.encode(Array(login.utf8))).dropLast(missing)
    let answer = try send(Array(packed), coding: coding)
    #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
    if status == "200" { #expect(answer.contains(#/"[0-9a-f-]{36}"$/#)) }
    // Deflate by itself is what gzip has between its head and its sum.
    guard status == "200", coding == "gzip" else { return }
    let bare = try send(Array(packed.dropFirst(10).dropLast(8)), coding: "deflate")
    #expect(bare.hasPrefix("HTTP/1.1 200 "))
  }

  @Test
  func `a body that unpacks to more than is taken is refused`() throws {
    let packed = try #require(GzipEncoder.encode([UInt8](repeating: 0x20, count: 1_048_577)))
    #expect(packed.count < 10_000)
    #expect(try send(packed, coding: "gzip").hasPrefix("HTTP/1.1 413 "))
    // And one that is as long as it may be is read.
    let login = StandIn.login("accountName", "demo-user", "demo-Passw0rd")
    let padding = String(repeating: " ", count: 1_048_576 - login.utf8.count)
    let longest = try #require(GzipEncoder.encode(Array((padding + login).utf8)))
    #expect(try send(longest, coding: "gzip").hasPrefix("HTTP/1.1 200 "))
  }

  /// Logs in with a body that is packed.
  private func send(_ body: [UInt8], coding: String) throws -> String {
    let program = try Program()
    let connection = try Connection(port: program.port)
    connection.send(
      "POST /ShareWebServices/Services/General/LoginPublisherAccountByName HTTP/1.1\r\nHost: a\r\n"
        + "Content-Type: application/json\r\nContent-Encoding: \(coding)\r\n"
        + "Content-Length: \(body.count)\r\n\r\n")
    connection.send(body)
    return connection.receiveAnswer()
  }

  @Test
  func `a rule cuts connections and waits`() throws {
    let scenario = """
      rules:
        - {on: SystemUtcTime, times: 1, cut: 10}
        - {on: SystemUtcTime, times: 1, cut: 0}
        - {on: SystemUtcTime, delay: 300ms}
      """
    let program = try Program(scenario: scenario)
    let cut = try Connection(port: program.port)
    cut.send(Self.time)
    let part = cut.receive()
    #expect(part.hasPrefix("HTTP/1.1 200 OK"))
    #expect(part.hasSuffix("\r\n\r\n{\"DateTime"))
    let nothing = try Connection(port: program.port)
    nothing.send(Self.time)
    #expect(nothing.receive().isEmpty)
    let slow = try Connection(port: program.port)
    let start = ContinuousClock.now
    slow.send(Self.time)
    #expect(slow.receiveAnswer().hasPrefix("HTTP/1.1 200 OK"))
    #expect(ContinuousClock.now - start >= .milliseconds(300))
  }

  @Test
  func `the control interface moves the clock, shows requests without secrets, and starts over`()
    throws
  {
    let program = try Program()
    func ask(_ request: String) throws -> String { try program.ask(request) }
    func get(_ path: String) throws -> String {
      try ask("GET /__shareproto/\(path) HTTP/1.1\r\nHost: a\r\n\r\n")
    }
    let login = StandIn.login("accountName", "demo-user", "demo-Passw0rd")
    let path = "/ShareWebServices/Services/General/LoginPublisherAccountByName"
    let session = try ask(Self.post(path, login)).suffix(37).dropLast()
    let check = Self.post(
      "/ShareWebServices/Services/Publisher/IsRemoteMonitoringSessionActive?sessionId=\(session)")
    #expect(try ask(check).hasSuffix("false"))
    // As `curl -X POST` asks, without a length.
    let advance = "POST /__shareproto/advance?by=25h HTTP/1.1\r\nHost: a\r\n\r\n"
    #expect(try ask(advance).hasPrefix("HTTP/1.1 200"))
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
    let twice = try ask(Self.post("/__shareproto/advance?by=5m&by=10m"))
    #expect(twice.hasPrefix("HTTP/1.1 400"))
    #expect(twice.hasSuffix("by is there more than once; say it once.\n"))
    #expect(try get("reset").hasPrefix("HTTP/1.1 405"))
  }

  @Test
  func `a fast clock passes a day in minutes`() throws {
    let program = try Program("--clock", "100000x")
    func time() throws -> Int {
      let answer = try program.ask(Self.time)
      return Int(try #require(answer.firstMatch(of: #/Date\((\d+)\)/#)).output.1) ?? 0
    }
    let start = try time()
    Thread.sleep(forTimeInterval: 0.05)
    #expect(try time() - start >= 5_000_000)
  }

  @Test
  func `it stops when it is asked to, and a taken port is said to be taken`() throws {
    let program = try Program()
    let errors = Pipe()
    let second = try Program("--port", String(program.port), errors: errors)
    second.process.waitUntilExit()
    #expect(second.process.terminationStatus == 2)
    let said = String(
      decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    #expect(said.contains("port \(program.port) is in use"))
    #expect(said.contains("--port 0"))
    #expect(!said.contains("bind"))
    let idle = try Connection(port: program.port)
    idle.send(Self.time)
    #expect(idle.receiveAnswer().hasPrefix("HTTP/1.1 200"))
    #expect(program.stop() == 0)
  }

  @Test
  func `a recording says how long each answer took, and how much of it came`() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).har").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let scenario = """
      rules:
        - {on: SystemUtcTime, times: 1, delay: 400ms}
        - {on: SystemUtcTime, times: 1, cut: 10}
        - {on: SystemUtcTime, times: 1, cut: 0}
      """
    let program = try Program("--record", path, "--reveal", scenario: scenario)
    var took: [Double] = []
    for _ in 0..<4 {
      let connection = try Connection(port: program.port)
      let start = ContinuousClock.now
      connection.send(Self.time)
      _ = connection.receiveAnswer()
      took.append((ContinuousClock.now - start) / .milliseconds(1))
    }
    #expect(program.stop() == 0)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    // They are written as they end, which is seen later here than by the client.
    let entries = try JSONDecoder().decode(Archive.self, from: bytes).log.entries
      .sorted { $0.startedDateTime < $1.startedDateTime }
    #expect(entries.map(\.response.status) == [200, 200, 0, 200])
    #expect(entries.map { $0.response.content?.size ?? 0 } == [52, 10, 0, 52])
    // Other programs that replay it need the length.
    let lengths = entries.map { entry in
      entry.response.headers.first { $0.name == "Content-Length" }?.value
    }
    #expect(lengths == ["52", "52", nil, "52"])
    // About as long as the client waited, and no shorter than the rule says.
    #expect(zip(entries, took).allSatisfy { $0.time > 0 && $0.time < $1 + 1_000 })
    #expect(entries[0].time >= 400)
    #expect(entries[3].time < entries[0].time)
  }

  /// What a test looks at in a HAR.
  private struct Archive: Decodable {
    struct Log: Decodable { var entries: [Entry] }
    struct Entry: Decodable {
      var startedDateTime: String
      var time: Double
      var response: Response
    }
    struct Response: Decodable {
      var status: Int
      var headers: [Field]
      var content: Content?
    }
    struct Field: Decodable { var name, value: String }
    struct Content: Decodable { var size: Int }
    var log: Log
  }
}
