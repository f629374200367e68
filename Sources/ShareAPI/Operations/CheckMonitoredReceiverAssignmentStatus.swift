/// Tells whose a receiver is.
///
/// **Source**: seed; facts, section 2.2.
public enum CheckMonitoredReceiverAssignmentStatus: ShareOperation {
  public typealias Parameters = ReceiverParameters
  public typealias Response = ReceiverAssignment

  /// What it is called, and what it is for.
  public static let operation = Operation(
    .publisher, "CheckMonitoredReceiverAssignmentStatus",
    "Tells whose a receiver is.")
}
