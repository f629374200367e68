internal import APISchema
internal import Evidence
internal import JSONDecoding

/// What stands on the page of an operation; all texts are markup already.
struct OperationPage {
  var title: String
  var learned: String
  var index: String
  var service: String
  var purpose: String
  var paragraphs: [String]
  var facts: [Fact]
  var call: String
  var parameters: [PropertyRow]
  var fields: String
  var requests: [Message]
  var requestNote: String
  var answers: [Message]
  var others: [OtherAnswer]
  var faults: [Fault]
  var faultNote: String
  var faultExample: String
  var changes: [Change]
  var unknown: [String]
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
    var rows: [PropertyRow]
    var example: String
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
    var details: [String]
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
    let page = OperationPage(
      title: markup.text(operation.name),
      learned: operation.isLearned
        ? markup.text("Learned from recordings alone: nobody has documented this operation.") : "",
      index: markup.link(
        markup.text("All operations"), to: markup.format.indexName, from: path),
      service: markup.link(
        markup.text(service), to: reference.paths.service(service, markup.format), from: path),
      purpose: markup.prose(operation.summary ?? "Nobody has said what it is for."),
      paragraphs: markup.paragraphs(operation.explanation),
      facts: facts(operation, evidence, path),
      call: call(operation),
      parameters: table.rows(operation.query, in: "query") {
        reference.evidence.parameter($0.name, evidence)
      },
      fields: fields(operation, path), requests: requests(operation, evidence, table),
      requestNote: requestNote(operation), answers: answers(operation, evidence, table),
      others: others(operation, evidence), faults: faults(operation, evidence),
      faultNote: operation.hasOpenFaults
        ? markup.text("Nobody has recorded how it fails, so there may be other codes.") : "",
      faultExample: faultExample(operation),
      changes: reference.changes(of: operation.name).map { change($0, path) },
      unknown: unknown(operation, path), hasEvidence: reference.evidence.isPresent,
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
    let host = reference.schema.hosts.sorted().first { $0.hasPrefix("share2") }
      ?? reference.schema.hosts.sorted().first ?? "host"
    let invented = operation.query.filter { $0.presence == .required }.map {
      "\($0.name)=\(Samples.text(for: $0))"
    }.joined(separator: "&")
    let query = reference.examples[operation.name]?.query ?? invented
    let target = operation.path + (query.isEmpty ? "" : "?" + query)
    var lines = operation.methods.map { "\($0) \(target) HTTP/1.1" }
    lines.append("Host: \(host)")
    return markup.block(lines.joined(separator: "\n"))
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
    let isEmpty = operation.requestBody?.contents.values.allSatisfy { $0.members.isEmpty } ?? true
    return isEmpty && operation.methods != ["GET"]
      ? markup.prose(
        "No body. `Content-Length: 0` has to be there; `{}` and an empty text are taken as none.")
      : ""
  }

  private func requests(
    _ operation: OperationSchema, _ evidence: OperationSummary?, _ table: PropertyTable
  ) -> [OperationPage.Message] {
    guard let body = operation.requestBody else { return [] }
    return messages(
      body, evidence?.requestBody, table, operation.provenance,
      example: reference.examples[operation.name]?.request
    ).filter { !$0.rows.isEmpty }
  }

  private func messages(
    _ body: BodySchema, _ evidence: BodySummary?, _ table: PropertyTable,
    _ provenance: Provenance, example: JSONValue?
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
          isList ? "An array; each of its elements has:" : "",
          value.hasMemberOrder || value.elements?.value.hasMemberOrder == true
            ? "The members come in this order." : "",
          body.isRequired ? "" : "It may be empty.",
        ].filter { !$0.isEmpty }.map(markup.text).joined(separator: " "),
        rows: isEmpty(value)
          ? [] : table.rows(of: value, in: "body", provenance: provenance, seen: seen),
        example: shown.map { markup.block(Samples.json($0)) } ?? "")
    }
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
          messages($0, seen?.body, table, operation.provenance, example: example)
        } ?? []
      let meaning = markup.prose(response.summary)
      guard !parts.isEmpty else {
        return [
          .init(
            title: markup.code(status), meaning: meaning, note: markup.text("The body is empty."),
            rows: [], example: "")
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
        seen: seen > 0 ? Words.grouped(seen) : "")
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
        source: markup.text(fault.provenance.sources.joined(separator: ", ")),
        seen: seen > 0 ? Words.grouped(seen) : "")
    }
  }

  /// An answer that is a fault: one that was recorded, else that of the schema.
  private func faultExample(_ operation: OperationSchema) -> String {
    let body = operation.responses["500"]?.body
    let shown = reference.examples[operation.name]?.fault ?? body?.examples["application/json"]
    return operation.faults.isEmpty ? "" : shown.map { markup.block(Samples.json($0)) } ?? ""
  }

  private func change(_ change: RevisionChange, _ path: String) -> OperationPage.Change {
    .init(
      revision: markup.link(
        markup.text(Words.date(change.revision.id)), to: PagePath.page("History", markup.format),
        from: path),
      title: markup.prose(change.revision.title),
      details: change.details.map { detail in
        markup.code(detail.place) + (detail.place.isEmpty ? "" : ": ")
          + markup.prose(detail.before) + " → " + markup.prose(detail.after)
      })
  }

  /// What rests on next to nothing, and what would show it.
  private func unknown(_ operation: OperationSchema, _ path: String) -> [String] {
    var texts: [String] = []
    if operation.hasOpenFaults {
      texts.append(markup.text("How it fails. A recording of a call that fails would show it."))
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
          + markup.text(": known from one source, or inferred. A recording that has them would settle it."))
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
    guard depth < 12 else { return [] }
    let inside = value.elements.map { properties($0.value, depth: depth + 1) } ?? []
    return value.members + inside
      + value.members.flatMap { properties($0.value, depth: depth + 1) }
  }

  private func weakMembers(_ operation: OperationSchema) -> [String] {
    guard operation.provenance.confidence?.hasPrefix("corroborated") == true
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
