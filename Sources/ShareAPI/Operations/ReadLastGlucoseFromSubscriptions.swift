/// Reads the newest reading of several publishers at once.
///
/// **Shape**: the body is an array of subscription IDs.
/// **Source**: facts, section 2.5; 2015 and 2016.
public enum ReadLastGlucoseFromSubscriptions: ShareOperation {
  public typealias RequestBody = WireArray<SubscriptionID>
  public typealias Response = WireArray<SubscriptionReading>

  /// What it is called, and what it is for.
  public static let operation = Operation(
    .subscriber, "ReadLastGlucoseFromSubscriptions",
    "Reads the newest reading of several publishers at once.")
}
