import ArgumentParser
import Foundation
import ShareProto

struct LearnCommand: ToolCommand {
  static let configuration = CommandConfiguration(
    commandName: "learn",
    abstract: "Proposes what the schema lacks, from captures.",
    discussion: """
      Says of operations that the schema does not have what they take and give, where the values in \
      them come from, and what they come after; and of those it has, parameters, members, words and \
      faults that are new. Everything comes with how often it was seen, and what was seen too seldom \
      is named as such. What contradicts the schema is not learned: check finds it. Signed calls are \
      left alone.

      The proposal is an OpenAPI overlay (-o). --accept writes the schema with it: to the file that \
      --schema or .shareproto.yml names, else to share.openapi.yaml in this folder. In place of captures \
      it takes a proposal that was written before, as it is or changed by hand. check --schema takes the \
      schema; once it is there, learn starts from it, so that learning the same again changes nothing.

      Exit codes: 0 done, also where there is nothing new; 2 could not do it (unreadable or empty \
      input, no call, or a damaged capture without --keep-going); 64 wrong usage.

      Examples:
        shareproto learn day1.har day2.pcapng
        shareproto learn -o learned.overlay.yaml captures/
        shareproto learn --accept learned.overlay.yaml
        shareproto learn --accept all.summary.jsonl
        shareproto check --schema share.openapi.yaml today.har
      """)

  @Argument(
    help: ArgumentHelp(
      "Captures or summaries: files, folders, or - for standard input; with --accept a proposal (.yaml)."
    ), completion: .file())
  var captures: [String]

  @Option(name: .shortAndLong, help: "Write the proposal, an OpenAPI overlay, to this file.")
  var output: String?

  @Flag(help: "Write the schema with the proposal to the file of --schema.")
  var accept = false

  @Option(
    help: ArgumentHelp(
      "The OpenAPI document to start from, if it is there, and to write with --accept.",
      valueName: "file"),
    completion: .file())
  var schema: String?

  @Flag(help: "Know nothing of the service but what --schema says.")
  var fromNothing = false

  @Option(
    help: ArgumentHelp(
      "Settings in place of .shareproto.yml; an empty name for none.", valueName: "file"),
    completion: .file())
  var config: String?

  @OptionGroup(title: "Captures of packets") var packets: PacketOptionGroup

  @OptionGroup(title: "Diagnostics") var diagnostics: DiagnosticOptions

  func validate() throws {
    guard !captures.isEmpty else {
      throw ValidationError("name a capture or a summary, or - for standard input")
    }
    guard captures.contains(where: Self.isProposal) else { return }
    guard accept, captures.count == 1, output == nil, !fromNothing else {
      throw ValidationError("a proposal goes alone, with --accept and --schema")
    }
  }

  func run(output standardOutput: Output, errors: Output) throws -> Int32 {
    let path = try schemaPath()
    let base = try self.base(path)
    if Self.isProposal(captures[0]) { return try accept(captures[0], base, path, standardOutput) }
    let learner = try self.learner(base)
    var log = diagnostics.log(errors, .hiding())
    let options = try packets.options(for: captures) { log.add($0) }
    var source = SummarySource(
      diagnostics: log, options: options, takesSummaries: true,
      known: fromNothing ? Set(try SchemaReader.read(base).operations.map(\.name)) : nil)
    var calls = 0
    if let summary = try source.readMerged(captures, for: "learn", countsTwins: false) {
      calls = summary.captures.reduce(0) { $0 + $1.calls }
      let proposal = learner.proposal(from: summary)
      if calls > 0 {
        LearnPrinter(standardOutput).write(proposal)
        try write(proposal, base, path, standardOutput)
      }
    }
    return source.finish(calls: calls, keepGoing: diagnostics.keepGoing)
  }

  // MARK: The schema

  /// The file of the schema, whether it is there or not.
  private func schemaPath() throws -> String {
    if let schema { return schema }
    let (settings, folder) = try FindingOptions.settings(config)
    guard let path = settings.schema else { return "share.openapi.yaml" }
    return FindingOptions.path(path, beside: folder)
  }

  private func base(_ path: String) throws -> SchemaDocument {
    if FileManager.default.fileExists(atPath: path) { return try SchemaFiles.document(path) }
    if fromNothing { return Learner.nothing }
    let history = try RevisionHistory.share()
    return history.document(of: history.latest)
  }

  private func learner(_ base: SchemaDocument) throws -> Learner {
    let others = fromNothing ? [] : try ShareRevisions.shared().schemas
    do {
      return try Learner(base: base, others: others)
    } catch {
      throw Failure(
        place: nil, subject: base.name, what: "\(error)",
        advice: "mend the document; Docs/Schema.md says what is read")
    }
  }

  // MARK: Writing

  private func write(
    _ proposal: Proposal, _ base: SchemaDocument, _ path: String, _ standardOutput: Output
  ) throws {
    guard let overlay = proposal.overlay else { return }
    let count = proposal.operations.count { !$0.facts.isEmpty }
    let size =
      "\(count) operation\(count == 1 ? "" : "s"), \(proposal.factCount) fact"
      + (proposal.factCount == 1 ? "" : "s")
    if let name = output {
      try save(overlay.yaml, to: name)
      standardOutput.write("Wrote \(TerminalText.escaped(name)) (\(size)).")
      standardOutput.write(
        accept
          ? "\n"
          : " `shareproto learn --accept \(TerminalText.escaped(name))` adds it to the schema.\n")
    }
    if accept {
      let document = try Overlay(overlay).accepted(by: base)
      try write(document, more: size, to: path, standardOutput)
    }
  }

  /// Writes the schema with a proposal that was written before.
  private func accept(
    _ proposal: String, _ base: SchemaDocument, _ path: String, _ standardOutput: Output
  ) throws -> Int32 {
    let overlay = try SchemaFiles.document(proposal)
    let document: SchemaDocument
    do {
      document = try Overlay(overlay).accepted(by: base)
    } catch {
      throw Failure(
        place: nil, subject: proposal, what: "\(error)",
        advice: "mend the proposal, or name the schema that it is for with --schema")
    }
    if document.root == base.root {
      standardOutput.write("Nothing new.\n")
    } else {
      try write(
        document, more: "what \(TerminalText.escaped(overlay.name)) adds", to: path, standardOutput)
    }
    return 0
  }

  private func write(
    _ document: SchemaDocument, more: String, to path: String, _ standardOutput: Output
  ) throws {
    let text = document.yaml
    do {
      // What cannot be read again must not replace what can.
      _ = try SchemaReader.read(SchemaDocument(name: path, text: Array(text.utf8)))
    } catch {
      throw Failure(
        place: nil, subject: path,
        what: "it was not written, as it could not be read again: \(error)",
        advice: "write the proposal with -o, and mend it")
    }
    try save(text, to: path)
    standardOutput.write(
      "Wrote \(TerminalText.escaped(path)), with \(more). "
        + "`shareproto check --schema \(TerminalText.escaped(path))` uses it.\n")
  }

  /// Whether a file is a proposal, an overlay in YAML, or is meant as one: no capture is YAML.
  private static func isProposal(_ path: String) -> Bool {
    [".yaml", ".yml"].contains(where: path.lowercased().hasSuffix)
  }

  private func save(_ text: String, to path: String) throws {
    let file = try Output(replacing: path, besides: captures)
    file.write(text)
    try file.finish()
  }
}
