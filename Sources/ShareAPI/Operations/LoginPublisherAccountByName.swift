/// Opens a session with a user name and a password.
///
/// Wrong credentials gave an `SSO_…` fault until 2020-04 and give the all-zero GUID since then,
/// as do accounts named by an e-mail address.
///
/// **Source**: seed; facts, section 2.1.
public enum LoginPublisherAccountByName: ShareOperation {
  public typealias Parameters = NameLoginParameters
  public typealias Response = SessionID

  /// What it is called, and what it is for.
  public static let operation = Operation(
    .general, "LoginPublisherAccountByName",
    "Opens a session with a user name and a password.")
}
