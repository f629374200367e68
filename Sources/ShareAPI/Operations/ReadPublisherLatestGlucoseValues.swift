public import JSONDecoding

/// Reads the newest glucose readings of the account, newest first.
///
/// The one call that every client makes. An empty list is also the answer when sharing is off.
///
/// **Shape**: the parameters stand in the query or, since 2021-12, in the body.
/// **Source**: seed; facts, section 2.2.
public enum ReadPublisherLatestGlucoseValues: ShareOperation {
  public typealias Response = WireArray<Reading>

  /// What it is called, and what it is for.
  public static let operation = Operation(
    .publisher, "ReadPublisherLatestGlucoseValues",
    "Reads the newest glucose readings of the account, newest first.")

  /// The parameters of a request.
  public struct Parameters: WireObject {
    /// The session.
    @Wire public var sessionID: SessionID?
    /// How far back, in minutes: 1 to 1440; 0 gives no readings.
    @Wire public var minutes: Int64?
    /// How many at the most: 1 to 288; 0 gives none.
    @Wire public var maxCount: Int64?
    public var unknownMembers: [JSONValue.Member] = []

    public init() {}

    public mutating func visit(_ visitor: inout some MemberVisitor) {
      visitor.member("sessionId", "sessionId", &_sessionID)
      visitor.member("minutes", "minutes", &_minutes)
      visitor.member("maxCount", "maxCount", &_maxCount)
    }
  }
}
