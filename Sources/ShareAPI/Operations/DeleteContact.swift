/// Removes a follower.
///
/// **Source**: seed; facts, section 2.3.
public enum DeleteContact: ShareOperation {
  public typealias Parameters = ContactParameters

  /// What it is called, and what it is for.
  public static let operation = Operation(
    .publisher, "DeleteContact",
    "Removes a follower.")
}
