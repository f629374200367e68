/// Gives the ID of the account of a user name and a password.
///
/// The answer is not a session, as the first write-up took it to be: it goes into
/// `LoginPublisherAccountById`.
///
/// **Source**: facts, section 2.1.
public enum AuthenticatePublisherAccount: ShareOperation {
  public typealias Parameters = NameLoginParameters
  public typealias Response = AccountID

  /// What it is called, and what it is for.
  public static let operation = Operation(
    .general, "AuthenticatePublisherAccount",
    "Gives the ID of the account of a user name and a password.")
}
