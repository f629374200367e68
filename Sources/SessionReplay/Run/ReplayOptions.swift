/// How sessions are replayed.
public struct ReplayOptions: Sendable {
  /// How fast.
  public var pace = ReplayPace.max
  /// How many sessions at once.
  public var concurrency = 1
  /// How many requests a second at the most; nil for no limit.
  public var requestsPerSecond: Double?
  /// How often a call that only reads is sent again where no answer came, or half of one.
  public var retries = 2
  /// How many calls in a row may come to nothing before a session is given up.
  public var failureLimit = 3
  /// Where the latest date that a plan moves is moved to, and all others by as much: now, in milliseconds
  /// since 1970.
  public var nowMilliseconds: Int64 = 0

  /// The usual.
  public init() {}
}
