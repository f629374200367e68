/// What came of a replay.
public struct ReplayReport: Sendable {
  /// The sessions in the order in which they were named.
  public var sessions: [Session]
  /// Whether it was stopped before its end.
  public var isStopped: Bool

  /// A report.
  public init(sessions: [Session], isStopped: Bool) {
    self.sessions = sessions
    self.isStopped = isStopped
  }

  /// One session.
  public struct Session: Sendable {
    /// The name of its capture.
    public var name: String
    /// What came of each step, in their order.
    public var outcomes: [StepOutcome]
  }

  /// How many steps there are of each kind.
  public struct Counts: Hashable, Sendable {
    /// Steps of the kind.
    public var equal = 0, uncompared = 0, differs = 0, failed = 0, skipped = 0, notSent = 0
    /// Of those that failed, the ones that did not reach the target: there was no connection.
    public var unreached = 0

    /// Those that were sent.
    public var sent: Int { equal + uncompared + differs + failed - unreached }
  }

  /// How many steps there are of each kind.
  public var counts: Counts {
    var counts = Counts()
    for outcome in sessions.flatMap(\.outcomes) {
      switch outcome.result {
      case .equal: counts.equal += 1
      case .uncompared: counts.uncompared += 1
      case .differs: counts.differs += 1
      case .failed:
        counts.failed += 1
        if outcome.sent == nil { counts.unreached += 1 }
      case .skipped: counts.skipped += 1
      case .notSent: counts.notSent += 1
      }
    }
    return counts
  }

  /// What is to be said of it by an exit code.
  public enum Verdict: Hashable, Sendable {
    /// Everything that was sent was answered as recorded.
    case clean
    /// Something was answered differently.
    case differs
    /// Something could not be done, or nothing was sent.
    case incomplete
  }

  /// The verdict.
  public var verdict: Verdict {
    let counts = counts
    if isStopped || counts.failed + counts.notSent > 0 || counts.sent == 0 { return .incomplete }
    return counts.differs > 0 ? .differs : .clean
  }

  /// `3 sent, 1 skipped · 2 equal, 1 differs`
  public var summary: String {
    let counts = counts
    var first = ["\(counts.sent) sent"]
    if counts.unreached > 0 { first.append("\(counts.unreached) did not reach the target") }
    if counts.skipped > 0 { first.append("\(counts.skipped) skipped") }
    if counts.notSent > 0 { first.append("\(counts.notSent) not sent") }
    var second = [
      "\(counts.equal) equal", "\(counts.differs) \(counts.differs == 1 ? "differs" : "differ")",
    ]
    if counts.uncompared > 0 { second.append("\(counts.uncompared) with nothing to compare") }
    if counts.failed > 0 { second.append("\(counts.failed) failed") }
    return first.joined(separator: ", ") + " · " + second.joined(separator: ", ")
      + (isStopped ? " · stopped" : "")
  }
}
