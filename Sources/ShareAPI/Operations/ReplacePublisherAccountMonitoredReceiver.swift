/// Makes a receiver the one that the account uploads from.
///
/// A receiver that is the account's already gives a fault, whose code nobody recorded.
///
/// **Source**: seed; facts, section 2.2.
public enum ReplacePublisherAccountMonitoredReceiver: ShareOperation {
  public typealias Parameters = ReceiverParameters

  /// What it is called, and what it is for.
  public static let operation = Operation(
    .publisher, "ReplacePublisherAccountMonitoredReceiver",
    "Makes a receiver the one that the account uploads from.")
}
