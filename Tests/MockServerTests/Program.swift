import Foundation
import Testing

/// The program itself as a stand-in, in a process of its own: the tests of this process leave no thread
/// for a server.
final class Program {
  static let path = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    .appendingPathComponent("shareproto")
  static let isBuilt = FileManager.default.isExecutableFile(atPath: path.path)
  static let reason: Comment = "the program is not built"

  let process = Process()
  let port: Int
  private var scenario: String?

  /// - Parameter errors: What takes its standard error; nil for nothing.
  init(_ arguments: String..., scenario: String = "", errors: Pipe? = nil) throws {
    let output = Pipe()
    process.executableURL = Self.path
    process.arguments = ["serve", "--port", "0"] + arguments
    if !scenario.isEmpty {
      let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).yaml")
        .path
      try Data(scenario.utf8).write(to: URL(fileURLWithPath: path))
      process.arguments? += ["--scenario", path]
      self.scenario = path
    }
    process.standardOutput = output
    process.standardError = errors ?? FileHandle.nullDevice
    try process.run()
    var line = Data()
    while let byte = try output.fileHandleForReading.read(upToCount: 1), byte != Data([10]) {
      line += byte
    }
    port = Int(String(decoding: line, as: UTF8.self).split(separator: ":").last ?? "") ?? 0
  }

  deinit {
    kill()
    if let scenario { try? FileManager.default.removeItem(atPath: scenario) }
  }

  /// Ends it without a warning.
  func kill() {
    guard process.isRunning else { return }
    Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  /// Asks it to end, and gives its exit code.
  func stop() -> Int32 {
    Foundation.kill(process.processIdentifier, SIGTERM)
    process.waitUntilExit()
    return process.terminationStatus
  }

  /// One request over a connection of its own.
  func ask(_ request: String) throws -> String {
    let connection = try Connection(port: port)
    connection.send(request)
    return connection.receiveAnswer()
  }
}
