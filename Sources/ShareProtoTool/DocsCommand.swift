import ArgumentParser
import Foundation
import ShareProto

struct DocsCommand: ToolCommand {
  static let configuration = CommandConfiguration(
    commandName: "docs",
    abstract: "Writes the endpoint reference, with what captures have shown of each operation.",
    discussion: """
      Pages of Markdown or HTML: an index, one a service and one an operation, and pages on faults, \
      formats, the session flow, history and open questions. Captures and summaries add how often \
      everything was seen, and real examples without anybody's secrets.

      The same input gives the same pages. Pages in the folder that an earlier run wrote, and that are \
      no longer made, are taken away; other files stay.

      Exit codes: 0 done, or fresh; 1 --check found pages that are not; 2 could not do it; 64 wrong \
      usage.

      Examples:
        shareproto docs -o Docs/Reference
        shareproto docs captures/ -o Docs/Reference --check
        shareproto docs --format html -o site day.har
        shareproto docs --format openapi -o api --schema my.openapi.yaml
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case markdown, html, openapi
  }

  @Argument(
    help: "Captures or summaries that add evidence: files, folders, or - for standard input.",
    completion: .file())
  var captures: [String] = []

  @Option(
    name: .shortAndLong, help: ArgumentHelp("The folder to write into.", valueName: "folder"),
    completion: .directory)
  var output: String

  @Option(help: "markdown, html, or openapi for the schema as one document.")
  var format = Format.markdown

  @Option(
    help: ArgumentHelp(
      "Templates in place of those built in, such as operation.md.mustache.", valueName: "folder"),
    completion: .directory)
  var templates: String?

  @Option(
    help: ArgumentHelp(
      "What answered in the captures, where it was not the service: the pages say so.",
      valueName: "name"))
  var recordedFrom: String?

  @Flag(help: "Write nothing, and say which pages are not fresh.")
  var check = false

  @Option(
    help: ArgumentHelp("Describe an OpenAPI document.", valueName: "file"), completion: .file())
  var schema: String?

  @Option(help: "Describe this revision: share@2021-12-08, any date, or latest.")
  var revision: String?

  @OptionGroup(title: "Captures of packets") var packets: PacketOptionGroup

  @OptionGroup(title: "Diagnostics") var diagnostics: DiagnosticOptions

  func validate() throws {
    guard schema == nil || revision == nil else {
      throw ValidationError("only one of --revision and --schema can be given")
    }
    guard captures.count(where: { $0 == "-" }) <= 1 else {
      throw ValidationError("standard input can be named only once")
    }
    guard templates == nil || format != .openapi else {
      throw ValidationError("--templates is for pages, not for --format openapi")
    }
  }

  func run(output standardOutput: Output, errors: Output) throws -> Int32 {
    let (document, history) = try chosen()
    var log = diagnostics.log(errors, .hiding())
    let options = try packets.options(for: captures) { log.add($0) }
    var source = SummarySource(
      diagnostics: log, filter: CallFilter(), options: options, takesSummaries: true)
    var collector = try examples(for: document)
    let summary = try source.readMerged(captures, for: "docs", began: { collector.beginCapture() })
    {
      collector.add($0)
    }
    let calls = summary?.captures.reduce(0) { $0 + $1.calls } ?? 0
    guard captures.isEmpty || calls > 0 else {
      return source.finish(calls: 0, keepGoing: diagnostics.keepGoing)
    }
    let pages = try pages(document, history, summary, collector.examples)
    let folder = PageFolder(output)
    let isStale: Bool
    if check {
      let stale = try folder.stale(pages)
      for line in stale { standardOutput.write(TerminalText.escaped(line) + "\n") }
      standardOutput.write(
        stale.isEmpty
          ? "\(pages.count) pages are fresh\n"
          : "\(stale.count) of \(pages.count) pages are not fresh\n")
      isStale = !stale.isEmpty
    } else {
      try folder.write(pages)
      source.diagnostics.write("Wrote \(pages.count) page\(pages.count == 1 ? "" : "s").")
      isStale = false
    }
    return source.finish(
      calls: max(calls, captures.isEmpty ? 1 : 0), keepGoing: diagnostics.keepGoing,
      isFound: isStale)
  }

  private func chosen() throws -> (SchemaDocument, RevisionHistory?) {
    let history = try RevisionHistory.share()
    if let schema {
      let document = try SchemaFiles.document(schema)
      return (document, history.contains(document) ? history : nil)
    }
    let revision = try SchemaFiles.revision(named: revision ?? "latest", in: history)
    return (history.document(of: revision), history)
  }

  private func examples(for document: SchemaDocument) throws -> ExampleCollector {
    do {
      return ExampleCollector(for: try SchemaReader.read(document))
    } catch {
      throw failure(error)
    }
  }

  private func failure(_ error: SchemaError) -> Failure {
    Failure(
      place: nil, subject: schema ?? "docs", what: "\(error)",
      advice: "mend the document; Docs/Schema.md says what is read")
  }

  private func pages(
    _ document: SchemaDocument, _ history: RevisionHistory?, _ summary: Summary?,
    _ examples: [String: ExampleMessages]
  ) throws -> [String: String] {
    do {
      let format: ReferenceFormat
      switch self.format {
      case .openapi:
        let document = summary.map(document.adding) ?? document
        return ["share.openapi.yaml": document.yaml, "share.openapi.json": document.json]
      case .markdown: format = .markdown
      case .html: format = .html
      }
      let reference = try Reference(
        document, history: history, summary: summary, examples: examples,
        recordedFrom: recordedFrom)
      let templates =
        try templates.map { (folder) throws(TemplateError) in
          try PageTemplates(folder: folder)
        } ?? .builtIn
      return try reference.pages(format, templates: templates)
    } catch let error as TemplateError {
      throw Failure(
        place: error.line.map { "line \($0)" }, subject: error.name, what: error.what,
        advice: "mend the template; Sources/APIReference/Templates has those built in")
    } catch let error as SchemaError {
      throw failure(error)
    }
  }
}
