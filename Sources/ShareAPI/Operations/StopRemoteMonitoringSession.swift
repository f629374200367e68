/// Ends uploading.
///
/// **Source**: seed; facts, section 2.2.
public enum StopRemoteMonitoringSession: ShareOperation {
  /// What it is called, and what it is for.
  public static let operation = Operation(
    .publisher, "StopRemoteMonitoringSession",
    "Ends uploading.")
}
