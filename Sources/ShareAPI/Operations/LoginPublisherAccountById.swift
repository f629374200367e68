/// Opens a session with an account ID and a password.
///
/// An empty or all-zero account ID gives the all-zero GUID.
///
/// **Source**: facts, section 2.1; in use since 2021-09.
public enum LoginPublisherAccountById: ShareOperation {
  public typealias Parameters = IDLoginParameters
  public typealias Response = SessionID

  /// What it is called, and what it is for.
  public static let operation = Operation(
    .general, "LoginPublisherAccountById",
    "Opens a session with an account ID and a password.")
}
