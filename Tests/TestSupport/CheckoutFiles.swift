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

  /// The HTTP archives in `Captures/`.
  public static let captures = names(in: "Captures").filter { $0.hasSuffix(".har") }

  /// The captures of packets there.
  public static let packetCaptures = names(in: "Captures").filter { $0.contains(".pcap") }

  /// The names in a folder, sorted.
  public static func names(in folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path(folder))) ?? []).sorted()
  }
}
