internal import Bytes
public import HTTPMessages

/// Takes down what was asked and answered.
public protocol ExchangeRecorder: AnyObject {
  /// Takes down one exchange.
  func record(_ exchange: Exchange)
  /// Ends the recording.
  func close()
}

/// Keeps a recorder in one place while many connections have something to take down. The client has its
/// answer by then; its next request waits, so that nothing piles up.
actor Recording {
  private var recorder: (any ExchangeRecorder)?
  private var count = 0

  init(_ recorder: sending any ExchangeRecorder) { self.recorder = recorder }

  /// Takes down an exchange.
  ///
  /// - Parameters:
  ///   - response: What was sent; nil for nothing.
  ///   - time: When the request came, on the clock of the service.
  ///   - duration: From the head of the request to the end of the answer, on the clock of the machine.
  func add(
    _ request: HTTPRequest, _ response: HTTPResponse?, at time: Timestamp, duration: Duration
  ) {
    count += 1
    recorder?.record(
      Exchange(
        place: .init(capture: "serve", entry: count), time: time,
        durationMilliseconds: duration / .milliseconds(1), request: request, response: response))
  }

  /// Ends the recording. What comes later is not taken down.
  func close() {
    recorder?.close()
    recorder = nil
  }
}
