public import JSONDecoding

/// Reads the newest readings of one publisher, newest first.
///
/// **Source**: facts, section 2.5. Its form after 2021 was never recorded.
public enum ReadSubscriptionLatestGlucoseValues: ShareOperation {
  public typealias Response = WireArray<Reading>

  /// What it is called, and what it is for.
  public static let operation = Operation(
    .subscriber, "ReadSubscriptionLatestGlucoseValues",
    "Reads the newest readings of one publisher, newest first.")

  /// The parameters of a request.
  public struct Parameters: WireObject {
    /// The session.
    @Wire public var sessionID: SessionID?
    /// The subscription.
    @Wire public var subscriptionID: SubscriptionID?
    /// How far back, in minutes: 1 to 1440; 0 gives no readings.
    @Wire public var minutes: Int64?
    /// How many at the most: 1 to 288; 0 gives none.
    @Wire public var maxCount: Int64?
    public var unknownMembers: [JSONValue.Member] = []

    public init() {}

    public mutating func visit(_ visitor: inout some MemberVisitor) {
      visitor.member("sessionId", "sessionId", &_sessionID)
      visitor.member("subscriptionId", "subscriptionId", &_subscriptionID)
      visitor.member("minutes", "minutes", &_minutes)
      visitor.member("maxCount", "maxCount", &_maxCount)
    }
  }
}
