public import Bytes
public import CaptureInput
public import HARFormat
internal import HTTPMessages
public import ShareAPI

/// Reads captures, one after another, and gives the calls in them: the pipeline in one file.
///
/// ```
///  file, folder,        HAR text         Exchange            Call
///  pipe, zip …  ─▶ CaptureReader ─▶ HARReader ─▶ CallDecoder ─▶ Redactor ─▶ table, JSON, CSV
///                  (CaptureInput)  (HARFormat)   (ShareAPI)     (Redaction) (CallRendering)
/// ```
///
/// Nothing is held back: a call comes out as soon as its entry is there, and is forgotten when the
/// next one is asked for.
public struct CallReader: ~Copyable {
  private var sources: ArraySlice<CaptureSource>
  /// Names that more than one of the captures has; these go by their paths.
  private let sharedNames: Set<String>
  private var reader: HARFileReader?
  private var current: CaptureSource?
  private var decoder = CallDecoder()

  /// What comes out.
  public enum Event: Sendable {
    /// A capture begins, and goes by this name.
    case began(CaptureSource, name: String)
    /// What a capture says about itself.
    case log(HARLog)
    /// A call, or an exchange with somebody else.
    case call(Call)
    /// Something is wrong with a capture, and reading goes on.
    case diagnostic(Diagnostic)
    /// A capture could not be read, or not to its end.
    case failed(CaptureFailure)
    /// A capture has ended.
    case ended(CaptureSource)
  }

  /// A reader of captures that have not been opened yet.
  public init(_ sources: [CaptureSource]) {
    self.sources = sources[...]
    let byName = Dictionary(grouping: Set(sources), by: \.name)
    sharedNames = Set(byName.filter { $0.value.count > 1 }.keys)
  }

  /// The next event; nil after the last capture.
  public mutating func next() -> Event? {
    guard let source = current else {
      guard let source = sources.popFirst() else { return nil }
      current = source
      return .began(source, name: name(of: source))
    }
    do {
      if reader == nil { reader = try HARFileReader(opening: source, as: name(of: source)) }
      switch try reader?.next() {
      case .exchange(let exchange): return .call(decoder.decode(exchange))
      case .log(let log): return .log(log)
      case .diagnostic(let diagnostic): return .diagnostic(diagnostic)
      case nil:
        close()
        return .ended(source)
      }
    } catch {
      close()
      return .failed(CaptureFailure(error, of: source))
    }
  }

  private func name(of source: CaptureSource) -> String {
    sharedNames.contains(source.name) ? source.path : source.name
  }

  private mutating func close() {
    current = nil
    reader = nil
  }
}

/// Why a capture could not be read: where, what, what to do.
public struct CaptureFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// The capture, as it was named.
  public var capture: String
  /// The place in it; nil where there is none.
  public var place: String?
  /// What is wrong.
  public var what: String
  /// What the reader can do.
  public var advice: String

  /// A capture that cannot be opened.
  public init(_ error: CaptureInputError) {
    capture = error.path
    what = error.what
    advice = error.advice
  }

  init(_ error: any Error, of source: CaptureSource) {
    capture = source.path
    switch error {
    case let error as CaptureInputError: (what, advice) = (error.what, error.advice)
    case let error as HARError:
      (place, what, advice) = ("byte \(error.offset)", error.what, error.advice)
    default: (what, advice) = ("it cannot be read", "try another copy")
    }
  }

  /// The four in one line.
  public var description: String {
    "\(capture): \(place.map { "\($0): " } ?? "")\(what); \(advice)"
  }
}
