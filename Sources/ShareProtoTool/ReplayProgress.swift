import Foundation
import SessionReplay
import ShareProto
import Synchronization

/// Shows on a terminal how far a replay is.
final class ReplayProgress: @unchecked Sendable {
  // Unchecked: the output is used with the count locked, and by nobody else meanwhile.
  private let errors: Output
  private let total: Int
  private let isShown: Bool
  private let done = Mutex((steps: 0, shown: ContinuousClock.now))

  init(_ errors: Output, _ plans: [ReplayPlan], isQuiet: Bool) {
    self.errors = errors
    total = plans.reduce(0) { $0 + $1.steps.count }
    isShown = errors.isTerminal && !isQuiet
  }

  func add(_: StepOutcome) {
    done.withLock { done in
      done.steps += 1
      guard isShown, ContinuousClock.now - done.shown > .milliseconds(100) else { return }
      done.shown = .now
      errors.write("\r\(done.steps) of \(total) steps")
      errors.flush()
    }
  }

  /// Takes the line away.
  func finish() {
    done.withLock { _ in
      guard isShown else { return }
      errors.write("\r\u{1B}[K")
      errors.flush()
    }
  }
}

/// Carries a report out of a task.
final class ReplayResult: Sendable {
  private let state = Mutex(ReplayReport(sessions: [], isStopped: true))

  /// The report; one of nothing until it is there.
  var report: ReplayReport { state.withLock { $0 } }

  func set(_ report: ReplayReport) { state.withLock { $0 = report } }
}
