/// How a call failed.
public enum Fault: Hashable, Sendable {
  /// The service said so.
  case envelope(FaultEnvelope)
  /// A login gave the all-zero GUID.
  case zeroGUID
  /// There was no body where an answer was due.
  case emptyAnswer
  /// A page of HTML came in place of an answer, with a status that says success.
  case page
  /// Some other text that is not JSON, or bytes that are no text, came in place of an answer, with a
  /// status that says success.
  case text
  /// A status that means failure, whatever came with it.
  case status(Int)
  /// No response was recorded.
  case noAnswer

  /// A stable name for programs; a status has the name of its meaning.
  public var kind: String {
    switch self {
    case .envelope: "envelope"
    case .zeroGUID: "zero-guid"
    case .emptyAnswer: "empty-answer"
    case .page: "html-page"
    case .text: "not-json"
    case .status(let status): Self.meaning(of: status)
    case .noAnswer: "no-answer"
    }
  }

  /// The code; nil where the service gave none.
  public var code: FaultCode? {
    if case .envelope(let envelope) = self { envelope.code } else { nil }
  }

  private static func meaning(of status: Int) -> String {
    switch status {
    case 300..<400: "redirect"
    case 400: "bad-request"
    case 401, 403: "refused"
    case 404: "not-found"
    case 411: "length-required"
    case 429: "rate-limited"
    case 500: "server-error"
    case 502...504, 520...530: "unavailable"
    default: "status"
    }
  }
}
