internal import HTTPMessages

/// How a call failed.
public enum Fault: Hashable, Sendable {
  /// The service said so.
  case envelope(FaultEnvelope)
  /// A login gave the all-zero GUID.
  case zeroGUID
  /// There was no body where an answer was due.
  case emptyAnswer
  /// A page of HTML came in place of an answer, with this status.
  case page(status: Int)
  /// Some other text that is not JSON, or bytes that are no text, came in place of an answer.
  case text(status: Int)
  /// A status that means failure, with no explanation.
  case status(Int)
  /// No response was recorded.
  case noAnswer

  /// A stable name for programs.
  public var kind: String {
    switch self {
    case .envelope: "envelope"
    case .zeroGUID: "zero-guid"
    case .emptyAnswer: "empty-answer"
    case .page: "html-page"
    case .text: "not-json"
    case .status: "status"
    case .noAnswer: "no-answer"
    }
  }

  /// The code; nil where the service gave none.
  public var code: FaultCode? {
    if case .envelope(let envelope) = self { envelope.code } else { nil }
  }
}
