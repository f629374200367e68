/// Opens a session of a follower.
///
/// Account and password are no login of a person: they are made on the device when an invitation
/// is accepted (inferred).
///
/// **Source**: facts, section 2.1.
public enum LoginSubscriberAccount: ShareOperation {
  public typealias Parameters = IDLoginParameters
  public typealias Response = SessionID

  /// What it is called, and what it is for.
  public static let operation = Operation(
    .general, "LoginSubscriberAccount",
    "Opens a session of a follower.")
}
