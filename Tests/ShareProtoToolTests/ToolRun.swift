import Foundation
import TestSupport

@testable import ShareProtoTool

/// What a command printed, and how it ended.
struct ToolRun {
  let code: Int32
  let output: String
  let errors: String

  /// Runs a command of the tool in this process.
  init(_ arguments: String...) throws { try self.init(arguments) }

  init(_ arguments: [String]) throws {
    try self.init { Tool.run(arguments, output: $0, errors: $1) }
  }

  /// Runs a command that was read before. In debug builds the parser checks all that a command declares
  /// with each command line, and takes longer for it than most captures do.
  init(_ command: any ToolCommand) throws {
    try self.init { Tool.run(output: $0, errors: $1) { command } }
  }

  /// Runs a command that waits for tasks, on a thread of its own. On one of those that run tasks it would
  /// wait until all other tests have had their turn, and half the machine with it.
  static func waitingForTasks(_ arguments: [String]) async throws -> ToolRun {
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread { continuation.resume(with: Result { try ToolRun(arguments) }) }
    }
  }

  private init(_ run: (Output, Output) -> Int32) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (output, errors) = (folder.appending(path: "output"), folder.appending(path: "errors"))
    code = run(
      try Output(creating: output.path, besides: []), try Output(creating: errors.path, besides: [])
    )
    self.output = String(decoding: try Data(contentsOf: output), as: UTF8.self)
    self.errors = String(decoding: try Data(contentsOf: errors), as: UTF8.self)
  }

  /// The lines of standard output.
  var lines: [Substring] { output.split(separator: "\n") }
}

/// A file with a text, removed with the value's last use.
final class TemporaryFile {
  let path: String

  init(_ name: String, _ bytes: some Sequence<UInt8>) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    path = folder.appending(path: name).path
    try Data(bytes).write(to: URL(filePath: path))
  }

  deinit {
    try? FileManager.default.removeItem(at: URL(filePath: path).deletingLastPathComponent())
  }
}
