/// A text that somebody else may still be writing, read line by line as it grows.
public struct GrowingFile: Sendable {
  /// Its path; there need not be a file yet.
  public let path: String
  private var offset = 0

  /// Bytes that are read at once: what is behind them comes the next time.
  private static let limit = 1 << 26

  /// A file of which nothing has been read.
  public init(path: String) { self.path = path }

  /// Whether there is a file that can be opened.
  public var isThere: Bool { (try? OpenFile(opening: .file(path: path))) != nil }

  /// The lines that were added since; none where there is nothing new, or no file.
  ///
  /// A file that has become shorter was written anew, and is read from its beginning.
  public mutating func nextLines() -> [UInt8] {
    let bytes = added()
    guard let end = bytes.lastIndex(of: UInt8(ascii: "\n")) else { return [] }
    offset += end + 1
    return Array(bytes[...end])
  }

  /// All that was added since, with the line that was not finished.
  public mutating func rest() -> [UInt8] {
    let bytes = added()
    offset += bytes.count
    return bytes
  }

  private mutating func added() -> [UInt8] {
    guard let status = try? fileStatus(path), status.kind == .file, status.size != offset,
      let file = try? OpenFile(opening: .file(path: path))
    else { return [] }
    if status.size < offset { offset = 0 }
    return (try? file.bytes(min(status.size - offset, Self.limit), at: offset)) ?? []
  }
}
