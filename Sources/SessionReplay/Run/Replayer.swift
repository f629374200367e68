/// Replays sessions, some at a time, and compares what came of them.
public struct Replayer: Sendable {
  private let secrets: ReplaySecrets
  private let sender: any RequestSender
  private let options: ReplayOptions
  private let comparison: AnswerComparison

  /// One that has sent nothing.
  public init(
    secrets: ReplaySecrets, sender: any RequestSender, options: ReplayOptions,
    comparison: AnswerComparison = AnswerComparison()
  ) {
    self.secrets = secrets
    self.sender = sender
    self.options = options
    self.comparison = comparison
  }

  /// Replays all sessions. Where its task is cancelled the report has what was done until then.
  ///
  /// - Parameter progress: Is told of each step that is done, from any thread.
  public func run(
    _ plans: [ReplayPlan], progress: @escaping @Sendable (StepOutcome) -> Void = { _ in }
  ) async -> ReplayReport {
    let limit = options.requestsPerSecond.map { RateLimit(perSecond: $0) }
    var sessions: [Int: ReplayReport.Session] = [:]
    await withTaskGroup(of: (Int, ReplayReport.Session).self) { group in
      var next = 0
      func start() {
        guard next < plans.count else { return }
        let (index, plan) = (next, plans[next])
        next += 1
        group.addTask {
          let run = SessionRun(
            plan: plan, secrets: secrets, sender: sender, options: options, limit: limit,
            progress: progress)
          let outcomes = comparison.compare(await run.run(), of: plan)
          return (index, ReplayReport.Session(name: plan.name, outcomes: outcomes))
        }
      }
      for _ in 0..<max(1, options.concurrency) { start() }
      while let (index, session) = await group.next() {
        sessions[index] = session
        start()
      }
    }
    return ReplayReport(
      sessions: sessions.sorted { $0.key < $1.key }.map(\.value), isStopped: Task.isCancelled)
  }
}
