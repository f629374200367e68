public import Drift
public import HTTPMessages
public import JSONDecoding
public import ShareAPI

/// What came of a step.
public struct StepOutcome: Sendable {
  /// The step.
  public var step: Step
  /// What was sent; nil where nothing was, or nothing can have reached the target.
  public var sent: HTTPRequest?
  /// How often sending was tried.
  public var attempts = 0
  /// What the target answered.
  public var answer: HTTPResponse?
  /// When it was sent, in milliseconds since 1970.
  public var startedMilliseconds: Int64?
  /// How long the answer took.
  public var durationMilliseconds: Double?
  /// What came of it.
  public var result: Result

  /// What came of a step.
  public enum Result: Sendable {
    /// The answer is like the recorded one.
    case equal
    /// There is nothing to compare with: the recording has no answer.
    case uncompared
    /// The answer differs.
    case differs([Difference])
    /// No answer came.
    case failed(SendFailure)
    /// It was not to be sent.
    case skipped(String)
    /// It should have been sent, and could not be.
    case notSent(String)
  }

  /// A difference between two answers.
  public enum Difference: Hashable, Sendable {
    /// Another status.
    case status(recorded: Status, given: Status)
    /// Another fault, by its code where it has one, else by its kind; nil for none.
    case fault(recorded: Fault?, given: Fault?)
    /// The recorded answer was whole, this one was not.
    case cut
    /// Another shape.
    case shape(Finding)
    /// Another value, where values are compared.
    case value(JSONPointer)
    /// A member that was recorded and is not there, where values are compared.
    case missing(JSONPointer)
    /// A member that was not recorded, where values are compared.
    case added(JSONPointer)

    /// The status of an answer, with its fault where it is one.
    public struct Status: Hashable, Sendable {
      /// The number.
      public var number: Int
      /// The fault.
      public var fault: Fault?
    }
  }
}
