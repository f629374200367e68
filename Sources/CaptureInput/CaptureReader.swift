internal import Compression

/// Reads a capture piece by piece, with all wrappings taken off.
///
/// **Shape**: a file or a stream of bytes, inside any of: gzip, zstd, zlib (mitmproxy's `.zhar`), a
/// zip with `*.har` inside (Playwright's `.har.zip`); then UTF-8 with or without its mark, or UTF-16
/// in either order, which becomes UTF-8. Wrappings are told by their first bytes, not by names.
///
/// At most a few pieces of 1 MiB are in memory, whatever the size of the file; only a zip that comes
/// through a pipe or inside another wrapping is held as a whole.
public struct CaptureReader: ~Copyable, @unchecked Sendable {
  // Sendable: the layers belong to this value alone, and a value that cannot be copied is in one
  // place at a time.
  private let bytes: any ByteSource

  /// What is read.
  public let source: CaptureSource
  /// The files that lie beside the capture in its zip; nil where there is no zip.
  public let attachments: CaptureAttachments?

  /// Layers of wrapping that are taken off; a file of more was made to keep its reader busy.
  private static let wrappingLimit = 4

  /// Opens a capture.
  ///
  /// - Parameter zipLimit: How many bytes of a zip are held in memory where it cannot be read in
  ///   place, and how many one of its files may unpack to.
  /// - Throws: `CaptureInputError` where the file cannot be read, or is a zip without a capture.
  public init(
    opening source: CaptureSource, zipLimit: Int = 1 << 28
  ) throws(CaptureInputError) {
    let file = try OpenFile(opening: source)
    var bytes: any ByteSource = FileBytes(file)
    var attachments: CaptureAttachments?
    var wrappings = 0
    while true {
      let peeked = try PeekedBytes(bytes, atLeast: 4)
      bytes = peeked
      if peeked.head.starts(with: "PK\u{3}\u{4}".utf8), attachments == nil {
        let isPlainFile = try file.status().kind == .file
        let archive = try ZipArchive(
          isPlainFile && wrappings == 0
            ? .file(file) : .memory(Self.all(of: peeked, limit: zipLimit, source)),
          path: source.path, limit: zipLimit)
        bytes = try ZipCaptures(archive)
        attachments = CaptureAttachments(archive)
      } else if let format = CompressionFormat(firstBytes: peeked.head) {
        bytes = UnpackedBytes(peeked, format, path: source.path)
      } else {
        break
      }
      wrappings += 1
      guard wrappings <= Self.wrappingLimit else {
        throw CaptureInputError(
          source.path, "more than \(Self.wrappingLimit) wrappings around each other",
          advice: "unpack the file first")
      }
    }
    self.bytes = try Self.asUTF8(bytes)
    self.source = source
    self.attachments = attachments
  }

  /// The next piece; nil at the end.
  ///
  /// - Throws: `CaptureInputError` where the file or a wrapping is damaged; all that could be read
  ///   before was given.
  public mutating func next() throws(CaptureInputError) -> [UInt8]? { try bytes.next() }

  private static func asUTF8(
    _ bytes: any ByteSource
  ) throws(CaptureInputError) -> any ByteSource {
    let text = try PeekedBytes(bytes, atLeast: 3)
    if text.head.starts(with: [0xEF, 0xBB, 0xBF]) {
      return WithoutMark(text)
    }
    return UTF16Transcoder.Order(firstBytes: text.head).map { TranscodedBytes(text, $0) } ?? text
  }

  private static func all(
    of bytes: any ByteSource, limit: Int, _ source: CaptureSource
  ) throws(CaptureInputError) -> [UInt8] {
    var all: [UInt8] = []
    while let piece = try bytes.next() {
      all += piece
      guard all.count <= limit else {
        throw CaptureInputError(
          source.path, "a zip of more than \(limit) bytes that does not come from a file",
          advice: "name the zip itself, not a pipe; its files are then read in place")
      }
    }
    return all
  }
}

/// Bytes without the byte order mark of UTF-8 before them.
private final class WithoutMark: ByteSource {
  private let text: PeekedBytes
  private var markIsDue = true

  init(_ text: PeekedBytes) { self.text = text }

  func next() throws(CaptureInputError) -> [UInt8]? {
    guard markIsDue else { return try text.next() }
    markIsDue = false
    let head = try text.next()?.dropFirst(3) ?? []
    return head.isEmpty ? try text.next() : Array(head)
  }
}
