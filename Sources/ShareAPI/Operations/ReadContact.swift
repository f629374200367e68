/// Reads one follower of the list.
///
/// **Source**: facts, section 2.3; one public client.
public enum ReadContact: ShareOperation {
  public typealias Parameters = ContactParameters
  public typealias Response = Contact

  /// What it is called, and what it is for.
  public static let operation = Operation(
    .publisher, "ReadContact",
    "Reads one follower of the list.")
}
