public import APISchema
internal import JSONDecoding

/// Proposes what a schema should say, from what was observed.
public struct Learner {
  private let places: SchemaPlaces
  private let base: SchemaDocument
  /// What is known, by name in lower case.
  private let known: [String: OperationSchema]
  private let answers: KnownAnswers

  /// A learner.
  ///
  /// - Parameters:
  ///   - base: The document that the overlay is for.
  ///   - others: Schemas whose facts are known too, such as earlier revisions: what once was so is
  ///     nothing new.
  /// - Throws: `SchemaError` where the document is no schema.
  public init(base: SchemaDocument, others: [Schema] = []) throws(SchemaError) {
    self.base = base
    places = try SchemaPlaces(base)
    var known: [String: OperationSchema] = [:]
    for operation in try SchemaReader.read(base).operations {
      known[operation.name.lowercased()] = operation
    }
    for operation in others.flatMap(\.operations) {
      guard let own = known[operation.name.lowercased()] else { continue }
      known[operation.name.lowercased()] = own.united(with: operation)
    }
    self.known = known
    answers = KnownAnswers(places, known.values)
  }

  /// A document that knows nothing but the root of the service.
  public static let nothing = SchemaDocument(
    name: "nothing",
    root: .object([
      .init("openapi", .string("3.1.0")),
      .init(
        "info",
        .object([
          .init("title", .string("Learned from recordings")), .init("version", .string("1")),
        ])),
      .init(
        "servers",
        .array([.object([.init("url", .string("/ShareWebServices/Services"))])])),
      .init("paths", .object([])),
    ]))

  /// What is new.
  public func proposal(from summary: Summary) -> Proposal {
    let summary = summary.withOneSpelling
    let flow = Flow(summary)
    var proposal = Proposal()
    var actions: [OverlayAction] = []
    var codes: [String] = []
    var open = OpenQuestions(places)
    open.choose(
      among: summary.operations.filter { canAnswer($0.key, $0.value) }.map {
        ($0.key, $0.value.calls.messages)
      })
    for (name, observed) in summary.operations.sorted(by: { $0.key < $1.key }) {
      let schema = known[name.lowercased()]
      let questions = schema.map(\.isLearned) ?? true ? open.answered(by: name) : []
      if let reason = Self.reason(toLeave: name, observed) {
        let needs = questions.compactMap(\.needs).map { "; still needed is \($0)" }
        proposal.leftAlone.append((name, reason + needs.joined()))
        continue
      }
      let methods = OperationSketch.methods(observed)
      var learned = Proposal.Operation(
        name: name, methods: methods, calls: Evidence(observed.calls), isKnown: false, facts: [],
        questions: [])
      if let schema {
        var additions = Additions(name, observed, schema, places, answers)
        additions.find()
        learned.isKnown = true
        (learned.facts, learned.questions) = (additions.facts, additions.questions)
        actions += additions.actions
      } else if let path = places.path(ofOperation: name), let method = methods.first {
        var sketch = OperationSketch(name, observed, flow, answers)
        let operation = sketch.draw()
        (learned.facts, learned.questions) = (sketch.facts, sketch.questions)
        var item = ObjectBuilder()
        item.add(method.lowercased(), operation)
        actions.append(
          OverlayAction(target: "$.paths", update: .object([.init(path, item.value)])))
      } else {
        proposal.leftAlone.append((name, "the servers of the schema have another root"))
        continue
      }
      for question in questions {
        guard let target = places.target(question.place) else { continue }
        actions.append(OverlayAction(target: target, update: question.answer(name, learned.calls)))
        proposal.answers.append(
          .init(asked: question.asked, operation: name, calls: learned.calls))
      }
      guard !learned.facts.isEmpty || !learned.questions.isEmpty else { continue }
      codes += learned.facts.filter { $0.part == .fault }.map(\.name)
      proposal.operations.append(learned)
    }
    actions += faults(codes)
    if !actions.isEmpty { proposal.overlay = overlay(actions, summary) }
    return proposal
  }

  /// Whether an operation may be the answer to an open question: it was learned, or is now.
  private func canAnswer(_ name: String, _ observed: OperationSummary) -> Bool {
    guard Self.reason(toLeave: name, observed) == nil else { return false }
    if let schema = known[name.lowercased()] { return schema.isLearned }
    return places.path(ofOperation: name) != nil && !OperationSketch.methods(observed).isEmpty
  }

  /// Why nothing is proposed for an operation; nil where something may be.
  private static func reason(toLeave name: String, _ operation: OperationSummary) -> String? {
    if operation.standing == "signed" { return "signed calls are left alone" }
    if name.contains(Names.hidden) { return "its name may be a secret" }
    guard operation.calls.count > 0 else { return "only asked for by OPTIONS or HEAD" }
    let isAnswered = operation.responses.contains { status, response in
      200..<300 ~= status || response.faultCodes.contains { $0.key != Names.hidden }
    }
    return isAnswered ? nil : "never answered by the service itself"
  }

  /// What `components` have to say of codes that they do not have.
  private func faults(_ codes: [String]) -> [OverlayAction] {
    var faults = ObjectBuilder()
    for code in Set(codes).sorted()
    where places.value(["components", "x-faults", code]) == nil {
      faults.add(
        code,
        .object([
          .init("description", .string("Seen in answers; what it means is not known.")),
          .init("x-learned", .bool(true)),
        ]))
    }
    guard !faults.members.isEmpty else { return [] }
    var components = ObjectBuilder()
    components.add("x-faults", faults)
    return [
      OverlayAction(target: "$", update: .object([.init("components", components.value)]))
    ]
  }

  private func overlay(_ actions: [OverlayAction], _ summary: Summary) -> SchemaDocument {
    // A folder tells captures apart on a screen; in what is written it may name somebody.
    let labels = summary.captures.map { capture in
      capture.label.split(separator: "/").last.map(String.init) ?? capture.label
    }.sorted()
    var evidence = ObjectBuilder()
    evidence.add(
      "calls", .number(.integer(Int64(summary.captures.reduce(0) { $0 + $1.calls }))))
    evidence.add("captures", .number(.integer(Int64(labels.count))))
    evidence.add("labels", Array(labels.prefix(32)))
    var info = ObjectBuilder()
    info.add("title", "Learned from \(labels.count) capture\(labels.count == 1 ? "" : "s")")
    info.add("version", "1")
    info.add("x-learned", .bool(true))
    info.add("x-evidence", evidence)
    var root = ObjectBuilder()
    root.add("overlay", "1.0.0")
    root.add("info", info)
    root.add("extends", base.name)
    root.add("actions", .array(actions.map(\.json)))
    return SchemaDocument(name: "learned.overlay.yaml", root: root.value)
  }
}

/// One change of an overlay.
struct OverlayAction {
  var target: String
  /// What is added; nil where the target is removed.
  var update: JSONValue?

  var json: JSONValue {
    .object([
      .init("target", .string(target)),
      update.map { .init("update", $0) } ?? .init("remove", .bool(true)),
    ])
  }
}
