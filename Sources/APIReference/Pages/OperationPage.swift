internal import APISchema
internal import CallRendering
internal import Evidence
internal import JSONDecoding

/// What stands on the page of an operation; all texts are markup already.
struct OperationPage {
  var title: String
  /// The title, as it stands in the page.
  var heading: String
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
  /// What comes before and after, and where identifiers come from.
  var neighbours: Rows<String>?
  var answers: [Message]
  var others: Rows<OtherAnswer>?
  var faults: Rows<Fault>?
  var faultNote: String?
  var refusals: Rows<String>?
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
    let table = reference.table(markup, of: operation.name)
    let fault = faultExample(operation)
    let page = OperationPage(
      title: markup.text(operation.name), heading: markup.heading(operation.name),
      learned: operation.isLearned ? markup.text(Self.learned(operation.provenance)) : nil,
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
        }
          + table.rows(operation.requestFields.filter(\.provenance.isLearned), in: "header") {
            reference.evidence.field($0.name, evidence)
          }),
      fields: fields(operation, evidence, path).nonEmpty,
      requests: requests(operation, evidence, table),
      requestNote: requestNote(operation).nonEmpty,
      neighbours: Rows(neighbours(operation, evidence, path)),
      answers: answers(operation, evidence, table),
      others: Rows(others(operation, evidence)), faults: Rows(faults(operation, evidence)),
      faultNote: operation.hasOpenFaults
        ? markup.text("Not all of its faults are known, so there may be other codes.") : nil,
      refusals: Rows(refusals(operation, evidence)), faultExample: fault?.text,
      faultTitle: fault?.title ?? "",
      shapes: Rows(shapes(operation)),
      changes: Rows(reference.changes(of: operation.name).map { change($0, path) }),
      unknown: Rows(unknown(operation, path)), hasEvidence: reference.evidence.isPresent,
      root: PagePath.relative(markup.format.indexName, from: path))
    return (path, page)
  }

  private static func learned(_ provenance: Provenance) -> String {
    let what = "Learned from recordings alone: nobody has documented this operation."
    guard let sightings = provenance.sightings else { return what }
    let captures = sightings.captures == 1 ? "1 capture" : "\(sightings.captures) captures"
    return what + " Seen \(Words.times(sightings.seen)), in \(captures)."
  }

  private func facts(
    _ operation: OperationSchema, _ evidence: OperationSummary?, _ path: String
  ) -> [OperationPage.Fact] {
    var facts: [OperationPage.Fact] = []
    let since = reference.since(operation)
    if !since.isEmpty { facts.append(.init(name: "Since", value: markup.text(since))) }
    if reference.evidence.isPresent {
      let seen = evidence.map { Words.seen($0.calls) } ?? "not seen in these recordings"
      let origin = evidence == nil ? nil : reference.recordedFrom.map { ", where \($0) answered" }
      facts.append(.init(name: "Recordings", value: markup.text(seen + (origin ?? ""))))
    }
    facts.append(
      .init(name: "Confidence", value: markup.text(operation.provenance.confidence ?? "not said")))
    let sources = operation.provenance.sources.map { reference.notes.sources[$0] ?? $0 }
    if !sources.isEmpty {
      facts.append(
        .init(name: "Known from", value: sources.map(markup.prose).joined(separator: "; ")))
    }
    if let clients = clients(operation.name) {
      facts.append(.init(name: "Clients known to use it", value: clients))
    }
    if let clients = recordedClients(evidence) {
      facts.append(.init(name: "Clients in these recordings", value: clients))
    }
    return facts
  }

  /// Those that the document names; nil where it names none for any operation.
  private func clients(_ operation: String) -> String? {
    let notes = reference.notes
    guard notes.operations.values.contains(where: { !$0.clients.isEmpty }) else { return nil }
    let keys = notes.operations[operation]?.clients ?? []
    guard !keys.isEmpty else { return markup.text("none") }
    return keys.map { markup.prose(notes.clients[$0] ?? notes.sources[$0] ?? $0) }
      .joined(separator: "; ")
  }

  /// Those whose user agents have names that many have, and how many calls they made.
  private func recordedClients(_ evidence: OperationSummary?) -> String? {
    guard let agents = evidence?.requestFields["user-agent"]?.values, !agents.isEmpty else {
      return nil
    }
    let other = agents["other"]?.count ?? 0
    var clients = agents.filter { $0.key != "other" }
      .sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
      .map { "\($0.key) (\(NumberText.grouped($0.value.count)))" }
    if other > 0 { clients.append("others, which are not named (\(NumberText.grouped(other)))") }
    return markup.text(clients.joined(separator: ", "))
  }

  /// The first lines of a request, as they go over the wire.
  private func call(_ operation: OperationSchema) -> String {
    let host =
      reference.schema.hosts.sorted().first { $0.hasPrefix("share2") }
      ?? reference.schema.hosts.sorted().first ?? "host"
    let invented = operation.query.filter(\.isUsuallyThere).map {
      "\($0.name)=\(Samples.text(for: $0))"
    }.joined(separator: "&")
    let query = reference.examples[operation.name]?.query ?? invented
    let target = operation.path + (query.isEmpty ? "" : "?" + query)
    return markup.block(
      "\(operation.methods.first ?? "POST") \(target) HTTP/1.1\nHost: \(host)", language: "http")
  }

  /// The fields that requests of any operation may have; of a learned one, those that it was seen with.
  private func fields(
    _ operation: OperationSchema, _ evidence: OperationSummary?, _ path: String
  ) -> String {
    let names = operation.requestFields.filter { field in
      !field.provenance.isLearned
        && (!operation.isLearned || evidence?.requestFields[field.name] != nil)
    }.map { markup.code($0.name) }
    return names.isEmpty
      ? ""
      : names.joined(separator: ", ") + "; "
        + markup.link(
          markup.text("what they are for"), to: PagePath.page("Formats", markup.format), from: path)
  }

  private func requestNote(_ operation: OperationSchema) -> String {
    func names(isUnsure: Bool) -> String {
      operation.methods.dropFirst().filter { operation.unsureMethods.contains($0) == isUnsure }
        .map(markup.code).joined(separator: ", ")
    }
    let (others, unsure) = (names(isUnsure: false), names(isUnsure: true))
    var also = others.isEmpty ? "" : others + markup.text(" is answered in the same way. ")
    if !unsure.isEmpty {
      also +=
        unsure + markup.text(" was seen too; which method takes and gives what is not known. ")
    }
    let isEmpty = operation.requestBody?.contents.values.allSatisfy(self.isEmpty) ?? true
    guard isEmpty, operation.methods != ["GET"] else { return also }
    return also
      + markup.prose(
        operation.isLearned
          ? "No body was seen."
          : "No body. `Content-Length: 0` has to be there; `{}` and an empty text are taken as none."
      )
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
      details: Rows(change.details.map { markup.prose($0.sentence) }))
  }
}

extension PropertySchema {
  /// Whether calls mostly have it, so that an example has it too.
  fileprivate var isUsuallyThere: Bool {
    guard provenance.isLearned, let sightings = provenance.sightings else {
      return presence == .required || isUsual
    }
    return sightings.seen == sightings.of
  }
}
