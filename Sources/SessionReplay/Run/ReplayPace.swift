/// How fast a session is replayed.
public enum ReplayPace: Hashable, Sendable {
  /// So many times as fast as it was recorded.
  case times(Double)
  /// Without waiting.
  case max

  /// Reads `original`, `60x` or `max`.
  public init?(_ text: String) {
    switch text {
    case "original": self = .times(1)
    case "max": self = .max
    default:
      guard text.hasSuffix("x"), let factor = Double(text.dropLast()), factor > 0,
        factor.isFinite
      else { return nil }
      self = .times(factor)
    }
  }

  /// When a step is due, from the start of its session.
  func due(_ step: Step) -> Duration {
    switch self {
    case .max: .zero
    case .times(let factor):
      // A year at most: a clock that jumps must not overflow.
      .milliseconds(Int64(Swift.min(Swift.max((step.offsetMilliseconds ?? 0) / factor, 0), 3.2e10)))
    }
  }
}

/// Lets so many requests a second pass, evenly, whichever session they are from.
actor RateLimit {
  private let interval: Duration
  private var next = ContinuousClock.now

  init(perSecond: Double) { interval = .seconds(1) / perSecond }

  /// Waits for its turn.
  func wait() async throws {
    let turn = max(next, .now)
    next = turn + interval
    try await Task.sleep(until: turn, clock: .continuous)
  }
}
