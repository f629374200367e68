import Dispatch
import Synchronization

/// Runs what is asynchronous for a command that is not.
enum Blocking {
  private final class Outcome: Sendable {
    let result = Mutex(Result<Void, any Error>.success(()))
  }

  /// Waits for `body` to end.
  static func run(_ body: @escaping @Sendable () async throws -> Void) -> Result<Void, any Error> {
    let outcome = Outcome()
    let end = DispatchSemaphore(value: 0)
    Task {
      do {
        try await body()
      } catch {
        outcome.result.withLock { $0 = .failure(error) }
      }
      end.signal()
    }
    end.wait()
    return outcome.result.withLock { $0 }
  }
}
