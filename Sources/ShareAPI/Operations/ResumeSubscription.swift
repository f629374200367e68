/// Goes on sharing with one follower.
///
/// **Source**: facts, section 2.1; one public client.
public enum ResumeSubscription: ShareOperation {
  public typealias Parameters = SubscriptionParameters

  /// What it is called, and what it is for.
  public static let operation = Operation(
    .general, "ResumeSubscription",
    "Goes on sharing with one follower.")
}
