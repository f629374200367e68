/// What a document says beside its operations, for those who read of the service: sources, clients, flows
/// and open questions.
public struct ReferenceNotes: Hashable, Sendable {
  /// What the document is called (`info.title`), and what it says of itself.
  public var title: String
  /// The text of `info.description`.
  public var explanation: String?
  /// What the keys of sources stand for (`x-source-keys`).
  public var sources: [String: String] = [:]
  /// The flows (`x-flows`).
  public var flows: [Flow] = []
  /// The questions (`x-questions`).
  public var questions: [Question] = []
  /// What the services are for (`tags`), by name.
  public var services: [String: String] = [:]
  /// What the keys of clients stand for that are no source (`x-client-keys`).
  public var clients: [String: String] = [:]
  /// The user agents that were seen (`x-clients`).
  public var agents: [Agent] = []
  /// What it says of single operations, by name: `Publisher/CreateContact`.
  public var operations: [String: OperationNotes] = [:]

  /// A user agent that was seen.
  public struct Agent: Hashable, Sendable {
    /// As it stands in the field.
    public var text: String
    /// The client.
    public var client: String
    /// When it was seen, in words.
    public var years: String
    /// The keys of the sources.
    public var sources: [String]
  }

  /// Calls in their order.
  public struct Flow: Hashable, Sendable {
    /// Who does it.
    public var name: String
    /// What it is.
    public var explanation: String?
    /// The calls.
    public var steps: [Step]
  }

  /// One call of a flow.
  public struct Step: Hashable, Sendable {
    /// The operation: `Publisher/CreateContact`.
    public var operation: String
    /// What goes in and comes out, in words.
    public var takes, gives: String?
    /// The code that it fails with, and what follows.
    public var fails, then: String?
    /// How often it is done.
    public var repeats: String?
  }

  /// Something that nobody has documented.
  public struct Question: Hashable, Sendable {
    /// What was asked.
    public var asked: String
    /// What is known; nil for an open question.
    public var answer: String?
    /// The operation that answers it.
    public var operation: String?
    /// What a recording would have to contain to answer it.
    public var needs: String?
    /// How well the answer is known.
    public var provenance: Provenance
  }

  /// Reads what a document has of them; other documents have none.
  public init(_ document: SchemaDocument) throws(SchemaError) {
    let root = try DocumentNode(document)
    title = try root.optional("info")?.text("title") ?? document.name
    explanation = try root.optional("info")?.text("description")
    for (key, node) in try root.optional("x-source-keys")?.members() ?? [] {
      sources[key] = try node.string()
    }
    for tag in try root.optional("tags")?.elements() ?? [] {
      services[try tag.required("name").string()] = try tag.text("description")
    }
    for (key, node) in try root.optional("x-client-keys")?.members() ?? [] {
      clients[key] = try node.string()
    }
    for node in try root.optional("x-clients")?.elements() ?? [] {
      agents.append(
        Agent(
          text: try node.text("agent") ?? "", client: try node.text("name") ?? "",
          years: try node.text("years") ?? "",
          sources: try node.optional("x-sources")?.strings() ?? []))
    }
    operations = try OperationNotes.all(root)
    for node in try root.optional("x-flows")?.elements() ?? [] {
      var steps: [Step] = []
      for step in try node.required("steps").elements() { steps.append(try Step(step)) }
      flows.append(
        Flow(
          name: try node.required("name").string(), explanation: try node.text("description"),
          steps: steps))
    }
    for node in try root.optional("x-questions")?.elements() ?? [] {
      questions.append(
        Question(
          asked: try node.required("asked").string(), answer: try node.text("answer"),
          operation: try node.text("operation"), needs: try node.text("needs"),
          provenance: try node.provenance(within: Provenance())))
    }
  }
}

extension ReferenceNotes.Step {
  fileprivate init(_ node: DocumentNode) throws(SchemaError) {
    try node.checkMembers(["operation", "takes", "gives", "fails", "then", "repeats"])
    self.init(
      operation: try node.required("operation").string(), takes: try node.text("takes"),
      gives: try node.text("gives"), fails: try node.text("fails"), then: try node.text("then"),
      repeats: try node.text("repeats"))
  }
}
