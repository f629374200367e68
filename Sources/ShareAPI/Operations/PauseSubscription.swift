/// Stops sharing with one follower for a while.
///
/// **Source**: facts, section 2.1; one public client.
public enum PauseSubscription: ShareOperation {
  public typealias Parameters = SubscriptionParameters

  /// What it is called, and what it is for.
  public static let operation = Operation(
    .general, "PauseSubscription",
    "Stops sharing with one follower for a while.")
}
