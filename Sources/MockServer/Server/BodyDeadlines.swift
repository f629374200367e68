internal import NIOCore
internal import Synchronization

/// Ends connections whose requests do not come to their end.
///
/// One look a second at all that are under way, in place of a timer for each request, which would cost
/// more than the request.
final class BodyDeadlines: Sendable {
  private struct Bodies {
    var next = 0
    var pending: [Int: (since: NIODeadline, channel: any Channel)] = [:]
  }

  private let bodies = Mutex(Bodies())
  private let patience: TimeAmount

  init(patience: TimeAmount) { self.patience = patience }

  /// Starts to wait for a body, and gives what `end` is told when it is there.
  func begin(_ channel: any Channel) -> Int {
    bodies.withLock { bodies in
      bodies.next += 1
      bodies.pending[bodies.next] = (.now(), channel)
      return bodies.next
    }
  }

  /// Waits no longer.
  func end(_ number: Int) { bodies.withLock { _ = $0.pending.removeValue(forKey: number) } }

  /// Closes what is late, again and again, until its task is cancelled.
  func watch() async {
    while (try? await Task.sleep(for: .seconds(1))) != nil { closeLate(at: .now()) }
  }

  /// Closes what is late.
  func closeLate(at now: NIODeadline) {
    let late = bodies.withLock { bodies in
      bodies.pending.values.filter { now - $0.since > patience }.map(\.channel)
    }
    for channel in late { channel.close(promise: nil) }
  }
}
