public import APISchema

/// What recordings show that a schema does not say.
public struct Proposal: Sendable {
  /// What was learned of one operation.
  public struct Operation: Hashable, Sendable {
    /// Service and name: `Publisher/GetPublisherImage`.
    public var name: String
    /// The methods that were seen, the most frequent first.
    public var methods: [String]
    /// Its calls.
    public var calls: Evidence
    /// Whether the schema has it, so that only what is new about it is there.
    public var isKnown: Bool
    /// What was learned, in the order of a call.
    public var facts: [Fact]
    /// What would have to be seen more often.
    public var questions: [Question]
  }

  /// A question of the schema that an operation answers.
  public struct Answer: Hashable, Sendable {
    /// What was asked.
    public var asked: String
    /// The operation.
    public var operation: String
    /// Its calls.
    public var calls: Evidence
  }

  /// The questions that were open and are not any more.
  public internal(set) var answers: [Answer] = []
  /// The operations of which something was learned, by name.
  public internal(set) var operations: [Operation] = []
  /// Operations that nothing is proposed for, and why.
  public internal(set) var leftAlone: [(operation: String, reason: String)] = []
  /// The proposal as an OpenAPI overlay; nil where there is nothing new.
  public internal(set) var overlay: SchemaDocument?

  /// How much was learned.
  public var factCount: Int { operations.reduce(0) { $0 + $1.facts.count } }
}
