internal import APISchema
internal import JSONDecoding

/// Finds what was observed of an operation that its schema lacks: parameters, members, words of
/// enumerations, statuses and faults; and what recordings show now of what was learned from too few. What
/// contradicts the schema is drift, and not looked for.
struct Additions {
  private let name: String
  let observed: OperationSummary
  private let schema: OperationSchema
  private(set) var places: SchemaPlaces
  /// A sketch of the operation in which nothing is drawn yet.
  let blank: OperationSketch
  var facts: [Fact] = []
  /// Whether something learned before is described better.
  var isRefined = false
  private(set) var questions: [Question] = []
  private(set) var actions: [OverlayAction] = []

  init(
    _ name: String, _ observed: OperationSummary, _ schema: OperationSchema,
    _ places: SchemaPlaces, _ answers: KnownAnswers
  ) {
    blank = OperationSketch(name, observed, Flow(Summary()), answers)
    self.name = name
    self.observed = observed
    self.schema = schema
    self.places = places
  }

  mutating func find() {
    guard let operation = places.operation(named: name) else { return }
    findParameters(.query, observed.query, besides: schema.query, operation)
    findParameters(.header, observed.header, besides: schema.requestFields, operation)
    findMembers(
      observed.requestBody, schema.requestBody, .body, at: "$", operation + ["requestBody"])
    for (status, response) in observed.responses.sorted(by: { $0.key < $1.key })
    where status > 0 {
      if let known = schema.responses[String(status)] {
        findMembers(
          response.body, known.body, .answer, at: "\(status) $",
          operation + ["responses", String(status)])
      } else if response.isPage(status) {
        questions.append(.page(status: status))
      } else if schema.responses["\(status / 100)XX"] == nil {
        findStatus(status, response, operation)
      }
    }
    findFaults(operation)
    tellCalls(operation)
  }

  /// Changes what the operation itself says: what it shares with others, of which nothing was seen, becomes
  /// its own first.
  private mutating func change(
    _ steps: [String], inside path: [String] = [], _ name: String, _ value: JSONValue
  ) {
    var update = ObjectBuilder()
    update.add(name, value)
    change(steps, inside: path, update)
  }

  mutating func change(_ steps: [String], inside path: [String], _ update: ObjectBuilder) {
    guard let (place, copies) = places.own(steps, inside: path),
      let target = places.target(place)
    else { return }
    for copy in copies {
      guard let reference = places.target(copy.place + ["$ref"]),
        let target = places.target(copy.place)
      else { return }
      actions.append(OverlayAction(target: reference))
      actions.append(OverlayAction(target: target, update: copy.value))
    }
    actions.append(OverlayAction(target: target, update: update.value))
  }

  /// Whether something was seen often enough to be an addition; else it is a question.
  private mutating func isEnough(_ tally: Tally, _ what: String) -> Bool {
    if tally.messages >= EvidenceThreshold.addition { return true }
    questions.append(.belongs(what, seen: tally.messages))
    return false
  }

  private mutating func findParameters(
    _ part: Fact.Part, _ all: ObjectSummary, besides known: [PropertySchema],
    _ operation: [String]
  ) {
    let all = all.withoutCase
    for property in known { refineParameter(property, part, all, operation) }
    let known = Set(known.map { $0.name.lowercased() })
    for property in all.properties
    where !known.contains(property.name.lowercased()) && property.name != Names.hidden {
      guard let member = all.members[property.name] else { continue }
      let what = "the parameter `\(property.name)`"
      if schema.unsureParameters.contains(property.name),
        EvidenceThreshold.isStray(member.present, of: all.all.messages)
      {
        questions.append(.belongs(what, seen: member.present.messages))
        continue
      }
      guard isEnough(member.present, what) else { continue }
      var sketch = blank
      let parameter = sketch.parameter(
        property.name, in: part, member, of: all.all.messages)
      take(sketch.facts, sketch.questions)
      change(operation, "parameters", .array([parameter]))
    }
  }

  private mutating func findStatus(
    _ status: Int, _ response: ResponseSummary, _ operation: [String]
  ) {
    guard isEnough(response.answers, "the status \(status)") else { return }
    var sketch = blank
    let value = sketch.response(status, response)
    take(sketch.facts, sketch.questions)
    change(operation + ["responses"], String(status), value)
  }

  private mutating func findFaults(_ operation: [String]) {
    let known = Set(schema.faults.map(\.code))
    let total = observed.calls.messages
    for fault in observed.faults where !known.contains(fault.code) {
      guard isEnough(fault.tally, "the fault \(fault.code)") else { continue }
      facts += fault.facts(of: total)
      change(operation, "x-faults", .object([.init(fault.code, fault.json(of: total).value)]))
    }
  }

  private mutating func take(_ facts: [Fact], _ questions: [Question]) {
    self.facts += facts
    self.questions += questions
  }

  // MARK: Bodies

  private mutating func findMembers(
    _ body: BodySummary, _ known: BodySchema?, _ part: Fact.Part, at place: String,
    _ steps: [String]
  ) {
    let values = [(MediaType.isJSON, body.json), (MediaType.isXML, body.xml)]
    for (isType, value) in values where value.all.count > 0 {
      let types = (known?.contents ?? [:]).filter { isType($0.key) }.sorted { $0.key < $1.key }
      guard let (type, schema) = types.first else { continue }
      let content = steps + ["content"]
      // Media types of a document may have parameters.
      guard case .object(let members)? = places.value(places.resolved(content)),
        let written = members.first(where: {
          $0.name.lowercased().filter { $0 != " " }.hasPrefix(type)
        })
      else { continue }
      let learned = learnedSightings(at: places.resolved(steps)).map { Learned(seen: $0) }
      compare(value, schema, part, at: place, content + [written.name, "schema"], [], learned)
    }
  }

  private mutating func compare(
    _ value: ValueSummary, _ known: ValueSchema, _ part: Fact.Part, at place: String,
    _ steps: [String], _ path: [String], _ learned: Learned?
  ) {
    if let learned { refine(value, known, part, at: place, steps, path, learned) }
    findWords(value, known, part, at: place, steps, path)
    if let elements = value.elements?.value, let inner = known.elements?.value {
      compare(elements, inner, part, at: place + "[*]", steps, path + ["[*]"], learned?.inside)
    }
    if let (shape, content) = value.contents.first, let inner = known.content?.value,
      value.contents.count == 1
    {
      let element = shape == .exceptionXML ? content.value.element?.value : nil
      compare(
        element ?? content.value, inner, part, at: place + " in", steps, path + [" in"],
        learned?.inside)
    }
    // Where the schema describes no members, anything may stand there.
    guard value.object.all.count > 0, !known.members.isEmpty else { return }
    let names = Dictionary(
      known.members.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    for property in value.object.properties where property.name != Names.hidden {
      guard let member = value.object.members[property.name] else { continue }
      let place = "\(place).\(property.name)"
      if let inner = names[property.name] {
        let path = path + [property.name]
        let learned = learnedMember(inner, member, of: value.object.all.messages, steps, path)
        compare(member.value, inner.value, part, at: place, steps, path, learned)
      } else if known.unsureMembers.contains(property.name),
        EvidenceThreshold.isStray(member.present, of: value.object.all.messages)
      {
        questions.append(.belongs("`\(place)`", seen: member.present.messages))
      } else if places.schema(steps, inside: path) != nil {
        addMember(property.name, member, value.object, part, at: place, steps, path)
      }
    }
  }

  private mutating func addMember(
    _ name: String, _ member: MemberSummary, _ object: ObjectSummary, _ part: Fact.Part,
    at place: String, _ steps: [String], _ path: [String]
  ) {
    guard isEnough(member.present, "`\(place)`") else { return }
    var sketch = ValueSketch(part)
    // It is new, so that older messages have it not.
    let evidence = Evidence(member.present, of: object.all.messages)
    let presence = member.missing.count == 0 ? "always" : nil
    var value = sketch.schema(
      member.value, at: place, named: name, presence: presence, evidence: evidence)
    value.addLearned(evidence)
    take(sketch.facts, sketch.questions)
    change(steps, inside: path, "properties", .object([.init(name, value.value)]))
  }

  private mutating func findWords(
    _ value: ValueSummary, _ known: ValueSchema, _ part: Fact.Part, at place: String,
    _ steps: [String], _ path: [String]
  ) {
    guard !known.values.isEmpty else { return }
    let words = Set(known.values.map(\.text))
    let isInteger = known.values.contains(where: \.isInteger)
    let isText = known.values.contains { !$0.isInteger }
    for (word, tally) in value.values.sorted(by: { $0.key < $1.key })
    where word != Names.hidden && !words.contains(word) {
      let number = Int64(word)
      guard number != nil ? isInteger : isText,
        let target = places.schema(steps, inside: path),
        case .array? = places.value(target + ["enum"])
      else { continue }
      guard isEnough(tally, "the word \(word) of `\(place)`") else { continue }
      let evidence = Evidence(tally, of: value.all.messages)
      facts.append(Fact(part, place, "also \(word)", evidence))
      change(
        steps, inside: path, "enum",
        .array([number.map { .number(.integer($0)) } ?? .string(word)]))
      let meaning = "Learned from recordings: \(evidence.description)."
      change(steps, inside: path, "x-enum-meanings", .object([.init(word, .string(meaning))]))
    }
  }
}
