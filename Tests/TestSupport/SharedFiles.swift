public import Foundation

/// The folder `shared` beside the checkout: recordings and fixtures that are not in the repository.
public enum SharedFiles {
  /// The folder.
  public static let folder: URL = {
    var checkout = URL(filePath: #filePath)
    for _ in 0..<3 { checkout.deleteLastPathComponent() }
    return checkout.deletingLastPathComponent().appending(path: "shared")
  }()

  /// Whether it is there; tests that need it are skipped where it is not.
  public static let isPresent = FileManager.default.fileExists(atPath: folder.path)

  /// The names in one of its folders, sorted; none where it is not there.
  public static func names(in path: String) -> [String] {
    let names = try? FileManager.default.contentsOfDirectory(
      atPath: folder.appending(path: path).path)
    return (names ?? []).sorted()
  }

  /// The bytes of one of its files.
  public static func bytes(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appending(path: path)))
  }
}
