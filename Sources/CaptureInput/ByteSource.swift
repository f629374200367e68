internal import Compression

/// Bytes that come piece by piece; each layer of wrapping is one, around another.
protocol ByteSource: AnyObject {
  /// The next piece, never empty; nil at the end.
  func next() throws(CaptureInputError) -> [UInt8]?
}

/// A file from its start to its end.
final class FileBytes: ByteSource {
  /// Bytes read at once: enough to make the system call cheap, and no more than stays in the cache.
  static let pieceSize = 1 << 20
  private let file: OpenFile

  init(_ file: OpenFile) { self.file = file }

  func next() throws(CaptureInputError) -> [UInt8]? {
    let piece = try file.nextBytes(Self.pieceSize)
    return piece.isEmpty ? nil : piece
  }
}

/// Bytes whose beginning was looked at.
final class PeekedBytes: ByteSource {
  let head: [UInt8]
  private var headIsDue: Bool
  private let rest: any ByteSource

  /// Reads until `count` bytes are there, or the end.
  init(_ bytes: any ByteSource, atLeast count: Int) throws(CaptureInputError) {
    var head: [UInt8] = []
    while head.count < count, let piece = try bytes.next() { head += piece }
    self.head = head
    headIsDue = !head.isEmpty
    rest = bytes
  }

  func next() throws(CaptureInputError) -> [UInt8]? {
    guard headIsDue else { return try rest.next() }
    headIsDue = false
    return head
  }
}

/// Unpacked bytes.
final class UnpackedBytes: ByteSource {
  private let path: String
  private let packed: any ByteSource
  private var decompressor: Decompressor

  init(_ packed: any ByteSource, _ format: CompressionFormat, path: String) {
    self.path = path
    self.packed = packed
    decompressor = Decompressor(format)
  }

  func next() throws(CaptureInputError) -> [UInt8]? {
    while true {
      do {
        if let piece = try decompressor.next() { return piece }
      } catch {
        let advice =
          error.reason == .cut
          ? "copy or download the file again, it is not whole"
          : "what comes before that place can be read; copy or download the file again"
        throw CaptureInputError(path, error.description, advice: advice)
      }
      guard let more = try packed.next() else {
        guard !isFinished else { return nil }
        isFinished = true
        decompressor.finish()
        continue
      }
      decompressor.receive(more)
    }
  }

  private var isFinished = false
}

/// UTF-16 as UTF-8.
final class TranscodedBytes: ByteSource {
  private let text: any ByteSource
  private var transcoder: UTF16Transcoder

  init(_ text: any ByteSource, _ order: UTF16Transcoder.Order) {
    self.text = text
    transcoder = UTF16Transcoder(order)
  }

  func next() throws(CaptureInputError) -> [UInt8]? {
    while let piece = try text.next() {
      let utf8 = transcoder.receive(piece)
      if !utf8.isEmpty { return utf8 }
    }
    let rest = transcoder.finish()
    return rest.isEmpty ? nil : rest
  }
}
