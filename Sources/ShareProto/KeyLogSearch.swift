internal import CaptureInput
internal import Foundation

/// Finds the key log that lies next to a capture, as PCAPdroid and users of Wireshark keep it.
enum KeyLogSearch {
  /// Names of key logs that belong to all captures of a folder.
  private static let commonNames = [
    "keys.log", "keys.txt", "sslkeylog.log", "sslkeylog.txt", "sslkeylogfile.txt",
    "sslkeylogfile.log", "sslkeys.log", "sslkeys.txt", "tlskeys.log", "keylog.txt", "keylog.log",
    "premaster.txt", "premaster.log", "keylogfile.txt",
  ]
  /// What a key log of one capture adds to its name, with or without the ending of the capture.
  private static let endings = [
    ".keys", ".keys.txt", ".keys.log", ".keylog", ".keylog.txt", ".sslkeylog", ".key", ".log",
    ".txt",
  ]

  /// The paths of the key logs that belong to a capture; none for standard input.
  static func keyLogs(besides source: CaptureSource) -> [String] {
    guard case .file(let path) = source else { return [] }
    let url = URL(filePath: path)
    let folder = url.deletingLastPathComponent()
    let name = url.lastPathComponent
    let stems = stems(of: name)
    let own = stems.flatMap { stem in endings.map { stem + $0 } }
    return (own + commonNames).map { folder.appending(path: $0).path }.filter(isKeyLog)
  }

  /// A name without its endings, one after another: `day.pcap.gz`, `day.pcap`, `day`.
  private static func stems(of name: String) -> [String] {
    var stems = [name]
    while let last = stems.last, stems.count < 3, let dot = last.lastIndex(of: "."),
      dot > last.startIndex
    {
      stems.append(String(last[..<dot]))
    }
    return stems
  }

  /// Whether a file holds a line of a key log near its beginning.
  private static func isKeyLog(_ path: String) -> Bool {
    guard let file = FileHandle(forReadingAtPath: path) else { return false }
    defer { try? file.close() }
    guard let head = try? file.read(upToCount: 1 << 16) else { return false }
    return String(decoding: head, as: UTF8.self).split(whereSeparator: \.isNewline).contains {
      let words = $0.split(separator: " ")
      return words.count == 3
        && (words[0] == "CLIENT_RANDOM" || words[0] == "RSA" || words[0].hasSuffix("_SECRET_0")
          || words[0].hasSuffix("_TRAFFIC_SECRET"))
    }
  }
}
