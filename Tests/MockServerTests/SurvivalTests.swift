import Foundation
import Synchronization
import Testing

/// The program itself, killed in the middle of its work.
struct SurvivalTests {
  @Test(.enabled(if: Program.isBuilt, Program.reason))
  func `nothing that was acknowledged is lost when the program is killed`() throws {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("shareproto-state-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    var acknowledged: [String] = []
    var session = ""
    for round in 0..<3 {
      let program = try Program("--state", path)
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

  /// Their changes are written together.
  @Test(.enabled(if: Program.isBuilt, Program.reason))
  func `nothing that was acknowledged to many at once is lost`() throws {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("shareproto-state-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let first = try Program("--state", path)
    let (port, process) = (first.port, first.process.processIdentifier)
    let services = "/ShareWebServices/Services/"
    let login = StandInServerTests.post(
      services + "General/LoginPublisherAccountByName",
      StandIn.login("accountName", "demo-user", "demo-Passw0rd"))
    let acknowledged = Mutex<[String]>([])
    Thread.detachNewThread {
      let limit = ContinuousClock.now + .seconds(60)
      while acknowledged.withLock(\.count) < 50, ContinuousClock.now < limit {
        Thread.sleep(forTimeInterval: 0.01)
      }
      Foundation.kill(process, SIGKILL)
    }
    DispatchQueue.concurrentPerform(iterations: 8) { _ in
      guard let connection = try? Connection(port: port) else { return }
      while true {
        connection.send(login)
        let answer = connection.receiveAnswer()
        let session = String(answer.suffix(37).dropLast())
        // An answer that the end cut off acknowledges nothing.
        guard answer.hasPrefix("HTTP/1.1 200"), UUID(uuidString: session) != nil else { return }
        acknowledged.withLock { $0.append(session) }
      }
    }
    let sessions = acknowledged.withLock { $0 }
    #expect(Set(sessions).count == sessions.count)
    #expect(sessions.count >= 50)
    first.kill()
    let second = try Program("--state", path)
    let connection = try Connection(port: second.port)
    for session in sessions {
      connection.send(
        StandInServerTests.post(
          services + "Publisher/IsRemoteMonitoringSessionActive?sessionId=\(session)"))
      #expect(connection.receiveAnswer().hasSuffix("false"))
    }
  }
}
