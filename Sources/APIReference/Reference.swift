public import APISchema
public import Evidence

/// The reference of a service: what a schema, its history and recordings say of it, as pages.
///
/// The same input makes the same pages. Nothing in them is markup that a schema or a recording brought.
public struct Reference: Sendable {
  /// What is described.
  public let schema: Schema
  let notes: ReferenceNotes
  let document: SchemaDocument
  let revisions: [Revision]
  let evidence: EvidenceReader
  /// Messages of recordings, by operation.
  let examples: [String: ExampleMessages]
  /// What answered in the recordings in place of the service, such as `a stand-in`; nil for the service.
  let recordedFrom: String?
  /// What the oldest revision is called.
  let base: String
  let paths: PagePath
  let links: IdentifierLinks
  private let history: RevisionChange.All

  /// A reference.
  ///
  /// - Parameters:
  ///   - document: The schema's document.
  ///   - history: The history of the service; nil for a document of somebody else.
  ///   - summary: What recordings have shown.
  ///   - examples: Messages of recordings without anybody's secrets, by operation.
  ///   - recordedFrom: What answered in the recordings in place of the service, such as `a stand-in`: what
  ///     it was taught is no evidence of the service.
  /// - Throws: `SchemaError` where a document is none.
  public init(
    _ document: SchemaDocument, history: RevisionHistory? = nil, summary: Summary? = nil,
    examples: [String: ExampleMessages] = [:], recordedFrom: String? = nil
  ) throws(SchemaError) {
    self.document = document
    schema = try SchemaReader.read(document)
    notes = try ReferenceNotes(document)
    paths = PagePath(schema)
    links = IdentifierLinks(notes, schema)
    evidence = EvidenceReader(summary)
    self.examples = examples
    self.recordedFrom = recordedFrom
    revisions = history?.revisions ?? []
    base = history.map { Words.date($0.revisions[0].id) } ?? ""
    self.history =
      try history.map { (history) throws(SchemaError) in
        try RevisionChange.all(history)
      } ?? RevisionChange.All()
  }

  /// Since when what an operation has no date of is known to be there: since it was first seen itself, or
  /// since the oldest revision.
  func base(of operation: String) -> String {
    notes.operations[operation]?.firstSeen ?? base
  }

  /// Since when an operation is known to be there; empty where nobody says.
  func since(_ operation: OperationSchema) -> String {
    let provenance = operation.provenance
    return provenance.since.map(Words.date)
      ?? (provenance.isLearned ? "" : base(of: operation.name))
  }

  func changes(of operation: String) -> [RevisionChange] {
    history.changes[operation] ?? []
  }

  /// Faults that only earlier revisions than the latest have.
  var formerFaults: [RevisionChange.FormerFault] {
    let present = Set(schema.operations.flatMap(\.faults).map(\.code))
    return history.formerFaults.values.filter { !present.contains($0.fault.code) }
      .sorted { $0.fault.code < $1.fault.code }
  }

  /// The shapes that the schema has.
  var shapes: [StringShape] {
    schema.operations.reduce(into: Set<StringShape>()) { all, operation in
      let bodies =
        [operation.requestBody].compactMap { $0 } + operation.responses.values.compactMap(\.body)
      for value in operation.query.map(\.value) + bodies.flatMap(\.contents.values) {
        all.formUnion(value.allShapes())
      }
    }.filter { $0.meaning != nil }.sorted()
  }

  /// A link to the page of an operation, with a place in its answer behind its name; no link for one that
  /// the schema does not have.
  func link(_ operation: String, _ place: String = "", from page: String, _ markup: Markup)
    -> String
  {
    let known = schema.operations.first { $0.name.lowercased() == operation.lowercased() }
    guard let known else { return markup.code(operation + place) }
    return markup.link(
      markup.code(PagePath.short(known.name) + place),
      to: paths.operation(known.name, markup.format), from: page)
  }

  /// Makes tables of what an operation has, or of what all have.
  func table(_ markup: Markup, of operation: String = "") -> PropertyTable {
    PropertyTable(markup: markup, base: base(of: operation))
  }

  /// All pages, by path.
  ///
  /// - Throws: `TemplateError` where a template is none.
  public func pages(
    _ format: ReferenceFormat, templates: PageTemplates = .builtIn
  ) throws(TemplateError) -> [String: String] {
    let markup = Markup(format: format)
    let renderer = try PageRenderer(format, templates)
    var pages: [String: String] = [:]
    let operations = OperationPageBuilder(reference: self, markup: markup)
    for operation in schema.operations {
      let (path, page) = operations.page(operation)
      pages[path] = try renderer.text(page, "operation", title: page.title, root: page.root)
    }
    for (path, page) in IndexPageBuilder(reference: self, markup: markup).pages() {
      pages[path] = try renderer.text(page, "index", title: page.title, root: page.root)
    }
    for page in TopicPageBuilder(reference: self, markup: markup).pages() {
      pages[page.path] = try renderer.text(page, "topic", title: page.title, root: page.root)
    }
    return pages
  }
}
