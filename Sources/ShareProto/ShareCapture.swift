public import Bytes
public import CaptureInput
public import ShareAPI

/// A capture, and the calls in it as an asynchronous sequence.
///
/// ```swift
/// for try await call in ShareCapture("follower.har").calls {
///   guard let readings = call.readings else { continue }
///   print(call.operation ?? "", readings.count)
/// }
/// ```
public struct ShareCapture: Sendable {
  /// The file, or standard input.
  public let source: CaptureSource
  /// Which calls are wanted.
  public let filter: CallFilter

  /// A capture in a file; `-` is standard input.
  public init(_ path: String, filter: CallFilter = CallFilter()) {
    source = path == "-" ? .standardInput : .file(path: path)
    self.filter = filter
  }

  /// The calls, each with what is wrong in it. Values in them are as they were recorded: secrets too.
  ///
  /// **Errors**: `CaptureFailure` where the capture cannot be opened or is none; `CaptureDamage` after
  /// the last call, where something between or behind the calls could not be read.
  public var calls: Calls { Calls(capture: self) }

  /// The calls of a capture in their order, read while they are asked for.
  public struct Calls: AsyncSequence, Sendable {
    let capture: ShareCapture

    /// Starts at the first call.
    public func makeAsyncIterator() -> Iterator { Iterator(capture) }

    /// Goes from call to call.
    public struct Iterator: AsyncIteratorProtocol {
      private let reader: Reader
      private let filter: CallFilter
      private var damage: [Diagnostic] = []

      init(_ capture: ShareCapture) {
        reader = Reader(capture.source)
        filter = capture.filter
      }

      /// The next call that is wanted; nil at the end.
      public mutating func next() async throws -> Call? {
        while let event = reader.events.next() {
          try Task.checkCancellation()
          switch event {
          case .call(let call) where filter.accepts(call): return call
          case .failed(let failure): throw failure
          case .diagnostic(let diagnostic) where diagnostic.isDamage: damage.append(diagnostic)
          default: continue
          }
        }
        guard damage.isEmpty else {
          defer { damage = [] }
          throw CaptureDamage(diagnostics: damage)
        }
        return nil
      }
    }
  }

  /// What of a capture could not be read, while the rest was.
  public struct CaptureDamage: Error, Hashable, Sendable {
    /// Where, what, and what to do, in order.
    public var diagnostics: [Diagnostic]
  }

  private final class Reader {
    var events: CallReader
    init(_ source: CaptureSource) { events = CallReader([source]) }
  }
}
