/// Tells whether the account is uploading.
///
/// **Source**: seed; facts, section 2.2.
public enum IsRemoteMonitoringSessionActive: ShareOperation {
  public typealias Response = Bool

  /// What it is called, and what it is for.
  public static let operation = Operation(
    .publisher, "IsRemoteMonitoringSessionActive",
    "Tells whether the account is uploading.")
}
