/// Reads the alerts of one follower.
///
/// **Source**: facts, section 2.1; one public client.
public enum ReadSubscriptionAlerts: ShareOperation {
  public typealias Parameters = SubscriptionParameters
  public typealias Response = AlertSettings

  /// What it is called, and what it is for.
  public static let operation = Operation(
    .general, "ReadSubscriptionAlerts",
    "Reads the alerts of one follower.")
}
