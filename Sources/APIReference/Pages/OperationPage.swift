internal import APISchema
internal import CallRendering
internal import Evidence
internal import JSONDecoding

/// What stands on the page of an operation; all texts are markup already.
struct OperationPage {
  var title: String
  var learned: String?
  var index: String
  var service: String
  var purpose: String
  var paragraphs: [String]
  var facts: [Fact]
  var call: String
  var parameters: Rows<PropertyRow>?
  var fields: String?
  var requests: [Message]
  var requestNote: String?
  var answers: [Message]
  var others: Rows<OtherAnswer>?
  var faults: Rows<Fault>?
  var faultNote: String?
  var faultExample: String?
  var faultTitle: String
  var shapes: Rows<String>?
  var changes: Rows<Change>?
  var unknown: Rows<String>?
  var hasEvidence: Bool
  var root: String

  struct Fact {
    var name: String
    var value: String
  }

  /// A body of a request, or an answer.
  struct Message {
    var title: String
    var meaning: String
    var note: String
    var table: Rows<PropertyRow>?
    var example: String?
    /// Whether it was recorded or invented.
    var exampleTitle = ""
  }

  struct OtherAnswer {
    var status: String
    var meaning: String
    var seen: String
  }

  struct Fault {
    var code: String
    var status: String
    var meaning: String
    var confidence: String
    var source: String
    var seen: String
  }

  struct Change {
    var revision: String
    var title: String
    var details: Rows<String>?
  }
}

/// Makes the pages of operations.
struct OperationPageBuilder {
  let reference: Reference
  let markup: Markup

  func page(_ operation: OperationSchema) -> (path: String, page: OperationPage) {
    let path = reference.paths.operation(operation.name, markup.format)
    let evidence = reference.evidence.operation(operation.name)
    let service = PagePath.service(of: operation.name)
    let table = reference.table(markup)
    let fault = faultExample(operation)
    let page = OperationPage(
      title: markup.text(operation.name),
      learned: operation.isLearned
        ? markup.text("Learned from recordings alone: nobody has documented this operation.") : nil,
      index: markup.link(
        markup.text("All operations"), to: markup.format.indexName, from: path),
      service: markup.link(
        markup.text(service), to: reference.paths.service(service, markup.format), from: path),
      purpose: markup.prose(operation.summary ?? "Nobody has said what it is for."),
      paragraphs: markup.paragraphs(operation.explanation),
      facts: facts(operation, evidence, path),
      call: call(operation),
      parameters: Rows(
        table.rows(operation.query, in: "query") {
          reference.evidence.parameter($0.name, evidence)
        }),
      fields: fields(operation, path).nonEmpty, requests: requests(operation, evidence, table),
      requestNote: requestNote(operation).nonEmpty, answers: answers(operation, evidence, table),
      others: Rows(others(operation, evidence)), faults: Rows(faults(operation, evidence)),
      faultNote: operation.hasOpenFaults
        ? markup.text("Not all of its faults are known, so there may be other codes.") : nil,
      faultExample: fault?.text, faultTitle: fault?.title ?? "", shapes: Rows(shapes(operation)),
      changes: Rows(reference.changes(of: operation.name).map { change($0, path) }),
      unknown: Rows(unknown(operation, path)), hasEvidence: reference.evidence.isPresent,
      root: PagePath.relative(markup.format.indexName, from: path))
    return (path, page)
  }

  private func facts(
    _ operation: OperationSchema, _ evidence: OperationSummary?, _ path: String
  ) -> [OperationPage.Fact] {
    var facts = [
      OperationPage.Fact(
        name: "Since",
        value: markup.text(operation.provenance.since.map(Words.date) ?? reference.base))
    ]
    if reference.evidence.isPresent {
      let seen = evidence.map { Words.seen($0.calls) } ?? "not seen in these recordings"
      facts.append(.init(name: "Recordings", value: markup.text(seen)))
    }
    facts.append(
      .init(name: "Confidence", value: markup.text(operation.provenance.confidence ?? "not said")))
    let clients = operation.provenance.sources.map { reference.notes.sources[$0] ?? $0 }
    if !clients.isEmpty {
      facts.append(
        .init(name: "Known from", value: clients.map(markup.prose).joined(separator: "; ")))
    }
    return facts
  }

  /// The first lines of a request, as they go over the wire.
  private func call(_ operation: OperationSchema) -> String {
    let host =
      reference.schema.hosts.sorted().first { $0.hasPrefix("share2") }
      ?? reference.schema.hosts.sorted().first ?? "host"
    let invented = operation.query.filter { $0.presence == .required || $0.isUsual }.map {
      "\($0.name)=\(Samples.text(for: $0))"
    }.joined(separator: "&")
    let query = reference.examples[operation.name]?.query ?? invented
    let target = operation.path + (query.isEmpty ? "" : "?" + query)
    return markup.block(
      "\(operation.methods.first ?? "POST") \(target) HTTP/1.1\nHost: \(host)", language: "http")
  }

  private func fields(_ operation: OperationSchema, _ path: String) -> String {
    let names = operation.requestFields.map { markup.code($0.name) }
    return names.isEmpty
      ? ""
      : names.joined(separator: ", ") + "; "
        + markup.link(
          markup.text("what they are for"), to: PagePath.page("Formats", markup.format), from: path)
  }

  private func requestNote(_ operation: OperationSchema) -> String {
    let others = operation.methods.dropFirst().map(markup.code).joined(separator: ", ")
    let also = others.isEmpty ? "" : others + markup.text(" is answered in the same way. ")
    let isEmpty = operation.requestBody?.contents.values.allSatisfy { $0.members.isEmpty } ?? true
    return also
      + (isEmpty && operation.methods != ["GET"]
        ? markup.prose(
          "No body. `Content-Length: 0` has to be there; `{}` and an empty text are taken as none.")
        : "")
  }

  private func requests(
    _ operation: OperationSchema, _ evidence: OperationSummary?, _ table: PropertyTable
  ) -> [OperationPage.Message] {
    guard let body = operation.requestBody else { return [] }
    return messages(
      body, evidence?.requestBody, table, operation.provenance,
      example: reference.examples[operation.name]?.request,
      day: reference.examples[operation.name]?.day
    ).filter { $0.table != nil }.map { message in
      var message = message
      let alternatives = Set(body.contents.values.flatMap(\.members).map(\.name))
      if operation.query.contains(where: { alternatives.contains($0.name) }) {
        message.note = [
          message.note, markup.text("What stands here need not stand in the query."),
        ].filter { !$0.isEmpty }.joined(separator: " ")
      }
      return message
    }
  }

  private func messages(
    _ body: BodySchema, _ evidence: BodySummary?, _ table: PropertyTable,
    _ provenance: Provenance, example: JSONValue?, day: String?
  ) -> [OperationPage.Message] {
    body.contents.sorted { $0.key < $1.key }.map { type, value in
      let isJSON = type.hasSuffix("json")
      let seen = isJSON ? evidence?.json : type.hasSuffix("xml") ? evidence?.xml : nil
      let shown = (isJSON ? example : nil) ?? body.examples[type]
      let isList = value.kinds == [.array]
      return OperationPage.Message(
        title: markup.code(type),
        meaning: markup.prose(value.summary),
        note: [
          value.hasMemberOrder || value.elements?.value.hasMemberOrder == true
            ? "The members come in this order." : "",
          body.isRequired ? "" : "It may be empty.",
          isList ? "An array; each of its elements has:" : "",
        ].filter { !$0.isEmpty }.map(markup.text).joined(separator: " "),
        table: isEmpty(value)
          ? nil : Rows(table.rows(of: value, in: "body", provenance: provenance, seen: seen)),
        example: shown.map { markup.block(Samples.json($0), language: "json") },
        exampleTitle: exampleTitle(isJSON ? example : nil, day))
    }
  }

  private func exampleTitle(_ recorded: JSONValue?, _ day: String?) -> String {
    guard recorded != nil else { return markup.text("Example, invented:") }
    return markup.text(
      "Example, recorded\(day.map { " " + $0 } ?? ""), with secrets and measured values replaced:")
  }

  /// Whether a body is nothing: an empty object, or an empty text.
  private func isEmpty(_ value: ValueSchema) -> Bool {
    value.members.isEmpty && value.kinds.isSubset(of: [.object, .string, .null])
      && (value.kinds.isEmpty || value.shapes == [.empty])
  }

  private func answers(
    _ operation: OperationSchema, _ evidence: OperationSummary?, _ table: PropertyTable
  ) -> [OperationPage.Message] {
    operation.responses.filter { $0.key.hasPrefix("2") }.sorted { $0.key < $1.key }.flatMap {
      status, response -> [OperationPage.Message] in
      let seen = Int(status).flatMap { evidence?.responses[$0] }
      let example = reference.examples[operation.name]?.answer
      let parts =
        response.body.map {
          messages(
            $0, seen?.body, table, operation.provenance, example: example,
            day: reference.examples[operation.name]?.day)
        } ?? []
      let meaning = markup.prose(response.summary)
      guard !parts.isEmpty else {
        return [
          .init(
            title: markup.code(status), meaning: meaning, note: markup.text("The body is empty."),
            table: nil, example: nil)
        ]
      }
      return parts.map { part in
        var part = part
        part.title = markup.code(status) + " " + part.title
        part.meaning = [meaning, part.meaning].filter { !$0.isEmpty }.joined(separator: " ")
        return part
      }
    }
  }

  private func others(
    _ operation: OperationSchema, _ evidence: OperationSummary?
  ) -> [OperationPage.OtherAnswer] {
    operation.responses.filter { !$0.key.hasPrefix("2") }.sorted { $0.key < $1.key }.map {
      status, response in
      let seen = Int(status).flatMap { evidence?.responses[$0]?.answers.count } ?? 0
      return .init(
        status: markup.code(status), meaning: markup.prose(response.summary),
        seen: seen > 0 ? NumberText.grouped(seen) : "")
    }
  }

  private func faults(
    _ operation: OperationSchema, _ evidence: OperationSummary?
  ) -> [OperationPage.Fault] {
    operation.faults.map { fault in
      let seen =
        evidence?.responses.values.reduce(0) { $0 + ($1.faultCodes[fault.code]?.count ?? 0) } ?? 0
      return .init(
        code: markup.code(fault.code), status: String(fault.status),
        meaning: markup.prose(fault.summary),
        confidence: markup.text(fault.provenance.confidence ?? ""),
        source: markup.source(fault.provenance),
        seen: seen > 0 ? NumberText.grouped(seen) : "")
    }
  }

  /// An answer that is a fault, with its title: one that was recorded, else that of the schema.
  private func faultExample(_ operation: OperationSchema) -> (title: String, text: String)? {
    let recorded = reference.examples[operation.name]?.fault
    let invented = operation.responses["500"]?.body?.examples["application/json"]
    guard !operation.faults.isEmpty, let shown = recorded ?? invented else { return nil }
    let title =
      recorded == nil
      ? markup.text("The envelope of a fault, invented:") : exampleTitle(recorded, nil)
    return (title, markup.block(Samples.json(shown), language: "json"))
  }

  /// What the shapes in the tables are.
  private func shapes(_ operation: OperationSchema) -> [String] {
    let all = operation.query.map(\.value) + values(operation)
    return all.reduce(into: Set<StringShape>()) { $0.formUnion($1.allShapes()) }.sorted()
      .compactMap { shape in
        shape.meaning.map { markup.code(shape.rawValue) + ": " + markup.prose($0) }
      }
  }

  private func change(_ change: RevisionChange, _ path: String) -> OperationPage.Change {
    .init(
      revision: markup.link(
        markup.text(Words.date(change.revision.id)), to: PagePath.page("History", markup.format),
        from: path),
      title: markup.prose(change.revision.title),
      details: Rows(
        change.details.map { detail in
          (detail.what.map(markup.text) ?? markup.code(detail.place)) + ": "
            + markup.prose(detail.before) + " → " + markup.prose(detail.after)
        }))
  }

  /// What rests on next to nothing, and what would show it.
  private func unknown(_ operation: OperationSchema, _ path: String) -> [String] {
    var texts: [String] = []
    if operation.hasOpenFaults {
      texts.append(
        markup.text("How else it fails. A recording of a call that fails would show it."))
    }
    switch operation.provenance.confidence {
    case "single":
      texts.append(
        markup.text(
          "The whole operation is known from one source. Any recording of it would confirm or mend "
            + "what stands here."))
    case "inferred", "none":
      texts.append(
        markup.text("The whole operation is inferred. Any recording of it would settle it."))
    default: break
    }
    let weak = weakMembers(operation)
    if !weak.isEmpty {
      texts.append(
        weak.map(markup.code).joined(separator: ", ")
          + markup.text(
            ": known from one source, or inferred. A recording that has them would settle it."))
    }
    let open = openEnumerations(operation)
    if !open.isEmpty {
      texts.append(
        open.map(markup.code).joined(separator: ", ")
          + markup.text(": other values than those listed exist, and nobody has named them."))
    }
    return texts
  }

  private func values(_ operation: OperationSchema) -> [ValueSchema] {
    (operation.requestBody?.contents.sorted { $0.key < $1.key }.map(\.value) ?? [])
      + operation.responses.sorted { $0.key < $1.key }.filter { $0.key.hasPrefix("2") }
      .flatMap { $0.value.body?.contents.sorted { $0.key < $1.key }.map(\.value) ?? [] }
  }

  private func properties(_ value: ValueSchema, depth: Int = 0) -> [PropertySchema] {
    guard depth < PropertyTable.depthLimit else { return [] }
    let inside = value.elements.map { properties($0.value, depth: depth + 1) } ?? []
    return value.members + inside
      + value.members.flatMap { properties($0.value, depth: depth + 1) }
  }

  private func weakMembers(_ operation: OperationSchema) -> [String] {
    guard
      operation.provenance.confidence?.hasPrefix("corroborated") == true
        || operation.provenance.confidence == "seed"
    else { return [] }
    let all = operation.query + values(operation).flatMap { properties($0) }
    return all.filter {
      ["single", "inferred", "none"].contains($0.provenance.confidence ?? "")
    }.map(\.name).uniqued
  }

  private func openEnumerations(_ operation: OperationSchema) -> [String] {
    let all = operation.query + values(operation).flatMap { properties($0) }
    return all.filter { $0.value.isOpenEnumeration && !$0.value.values.isEmpty }.map(\.name).uniqued
  }
}
