internal import Bytes
public import CaptureInput

/// Reads the archive in a file, a zip or a stream, pulled event by event.
public struct HARFileReader: ~Copyable, Sendable {
  private var input: CaptureReader
  private var reader: HARReader
  private var isMemberAtEnd = false
  /// Why the first member that is none is no archive.
  private var failure: HARError?
  private var isAnyArchive = false

  private let capture: String

  /// Opens an archive.
  ///
  /// - Parameter capture: What its exchanges and diagnostics call it; the name of the source, where
  ///   nothing else is given.
  /// - Throws: `CaptureInputError` where it cannot be opened.
  public init(
    opening source: CaptureSource, as capture: String? = nil
  ) throws(CaptureInputError) {
    self.init(try CaptureReader(opening: source), as: capture)
  }

  /// Reads an archive that is open.
  public init(_ input: consuming CaptureReader, as capture: String? = nil) {
    self.capture = capture ?? input.source.name
    reader = Self.reader(of: input, self.capture)
    self.input = input
  }

  private static func reader(of input: borrowing CaptureReader, _ capture: String) -> HARReader {
    let attachments = input.attachments
    let origin = HARReader.Origin(
      markLength: input.markLength, isTranscoded: input.isTranscoded,
      isInZip: attachments != nil)
    return HARReader(capture: name(of: input, capture), origin: origin) {
      try attachments?.contents(named: $0)
    }
  }

  /// The capture; with the name inside, where there are several in a zip.
  private static func name(of input: borrowing CaptureReader, _ capture: String) -> String {
    input.memberName.map { "\(capture)/\($0)" } ?? capture
  }

  /// The next event; nil at the end.
  ///
  /// A file or a wrapping that is damaged after its beginning is a diagnostic; the archive then ends
  /// there. So is a file in a zip that is no archive, beside one that is.
  ///
  /// - Throws: `HARError` where the text is no archive.
  public mutating func next() throws(HARError) -> HARReader.Event? {
    while true {
      if let event = try nextOfMember() { return event }
      do {
        if isMemberAtEnd {
          guard try input.advance() else { break }
          reader = Self.reader(of: input, capture)
          isMemberAtEnd = false
        } else if let piece = try input.nextOfMember() {
          reader.receive(piece)
        } else {
          endMember()
        }
      } catch {
        endMember()
        return .diagnostic(
          Diagnostic(
            "capture-damaged", at: Self.name(of: input, capture), error.what, advice: error.advice,
            isDamage: true))
      }
    }
    defer { failure = nil }
    if let failure, !isAnyArchive { throw failure }
    return nil
  }

  private mutating func endMember() {
    reader.finish()
    isMemberAtEnd = true
  }

  private mutating func nextOfMember() throws(HARError) -> HARReader.Event? {
    do {
      guard let event = try reader.next() else { return nil }
      isAnyArchive = true
      return event
    } catch {
      guard input.memberName != nil else { throw error }
      failure = failure ?? error
      return .diagnostic(
        Diagnostic(
          "har-not-archive", at: "\(error.capture), byte \(error.offset)", error.what,
          advice: error.advice, isDamage: true))
    }
  }
}
