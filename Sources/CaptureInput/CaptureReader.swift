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
  private var text: Text
  private let file: OpenFile
  /// Whether what the file holds comes as it is, so that nothing of it is kept back here.
  private let isPlain: Bool
  private var hasGiven = false
  private let captures: ZipCaptures?

  /// What is read.
  public let source: CaptureSource
  /// The files that lie beside the capture in its zip; nil where there is no zip.
  public let attachments: CaptureAttachments?
  /// Is given each piece that is read, with the capture that it is of.
  public var observer: (@Sendable (CaptureSource, [UInt8]) -> Void)?

  /// Layers of wrapping that are taken off; a file of more was made to keep its reader busy.
  private static let wrappingLimit = 4

  /// Opens a capture.
  ///
  /// - Parameters:
  ///   - zipLimit: How many bytes of a zip are held in memory where it cannot be read in place.
  ///   - attachmentLimit: How many bytes a file beside the capture in its zip may unpack to.
  /// - Throws: `CaptureInputError` where the file cannot be read, or is a zip without a capture.
  public init(
    opening source: CaptureSource, zipLimit: Int = 1 << 28, attachmentLimit: Int = 1 << 26
  ) throws(CaptureInputError) {
    let file = try OpenFile(opening: source)
    var wrappings = 0
    var bytes = try Self.unpacked(FileBytes(file), &wrappings, source)
    var captures: ZipCaptures?
    if bytes.head.starts(with: "PK\u{3}\u{4}".utf8) {
      let isPlainFile = try file.status().kind == .file
      let archive = try ZipArchive(
        isPlainFile && wrappings == 0
          ? .file(file) : .memory(Self.all(of: bytes, limit: zipLimit, source)),
        path: source.path, limit: attachmentLimit)
      let inZip = try ZipCaptures(archive)
      bytes = try Self.unpacked(inZip.bytes(), &wrappings, source)
      captures = inZip
    }
    text = try Text(bytes)
    attachments = captures.map { CaptureAttachments($0.archive) }
    self.captures = captures
    self.source = source
    self.file = file
    isPlain = wrappings == 0 && captures == nil
  }

  /// Takes off compression.
  private static func unpacked(
    _ bytes: any ByteSource, _ wrappings: inout Int, _ source: CaptureSource
  ) throws(CaptureInputError) -> PeekedBytes {
    var peeked = try PeekedBytes(bytes, atLeast: 4)
    while let format = CompressionFormat(firstBytes: peeked.head) {
      wrappings += 1
      guard wrappings <= wrappingLimit else {
        throw CaptureInputError(
          source.path, "more than \(wrappingLimit) wrappings around each other",
          advice: "unpack the file first")
      }
      peeked = try PeekedBytes(
        UnpackedBytes(peeked, format, path: source.path), atLeast: 4)
    }
    if let error = ForeignPacking.error(beginning: peeked.head, source) { throw error }
    return peeked
  }

  /// The next piece; nil at the end.
  ///
  /// - Throws: `CaptureInputError` where the file or a wrapping is damaged; all that could be read
  ///   before was given.
  public mutating func next() throws(CaptureInputError) -> [UInt8]? {
    repeat {
      if let piece = try nextOfMember() { return piece }
    } while try advance()
    return nil
  }

  /// Whether `next` need not wait, for all that is known; where it need, waits so long for more.
  package func isReady(within milliseconds: Int32) -> Bool {
    !isPlain || !hasGiven || file.isReady(within: milliseconds)
  }

  /// The first bytes of what is read now, once its wrappings are off: at least four where there are so
  /// many. They come from `next` too.
  public var head: [UInt8] { text.head }

  /// The next piece of what is read now: the file, or one of the captures in a zip.
  package mutating func nextOfMember() throws(CaptureInputError) -> [UInt8]? {
    hasGiven = true
    let piece = try text.bytes.next()
    if let piece { observer?(source, piece) }
    return piece
  }

  /// Goes on to the next capture in a zip; false where there is none.
  package mutating func advance() throws(CaptureInputError) -> Bool {
    guard let captures, captures.advance() else { return false }
    text = Text.none
    var wrappings = 1
    text = try Text(Self.unpacked(captures.bytes(), &wrappings, source))
    return true
  }

  /// The name of what is read now, where there are several in a zip.
  package var memberName: String? { captures?.isOne == false ? captures?.name : nil }
  /// How many bytes of a mark stood before the text.
  package var markLength: Int { text.markLength }
  /// Whether the text was not in UTF-8, so that its offsets are none of the file.
  package var isTranscoded: Bool { text.isTranscoded }

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

/// A text as UTF-8, and what it was.
private struct Text {
  var bytes: any ByteSource
  var markLength = 0
  var isTranscoded = false
  /// Bytes at the beginning, as they stood before they became UTF-8.
  var head: [UInt8] = []

  static var none: Text { Text(bytes: NoBytes()) }

  init(bytes: any ByteSource) { self.bytes = bytes }

  init(_ bytes: any ByteSource) throws(CaptureInputError) {
    let text = try PeekedBytes(bytes, atLeast: 4)
    head = text.head
    if text.head.starts(with: [0xEF, 0xBB, 0xBF]) {
      self.bytes = WithoutMark(text)
      markLength = 3
    } else if let order = UTF16Transcoder.Order(firstBytes: text.head) {
      self.bytes = TranscodedBytes(text, order)
      isTranscoded = true
    } else {
      self.bytes = text
    }
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
