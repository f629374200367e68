/// Reads the name of the account.
///
/// **Source**: facts, section 2.3; one public client.
public enum ReadPublisherAccountDisplayName: ShareOperation {
  public typealias Response = PersonName

  /// What it is called, and what it is for.
  public static let operation = Operation(
    .publisher, "ReadPublisherAccountDisplayName",
    "Reads the name of the account.")
}
