internal import APISchema
internal import JSONDecoding

/// Draws an operation that a schema does not have from what was observed of it.
struct OperationSketch {
  private let name: String
  private let summary: OperationSummary
  private let flow: Flow
  private let answers: KnownAnswers
  private let request: RequestNames
  private(set) var facts: [Fact] = []
  private(set) var questions: [Question] = []
  /// Parameters and statuses that were seen and are asked about, so that they are no news.
  private var unsureParameters: [String] = []
  private var unsureStatuses: [Int] = []

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
    let failed = summary.calls.messages - summary.query.all.messages - pages
    if failed > 0 {
      let names = summary.refusals.keys.flatMap { $0.split(separator: " ") }
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
      member.value, at: name, presence: presence.words, evidence: presence.evidence)
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
  private mutating func addPresence(
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

  private mutating func take(_ sketch: ValueSketch) {
    facts += sketch.facts
    questions += sketch.questions
  }

  // MARK: Bodies

  /// What stands under `content`; nil where there never was a body that could be read.
  ///
  /// - Parameter leftOut: Forms of bodies that are somebody else's.
  private mutating func drawContent(
    _ body: BodySummary, _ part: Fact.Part, at place: String, without leftOut: Set<BodyForm> = []
  ) -> JSONValue? {
    let bodies = body.forms.filter {
      ![.empty, .dropped, .cut].contains($0.key) && !leftOut.contains($0.key)
    }
    guard !bodies.isEmpty else { return nil }
    let total = bodies.values.reduce(0) { $0 + $1.messages }
    let forms = bodies.filter { form, tally in
      guard bodies.count > 1, EvidenceThreshold.isStray(tally, of: total) else { return true }
      questions.append(.belongs("\(form.rawValue) in `\(place)`", seen: tally.messages))
      return false
    }.keys
    var content = ObjectBuilder()
    for form in forms.sorted() {
      let type = Self.mediaType(of: form, body)
      var media = ObjectBuilder()
      media.add("schema", drawValue(form, body, part, at: place, type).value)
      content.add(type, media)
      if media.members.isEmpty { content.add(type, .object([])) }
    }
    return content.value
  }

  private mutating func drawValue(
    _ form: BodyForm, _ body: BodySummary, _ part: Fact.Part, at place: String, _ type: String
  ) -> ObjectBuilder {
    switch form {
    case .json:
      var sketch = ValueSketch(part, in: part == .body ? request : nil)
      let value = sketch.schema(body.json, at: place)
      take(sketch)
      return value
    case .xml:
      var sketch = ValueSketch(part)
      let value = sketch.schema(body.xml, at: place + " (XML)")
      take(sketch)
      return value
    case .form:
      var sketch = ValueSketch(.form, in: request)
      var value = ValueSummary()
      value.kinds[.object] = body.form.all
      value.all = body.form.all
      value.object = body.form
      let schema = sketch.schema(value, at: "")
      take(sketch)
      return schema
    default:
      var value = ObjectBuilder()
      let tally = body.forms[form] ?? Tally()
      value.add("type", "string")
      if form == .binary { value.add("format", "binary") }
      let size = form == .binary ? SizeClass.range(of: body.sizes.keys) : nil
      value.add("x-size", size)
      facts.append(
        Fact(part, place, [type, size].compactMap { $0 }.joined(separator: ", "), Evidence(tally)))
      return value
    }
  }

  /// The media type under which bodies of a form are described: the one that was named for most, if it
  /// fits, else the usual one.
  private static func mediaType(of form: BodyForm, _ body: BodySummary) -> String {
    let types = body.mediaTypes.filter { type, _ in
      switch form {
      case .json: MediaType.isJSON(type)
      case .xml: MediaType.isXML(type)
      case .form: type == MediaType.form
      case .html: type == "text/html"
      case .text: type.hasPrefix("text/")
      default:
        type.contains("/") && type != "*/*" && !MediaType.isJSON(type) && !MediaType.isXML(type)
          && !type.hasPrefix("text/") && type != MediaType.form
      }
    }
    if let most = types.mostFrequent { return most }
    switch form {
    case .json: return "application/json"
    case .xml: return "application/xml"
    case .form: return MediaType.form
    case .html: return "text/html"
    case .text: return "text/plain"
    default: return "application/octet-stream"
    }
  }

  // MARK: The answers

  private mutating func drawResponses() -> JSONValue {
    var responses = ObjectBuilder()
    for (status, response) in summary.responses.sorted(by: { $0.key < $1.key }) where status > 0 {
      if response.isPage(status) {
        questions.append(.page(status: status))
        unsureStatuses.append(status)
        continue
      }
      responses.add(String(status), self.response(status, response))
    }
    return responses.value
  }

  /// The answer of a status.
  mutating func response(_ status: Int, _ summary: ResponseSummary) -> JSONValue {
    let evidence = Evidence(summary.answers, of: self.summary.calls.messages)
    var response = ObjectBuilder()
    if status >= 400, let reference = answers.reference(for: summary, status: status) {
      let name = reference.split(separator: "/").last.map(String.init) ?? reference
      facts.append(Fact(.answer, String(status), name, evidence))
      response.add("$ref", reference)
      return response.value
    }
    // Of failures, the service writes those that are JSON.
    let isFailure = status >= 400
    if isFailure, summary.body.forms.keys.contains(where: BodyForm.pages.contains) {
      questions.append(.page(status: status))
    }
    let content = drawContent(
      summary.body, .answer, at: "\(status) $", without: isFailure ? BodyForm.pages : [])
    if content == nil {
      facts.append(
        Fact(.answer, String(status), "empty", evidence))
    }
    response.add(
      "description",
      "\(content == nil ? "An empty answer" : "An answer"), learned from recordings: "
        + "\(evidence.description).")
    response.addLearned(evidence)
    if content != nil { addPresence(summary.body, without: isFailure, to: &response) }
    var headers = ObjectBuilder()
    for (name, field) in summary.fields.sorted(by: { $0.key < $1.key })
    where name != Names.hidden {
      var header = ObjectBuilder()
      header.add(
        "x-usual",
        flag: field.messages.count == summary.answers.count
          && field.messages.messages >= EvidenceThreshold.always)
      header.add("schema", .object([.init("type", .string("string"))]))
      headers.add(name, header)
    }
    response.add("headers", headers)
    response.add("content", content)
    return response.value
  }

  private mutating func drawFaults(into operation: inout ObjectBuilder) {
    var faults = ObjectBuilder()
    for (code, status, tally) in summary.faultCodes {
      let evidence = Evidence(tally, of: summary.calls.messages)
      facts.append(Fact(.fault, code, "status \(status)", evidence))
      var fault = ObjectBuilder()
      fault.addLearned(evidence)
      faults.add(code, fault)
    }
    operation.add("x-open-faults", .bool(true))
    operation.add("x-faults", faults)
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
    let takes = summary.query.withoutCase.properties.map(\.name).filter { $0 != Names.hidden }
    let gives = facts.first { $0.part == .answer && $0.name.hasPrefix("2") }?.what
    var text = words
    if !takes.isEmpty { text += ": takes " + takes.joined(separator: ", ") }
    if let gives, !gives.isEmpty { text += (takes.isEmpty ? ": " : ", ") + "gives \(gives)" }
    return text + "."
  }

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

extension OperationSummary {
  /// The codes of faults that were seen, with their statuses.
  var faultCodes: [(code: String, status: Int, tally: Tally)] {
    responses.flatMap { status, response in
      response.faultCodes.filter { $0.key != Names.hidden }.map { ($0.key, status, $0.value) }
    }.sorted { ($0.code, $0.status) < ($1.code, $1.status) }
  }
}

extension OperationSummary {
  /// Whether some of the requests, or of the answers that are no failures, had a body and others none, or
  /// another status: of several methods each may have its own.
  var hasMixedMessages: Bool {
    let answers = responses.filter { 200..<400 ~= $0.key }
    return answers.count > 1
      || ([requestBody] + answers.values.map(\.body)).contains { body in
        let forms = Set(body.forms.keys).subtracting([.dropped, .cut])
        return forms.count > 1
      }
  }
}

extension ResponseSummary {
  /// Whether failures of a status are nothing but pages, texts and empty bodies, as a web server that
  /// knows no such path, or something in front of a service, answers.
  func isPage(_ status: Int) -> Bool {
    status >= 400 && !body.forms.isEmpty
      && Set(body.forms.keys).isSubset(of: BodyForm.pages.union([.dropped, .cut]))
  }
}

extension BodyForm {
  /// What failures have that the service itself did not write.
  static let pages: Set<BodyForm> = [.empty, .html, .text]
}

extension ObjectSummary {
  /// The same with names that differ in nothing but letter case as one, in their most frequent spelling, or
  /// in that of more words.
  var withoutCase: ObjectSummary {
    var folded = self
    folded.members = [:]
    for (_, spellings) in Dictionary(grouping: members, by: { $0.key.lowercased() }) {
      let sorted = spellings.sorted { left, right in
        let (one, other) = (left.value.present.count, right.value.present.count)
        return one == other ? Names.clearer(left.key, right.key) == left.key : one > other
      }
      guard let (name, first) = sorted.first else { continue }
      var sum = first
      for (_, other) in sorted.dropFirst() {
        sum.present.add(other.present)
        sum.value.add(other.value)
        let missing = max(0, all.messages - sum.present.messages)
        sum.missing = Tally(count: missing, messages: missing, first: all.first, last: all.last)
      }
      // One capture may have several spellings.
      folded.members[name] = sorted.count > 1 ? sum.capped(atCaptures: all.captures) : sum
    }
    return folded
  }
}
