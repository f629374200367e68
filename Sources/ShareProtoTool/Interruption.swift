import Dispatch
import Foundation

/// Hears Ctrl-C, and other requests to end.
final class Interruption {
  private let signals: [Int32]
  private let sources: [any DispatchSourceSignal]

  /// - Parameter stop: Is called with the first one; the second ends the program as usual.
  init(_ signals: [Int32] = [SIGINT, SIGTERM], _ stop: @escaping @Sendable (Int32) -> Void) {
    self.signals = signals
    sources = signals.map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        signal(number, SIG_DFL)
        stop(number)
      }
      source.resume()
      return source
    }
  }

  /// Hears no more.
  func end() {
    for source in sources { source.cancel() }
    for number in signals { signal(number, SIG_DFL) }
  }
}
