public import JSONDecoding

/// Uploads glucose readings.
///
/// The server stores `WT = ST + TA` (inferred, an exact match of one sample).
///
/// **Shape**: the session stands in the query, the rest in the body.
/// **Units**: `TA` is in seconds.
/// **Source**: seed; facts, section 2.2.
public enum PostReceiverEgvRecords: ShareOperation {
  /// What it is called, and what it is for.
  public static let operation = Operation(
    .publisher, "PostReceiverEgvRecords",
    "Uploads glucose readings.")

  /// The parameters of a request.
  public struct Parameters: WireObject {
    /// The session.
    @Wire public var sessionID: SessionID?
    /// The receiver.
    @Wire public var serialNumber: SerialNumber?
    /// The readings.
    @Wire public var readings: WireArray<Reading>?
    /// What to add to the times of the receiver, in seconds.
    @Wire public var timeCorrection: Int64?
    public var unknownMembers: [JSONValue.Member] = []

    public init() {}

    public mutating func visit(_ visitor: inout some MemberVisitor) {
      visitor.member("sessionId", "sessionId", &_sessionID)
      visitor.member("SN", "serialNumber", &_serialNumber)
      visitor.member("Egvs", "readings", &_readings)
      visitor.member("TA", "timeCorrectionSeconds", &_timeCorrection)
    }
  }
}
