/// Starts uploading.
///
/// **Source**: seed; facts, section 2.2.
public enum StartRemoteMonitoringSession: ShareOperation {
  public typealias Parameters = ReceiverParameters

  /// What it is called, and what it is for.
  public static let operation = Operation(
    .publisher, "StartRemoteMonitoringSession",
    "Starts uploading.")
}
