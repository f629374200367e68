public import Foundation
public import Testing

/// The captures and expected answers that lie beside the checkout, in the folder `shared`. They are
/// no part of the repository, so tests that need them are skipped where they are not there:
///
/// ```swift
/// @Test(.enabled(if: SharedFiles.isPresent, SharedFiles.reason)) func …
/// ```
public enum SharedFiles {
  /// The folder.
  public static let folder: URL? = {
    var folder = URL(filePath: #filePath)
    while folder.pathComponents.count > 1 {
      folder.deleteLastPathComponent()
      let shared = folder.appending(path: "shared")
      if FileManager.default.fileExists(atPath: shared.appending(path: "corpus/README.md").path) {
        return shared
      }
    }
    return nil
  }()

  /// Whether the folder is there.
  public static var isPresent: Bool { folder != nil }

  /// What a skipped test says.
  public static let reason: Comment = "the folder `shared` is not beside the checkout"

  /// The path of a file in the folder.
  public static func path(_ name: String) -> String {
    folder?.appending(path: name).path ?? name
  }

  /// The bytes of a file in the folder.
  public static func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: path(name))))
  }

  /// The lines of a text file in the folder.
  public static func lines(_ name: String) throws -> [String] {
    String(decoding: try bytes(name), as: UTF8.self).split(separator: "\n").map(String.init)
  }

  /// The rows of a table, by column name.
  public static func table(_ name: String) -> [[String: String]] {
    guard let lines = try? lines(name), let head = lines.first else { return [] }
    let columns = head.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    return lines.dropFirst().map { line in
      let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      return Dictionary(zip(columns, cells)) { $1 }
    }
  }

  /// The names in a folder inside the folder that begin with something, sorted.
  public static func names(in name: String, prefix: String = "") -> [String] {
    let names = try? FileManager.default.contentsOfDirectory(atPath: path(name))
    return (names ?? []).filter { $0.hasPrefix(prefix) }.sorted()
  }
}
