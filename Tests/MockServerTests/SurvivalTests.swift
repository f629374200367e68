import Foundation
import Testing

/// The program itself, killed in the middle of its work.
struct SurvivalTests {
  static let program = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    .appendingPathComponent("shareproto")

  /// A stand-in of its own process.
  private final class Program {
    let process = Process()
    let port: Int

    init(state: String) throws {
      let output = Pipe()
      process.executableURL = SurvivalTests.program
      process.arguments = ["serve", "--port", "0", "--state", state]
      process.standardOutput = output
      process.standardError = FileHandle.nullDevice
      try process.run()
      var line = Data()
      while let byte = try output.fileHandleForReading.read(upToCount: 1), byte != Data([10]) {
        line += byte
      }
      let text = String(decoding: line, as: UTF8.self)
      port = Int(text.split(separator: ":").last ?? "") ?? 0
    }

    func kill() {
      Foundation.kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
  }

  @Test(
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: program.path), "the program is not built"))
  func `nothing that was acknowledged is lost when the program is killed`() throws {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("shareproto-state-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    var acknowledged: [String] = []
    var session = ""
    for round in 0..<3 {
      let program = try Program(state: path)
      defer { program.kill() }
      let connection = try Connection(port: program.port)
      func ask(_ path: String, _ body: String = "") -> String {
        connection.send(StandInServerTests.post("/ShareWebServices/Services/" + path, body))
        return connection.receiveAnswer()
      }
      if session.isEmpty {
        let login = StandIn.login("accountName", "demo-user", "demo-Passw0rd")
        session = String(ask("General/LoginPublisherAccountByName", login).suffix(37).dropLast())
      }
      for name in acknowledged {
        #expect(
          ask("Publisher/DoesContactExistByName?sessionId=\(session)&contactName=\(name)")
            .hasSuffix("true"))
      }
      // Somebody ends it while it works, at another moment each time.
      let process = program.process.processIdentifier
      Thread.detachNewThread {
        Thread.sleep(forTimeInterval: 0.1 + 0.07 * Double(round))
        Foundation.kill(process, SIGKILL)
      }
      for number in 0..<10_000 {
        let name = "r\(round)n\(number)"
        let answer = ask(
          "Publisher/CreateContact?sessionId=\(session)&contactName=\(name)&emailAddress=a")
        guard answer.hasPrefix("HTTP/1.1 200") else { break }
        acknowledged.append(name)
      }
    }
    #expect(acknowledged.count > 3)
  }
}
