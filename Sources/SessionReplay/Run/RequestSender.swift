public import HTTPMessages

/// Sends a request to the target, and gives its answer.
public protocol RequestSender: Sendable {
  /// Sends one request, once.
  func send(_ request: HTTPRequest) async throws(SendFailure) -> HTTPResponse
}

/// Why a request has no answer.
public struct SendFailure: Error, Hashable, Sendable {
  /// What went wrong, in words.
  public var what: String
  /// What the user can do; nil for nothing in particular.
  public var advice: String?
  /// Whether it is sure that the target has not seen the request.
  public var isUnsent: Bool
  /// Whether the replay was stopped.
  public var isCancelled = false
  /// Whether nobody listens at the address.
  var isUnanswered = false

  /// A failure.
  public init(_ what: String, advice: String? = nil, isUnsent: Bool) {
    (self.what, self.advice, self.isUnsent) = (what, advice, isUnsent)
  }
}
