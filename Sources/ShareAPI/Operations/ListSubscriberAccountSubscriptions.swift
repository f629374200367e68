/// Lists whom a follower follows.
///
/// **Source**: facts, section 2.5.
public enum ListSubscriberAccountSubscriptions: ShareOperation {
  public typealias Response = WireArray<Subscription>

  /// What it is called, and what it is for.
  public static let operation = Operation(
    .subscriber, "ListSubscriberAccountSubscriptions",
    "Lists whom a follower follows.")
}
