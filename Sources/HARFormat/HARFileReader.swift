internal import Bytes
public import CaptureInput

/// Reads the archive in a file, a zip or a stream, pulled event by event.
public struct HARFileReader: ~Copyable, Sendable {
  private var input: CaptureReader
  private var reader: HARReader
  private var isAtEnd = false

  /// Opens an archive.
  ///
  /// - Throws: `CaptureInputError` where it cannot be opened.
  public init(opening source: CaptureSource) throws(CaptureInputError) {
    self.init(try CaptureReader(opening: source))
  }

  /// Reads an archive that is open.
  public init(_ input: consuming CaptureReader) {
    let attachments = input.attachments
    reader = HARReader(capture: input.source.name) { try attachments?.contents(named: $0) }
    self.input = input
  }

  /// The next event; nil at the end.
  ///
  /// A file or a wrapping that is damaged after its beginning is a diagnostic; the archive then ends
  /// there.
  ///
  /// - Throws: `HARError` where the text is no archive.
  public mutating func next() throws(HARError) -> HARReader.Event? {
    while true {
      if let event = try reader.next() { return event }
      guard !isAtEnd else { return nil }
      do {
        if let piece = try input.next() {
          reader.receive(piece)
          continue
        }
      } catch {
        reader.finish()
        isAtEnd = true
        return .diagnostic(
          Diagnostic(
            "capture-damaged", at: input.source.name, error.what, advice: error.advice,
            isDamage: true))
      }
      reader.finish()
      isAtEnd = true
    }
  }
}
