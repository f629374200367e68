internal import APISchema
internal import JSONDecoding

/// Draws an operation that a schema does not have from what was observed of it.
struct OperationSketch {
  let name: String
  let summary: OperationSummary
  let flow: Flow
  let answers: KnownAnswers
  let request: RequestNames
  var facts: [Fact] = []
  var questions: [Question] = []
  /// Parameters and statuses that were seen and are asked about, so that they are no news.
  var unsureParameters: [String] = []
  var unsureStatuses: [Int] = []

  init(_ name: String, _ summary: OperationSummary, _ flow: Flow, _ answers: KnownAnswers) {
    self.answers = answers
    self.name = name
    self.summary = summary
    self.flow = flow
    request = RequestNames(summary)
  }

  /// The methods that were seen, the most frequent first.
  static func methods(_ summary: OperationSummary) -> [String] {
    summary.methods.filter { !["OPTIONS", "HEAD", Names.other].contains($0.key) }
      .sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.map(\.key)
  }

  /// The operation, as it stands under its method.
  mutating func draw() -> ObjectBuilder {
    let methods = Self.methods(summary)
    facts.append(
      Fact(.operation, name, methods.joined(separator: " or "), Evidence(summary.calls)))
    var operation = ObjectBuilder()
    let (service, call) = Self.split(name)
    // Another service may have an operation of this name.
    operation.add("operationId", service + call)
    operation.add("tags", [service])
    let parts = drawParts()
    // What something in front of the service answered says nothing of the request.
    let pages = summary.responses.filter { $0.key >= 400 }.flatMap(\.value.body.forms)
      .filter { BodyForm.pages.contains($0.key) }.reduce(0) { $0 + $1.value.messages }
    // Nor is asked what is called required because of them.
    let answered = request.answered
    let failed =
      summary.calls.messages - summary.query.all.messages - pages
      - answered.values.reduce(0, +)
    if failed > 0 {
      let names = summary.refusals.keys.filter { answered[$0] == nil }
        .flatMap { $0.split(separator: " ") }
        .map { Refusals.split($0).name }.filter { $0 != Names.hidden }
      questions.append(.failed(failed, names: Set(names).sorted()))
    }
    let isMixed = methods.count > 1 && summary.hasMixedMessages
    if isMixed { questions.append(.methods(methods)) }
    operation.add("summary", sentence(call))
    operation.addLearned(Evidence(summary.calls))
    operation.add(isMixed ? "x-unsure-methods" : "x-also-methods", Array(methods.dropFirst()))
    operation.add("x-unsure-parameters", unsureParameters)
    operation.add("x-unsure-statuses", unsureStatuses.map(String.init))
    for member in parts.members { operation.add(member.name, member.value) }
    return operation
  }

  private mutating func drawParts() -> ObjectBuilder {
    var parts = ObjectBuilder()
    let parameters = drawParameters(.query, summary.query) + drawParameters(.header, summary.header)
    if !parameters.isEmpty { parts.add("parameters", .array(parameters)) }
    parts.add("requestBody", drawRequestBody())
    parts.add("responses", drawResponses())
    drawFaults(into: &parts)
    drawFlow(into: &parts)
    return parts
  }

  static func split(_ name: String) -> (service: String, call: String) {
    let steps = name.split(separator: "/", maxSplits: 1).map(String.init)
    return (steps.first ?? "", steps.count > 1 ? steps[1] : name)
  }

  // MARK: The request

  private mutating func drawParameters(_ part: Fact.Part, _ all: ObjectSummary) -> [JSONValue] {
    let all = all.withoutCase
    return all.properties.compactMap { property in
      guard property.name != Names.hidden else {
        let count = all.members[property.name]?.present.messages ?? 1
        questions.append(.hidden(place: "the \(part.rawValue)", messages: count))
        if part == .query { unsureParameters.append(property.name) }
        return nil
      }
      guard let member = all.members[property.name] else { return nil }
      if EvidenceThreshold.isStray(member.present, of: all.all.messages) {
        questions.append(
          .belongs("the parameter `\(property.name)`", seen: member.present.messages))
        if part == .query { unsureParameters.append(property.name) }
        return nil
      }
      return parameter(property.name, in: part, member, of: all.all.messages)
    }
  }

  /// A parameter of the query or the header.
  mutating func parameter(
    _ name: String, in part: Fact.Part, _ member: MemberSummary, of total: Int
  ) -> JSONValue {
    var sketch = ValueSketch(part)
    let presence = sketch.presence(
      name, member, of: total, at: name, in: part == .query ? request : nil)
    let value = sketch.schema(
      member.value, at: name, named: name, presence: presence.words, evidence: presence.evidence)
    var parameter = ObjectBuilder()
    parameter.add("name", name)
    parameter.add("in", part.rawValue)
    parameter.add("required", flag: presence.isRequired)
    parameter.add("x-usual", flag: presence.isUsual)
    parameter.add("schema", value.value)
    parameter.addLearned(presence.evidence)
    take(sketch)
    return parameter.value
  }

  private mutating func drawRequestBody() -> JSONValue? {
    guard let content = drawContent(summary.requestBody, .body, at: "$") else { return nil }
    var request = ObjectBuilder()
    addPresence(summary.requestBody, to: &request)
    let unread = [BodyForm.empty, .dropped, .cut]
    let bodies = summary.requestBody.forms.filter { !unread.contains($0.key) }.values.sum
      .capped(atCaptures: summary.calls.captures)
    let empty = summary.requestBody.forms[.empty]?.messages ?? 0
    request.add("x-evidence", Evidence(bodies, of: bodies.messages + empty).json)
    request.add("content", content)
    return request.value
  }

  /// Says whether a body was always there, often enough, or was empty in some messages.
  ///
  /// - Parameter isFailure: Whether empty bodies are somebody else's.
  mutating func addPresence(
    _ body: BodySummary, without isFailure: Bool = false, to object: inout ObjectBuilder
  ) {
    let full = body.forms.filter { ![.empty, .dropped, .cut].contains($0.key) }.values.sum
    guard let empty = body.forms[.empty], !isFailure else {
      return object.add("x-usual", flag: full.messages >= EvidenceThreshold.always)
    }
    let isStray = EvidenceThreshold.isStray(empty, of: full.messages + empty.messages)
    if isStray { questions.append(.belongs("an empty body", seen: empty.messages)) }
    object.add("x-may-be-empty", flag: !isStray)
  }

  mutating func take(_ sketch: ValueSketch) {
    facts += sketch.facts
    questions += sketch.questions
  }

  // MARK: Flow, and words

  private mutating func drawFlow(into operation: inout ObjectBuilder) {
    let (before, after) = (flow.before(name), flow.after(name))
    for (word, places) in [("after", before), ("before", after)] {
      for place in places {
        facts.append(Fact(.place, "\(word) \(place.operation)", "", place.evidence))
      }
    }
    guard !before.isEmpty || !after.isEmpty else { return }
    var json = ObjectBuilder()
    json.add("after", before.isEmpty ? nil : .array(before.map(\.json)))
    json.add("before", after.isEmpty ? nil : .array(after.map(\.json)))
    operation.add("x-flow", json)
  }

  /// What it is, in a sentence made of nothing but its name and what was seen.
  private func sentence(_ call: String) -> String {
    let words = Self.words(of: call)
    let takes =
      summary.query.withoutCase.properties.map(\.name).filter { $0 != Names.hidden }
      + Self.bodies.filter { summary.requestBody.forms[$0.form] != nil }.map(\.words)
    let gives = facts.first { $0.part == .answer && $0.name.hasPrefix("2") }?.what
    var text = words
    if !takes.isEmpty { text += ": takes " + takes.joined(separator: ", ") }
    if let gives, !gives.isEmpty { text += (takes.isEmpty ? ": " : ", ") + "gives \(gives)" }
    return text + "."
  }

  /// What descriptions call the bodies of requests.
  private static let bodies: [(form: BodyForm, words: String)] = [
    (.json, "a body of JSON"), (.form, "a form"), (.xml, "a body of XML"), (.text, "a text"),
    (.html, "a page of HTML"), (.binary, "a binary body"),
  ]

  /// `GetPublisherImage` as `Get publisher image`.
  static func words(of name: String) -> String {
    var words = ""
    var wasUpper = true
    for (index, character) in name.enumerated() {
      if character.isUppercase, !wasUpper { words += " " }
      wasUpper = character.isUppercase
      words += index > 0 ? character.lowercased() : String(character)
    }
    return words
  }
}
