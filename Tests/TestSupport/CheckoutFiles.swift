public import Foundation

/// The checkout itself.
public enum CheckoutFiles {
  /// Its folder.
  public static let folder: URL = {
    var folder = URL(filePath: #filePath)
    for _ in 0..<3 { folder.deleteLastPathComponent() }
    return folder
  }()

  /// The path of one of its files.
  public static func path(_ name: String) -> String { folder.appending(path: name).path }

  /// The text of one of its files.
  public static func text(_ name: String) throws -> String {
    try String(contentsOf: folder.appending(path: name), encoding: .utf8)
  }

  /// The captures in `Captures/`.
  public static let captures: [String] =
    ((try? FileManager.default.contentsOfDirectory(atPath: path("Captures"))) ?? [])
    .filter { $0.hasSuffix(".har") }.sorted()
}
