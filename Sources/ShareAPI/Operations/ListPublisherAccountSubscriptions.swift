/// Lists the followers of the account.
///
/// **Source**: seed; facts, section 2.3.
public enum ListPublisherAccountSubscriptions: ShareOperation {
  public typealias Response = WireArray<Subscription>

  /// What it is called, and what it is for.
  public static let operation = Operation(
    .publisher, "ListPublisherAccountSubscriptions",
    "Lists the followers of the account.")
}
