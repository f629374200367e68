internal import Dispatch
internal import Synchronization

/// Brings changes to the disk while requests go on: those that come while it writes are written together,
/// with one fsync for all of them.
///
/// ```
/// idle ─ changes → writing ─ done, more has come → writing
///                     └ done, nothing more → idle
/// ```
final class StateKeeper: Sendable {
  private enum Step {
    case append([JournalEntry])
    case compact(ServiceState)
  }

  private struct Work {
    var steps: [Step] = []
    /// How many additions there were, and how many of them are on the disk.
    var added = 0
    var kept = 0
    var waiting: [(addition: Int, continuation: CheckedContinuation<Void, Never>)] = []
    var isWriting = false
    var isLong = false
    /// Why nothing is kept any more; nil while all is well.
    var failure: String?
  }

  private let work = Mutex(Work())
  private let journal: Mutex<Journal>
  private let queue = DispatchQueue(label: "shareproto.state")
  private let say: @Sendable (String) -> Void

  init(_ journal: sending Journal, say: @escaping @Sendable (String) -> Void) {
    self.journal = Mutex(journal)
    self.say = say
  }

  /// Takes changes to write them; `settle` says when they are on the disk.
  ///
  /// - Parameter state: The state with these changes and all before them.
  func add(_ changes: [JournalEntry], _ state: ServiceState) {
    guard !changes.isEmpty else { return }
    let isIdle = work.withLock { work in
      guard work.failure == nil else { return false }
      work.steps.append(.append(changes))
      work.added += 1
      if work.isLong {
        work.steps.append(.compact(state))
        work.isLong = false
      }
      defer { work.isWriting = true }
      return !work.isWriting
    }
    if isIdle { queue.async { self.write() } }
  }

  /// Waits until all that was added is on the disk.
  ///
  /// - Returns: Whether it is.
  func settle() async -> Bool {
    await withCheckedContinuation { continuation in
      let isSettled = work.withLock { work in
        if work.kept == work.added || work.failure != nil { return true }
        work.waiting.append((work.added, continuation))
        return false
      }
      if isSettled { continuation.resume() }
    }
    return work.withLock { $0.failure == nil }
  }

  /// Closes the file, when all is written.
  func close() {
    queue.sync { journal.withLock { $0.close() } }
  }

  private func write() {
    while let (steps, addition) = next() {
      let outcome = Result { try journal.withLock { try Self.write(steps, &$0) } }
      finish(addition, outcome)
    }
  }

  private func next() -> (steps: [Step], addition: Int)? {
    work.withLock { work in
      guard !work.steps.isEmpty else {
        work.isWriting = false
        return nil
      }
      defer { work.steps = [] }
      return (work.steps, work.added)
    }
  }

  /// Writes steps, and says whether the file is long by now.
  private static func write(_ steps: [Step], _ journal: inout Journal) throws -> Bool {
    var entries: [JournalEntry] = []
    for step in steps {
      switch step {
      case .append(let more): entries += more
      case .compact(let state):
        // The state has all that came before.
        try journal.compact(state)
        entries = []
      }
    }
    if !entries.isEmpty { try journal.append(entries) }
    return journal.isLong
  }

  private func finish(_ addition: Int, _ outcome: Result<Bool, any Error>) {
    let (done, failure) = work.withLock { work in
      switch outcome {
      case .success(let isLong):
        work.isLong = isLong
        work.kept = addition
      case .failure(let error):
        work.failure = "\(error)"
        work.steps = []
      }
      let done = work.waiting.filter { $0.addition <= work.kept || work.failure != nil }
      work.waiting.removeAll { $0.addition <= work.kept || work.failure != nil }
      return (done, work.failure)
    }
    if let failure {
      say("the state cannot be kept (\(failure)); every answer is 503 from here on")
    }
    for waiter in done { waiter.continuation.resume() }
  }
}
