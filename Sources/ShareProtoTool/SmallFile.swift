import Foundation

/// A file that somebody writes by hand, or a pipe that a shell puts in place of one: `<(pass show dexcom)`.
enum SmallFile {
  private static let limit = 1 << 20

  /// All of it; nil where it cannot be read, or is longer than anybody writes.
  static func contents(atPath path: String) -> Data? {
    guard let file = FileHandle(forReadingAtPath: path) else { return nil }
    var data = Data()
    do {
      while let piece = try file.read(upToCount: limit), !piece.isEmpty {
        data += piece
        guard data.count <= limit else { return nil }
      }
    } catch {
      return nil
    }
    return data
  }

  /// All of it as a text, in UTF-8, or in UTF-16 as its byte order mark says; nil where it is none. The mark
  /// is no part of it.
  static func text(atPath path: String) -> String? {
    guard let data = contents(atPath: path) else { return nil }
    if data.starts(with: [0xFF, 0xFE]) || data.starts(with: [0xFE, 0xFF]) {
      return String(data: data, encoding: .utf16)
    }
    return String(
      data: data.starts(with: [0xEF, 0xBB, 0xBF]) ? data.dropFirst(3) : data, encoding: .utf8)
  }
}
