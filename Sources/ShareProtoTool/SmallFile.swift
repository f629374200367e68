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
}
