/// Reads the e-mail address of the account.
///
/// **Source**: facts, section 2.3; one public client.
public enum ReadPublisherAccountEmail: ShareOperation {
  public typealias Response = EmailAddress

  /// What it is called, and what it is for.
  public static let operation = Operation(
    .publisher, "ReadPublisherAccountEmail",
    "Reads the e-mail address of the account.")
}
