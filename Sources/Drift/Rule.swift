/// A kind of change: what it is called, whom it breaks, an example, and how it is found.
public struct Rule: Sendable {
  /// What it is called for ever: `response-property-type-changed`.
  public let id: String
  /// How bad it is, unless the settings say otherwise.
  public let severity: Severity
  /// Whom it breaks.
  public let effect: Effect
  /// What it is, in one line.
  public let title: String
  /// What it means, and whom it breaks.
  public let explanation: String
  /// What to do.
  public let advice: String
  /// Calls, or schemas, before and after.
  public let example: RuleExample
  /// How it is found.
  let check: Check

  /// What a rule looks at.
  enum Check: Sendable {
    case service(@Sendable (ServiceSite) -> [Change])
    case operation(@Sendable (OperationSite) -> [Change])
    case answer(@Sendable (AnswerSite) -> [Change])
    case field(Direction, @Sendable (FieldSite) -> [Change])
    case body(Direction, @Sendable (BodySite) -> [Change])
    case object(ValuePlace, @Sendable (ObjectSite) -> [Change])
    case value([ValuePlace], @Sendable (ValueSite) -> [Change])
  }

  /// A rule.
  init(
    _ id: String, _ severity: Severity, _ effect: Effect, _ title: String,
    explanation: String, advice: String, example: RuleExample, check: Check
  ) {
    self.id = id
    self.severity = severity
    self.effect = effect
    self.title = title
    self.explanation = explanation
    self.advice = advice
    self.example = example
    self.check = check
  }
}

/// Which of the two messages of a call.
enum Direction: String, Sendable, CaseIterable {
  case request, response

  /// Whom a change in it breaks.
  var effect: Effect { self == .request ? .breaksWriters : .breaksReaders }

  /// Who has to do with it: `Readers`.
  var people: String { self == .request ? "Writers" : "Readers" }

  /// What the messages are called: `requests`.
  var messages: String { self == .request ? "requests" : "answers" }
}

/// Where a value stands; it begins the ids of rules.
enum ValuePlace: String, Sendable, CaseIterable {
  case parameter = "request-parameter"
  case requestBody = "request-body"
  case requestProperty = "request-property"
  case responseBody = "response-body"
  case responseProperty = "response-property"

  var direction: Direction {
    switch self {
    case .parameter, .requestBody, .requestProperty: .request
    case .responseBody, .responseProperty: .response
    }
  }

  /// What stands there: `a member of an answer`.
  var noun: String {
    switch self {
    case .parameter: "a parameter"
    case .requestBody: "the body of a request"
    case .requestProperty: "a member of a request"
    case .responseBody: "an answer as a whole"
    case .responseProperty: "a member of an answer"
    }
  }

  /// The places that have a name of their own, and are part of something.
  static let named: [ValuePlace] = [.parameter, .requestProperty, .responseProperty]
}
