/// Tells the time of the server.
///
/// Needs no session; some clients use it to see whether the service can be reached.
///
/// **Source**: seed; facts, section 2.1. It is the one operation recorded in XML.
public enum SystemUtcTime: ShareOperation {
  public typealias Parameters = NoParameters
  public typealias Response = DateTimeOffset

  /// What it is called, and what it is for.
  public static let operation = Operation(
    .general, "SystemUtcTime", method: "GET",
    "Tells the time of the server.")
}
