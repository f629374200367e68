import ArgumentParser
import Foundation
import ShareProto

struct CheckCommand: ToolCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Checks captures against the schema, and says what changed and whom it breaks.",
    discussion: """
      Without an option, each capture is compared with the revision of the service that was in force \
      when it began. Captures are those that decode reads; a summary (shareproto summarize) stands for \
      the captures that it was made of.

      Settings are read from .shareproto.yml in this folder, or in one above it up to the root of the \
      repository: rules that are off or count otherwise, findings that are accepted.

      Exit codes: 0 nothing at or above --fail-on; 1 drift; 2 could not do it (unreadable or empty \
      input, no call, or a damaged capture without --keep-going); 64 wrong usage, or settings that are \
      wrong.

      Examples:
        shareproto check today.har
        shareproto check --revision share@2021-12 captures/
        shareproto check --baseline last-week.har today.har
        shareproto check --baseline old.summary.jsonl --format sarif -o drift.sarif today.har
        shareproto check --schema my.openapi.yaml --fail-on warning today.har
      """)

  @Argument(
    help: "Captures or summaries: files, folders, or - for standard input.", completion: .file())
  var captures: [String]

  @Option(help: "Compare with this revision: share@2021-12-08, any date, or latest.")
  var revision: String?

  @Option(
    help: ArgumentHelp("Compare with an OpenAPI document.", valueName: "file"),
    completion: .file())
  var schema: String?

  @Option(
    help: ArgumentHelp(
      "Compare with earlier captures or summaries. Repeatable.", valueName: "file"),
    completion: .file())
  var baseline: [String] = []

  @OptionGroup(title: "Findings") var findings: FindingOptions

  @OptionGroup(title: "Which calls") var filter: FilterOptions

  @OptionGroup(title: "Captures of packets") var packets: PacketOptionGroup

  @OptionGroup(title: "Diagnostics") var diagnostics: DiagnosticOptions

  func validate() throws {
    guard !captures.isEmpty else {
      throw ValidationError("name a capture or a summary, or - for standard input")
    }
    let given = [revision != nil, schema != nil, !baseline.isEmpty].count { $0 }
    guard given <= 1 else {
      throw ValidationError("only one of --revision, --schema and --baseline can be given")
    }
    guard (captures + baseline).count(where: { $0 == "-" }) <= 1 else {
      throw ValidationError("standard input can be named only once")
    }
  }

  func run(output standardOutput: Output, errors: Output) throws -> Int32 {
    let (settings, folder) = try findings.settings()
    var log = diagnostics.log(errors, .hiding())
    let options = try packets.options(for: captures + baseline) { log.add($0) }
    var reader = SummarySource(
      diagnostics: log, filter: filter.filter(), options: options, takesSummaries: true)
    var checker = try DriftChecker(
      try chosen(settings, folder, &reader), settings: settings, today: FindingOptions.today)
    reader.read(captures) { checker.add($0) }
    let report = checker.finish()
    let output = try Output.named(
      findings.output, else: standardOutput, besides: captures + baseline)
    let failOn = findings.failOn ?? settings.failOn ?? .error
    // Diagnostics first: the last line is the summary.
    let code = reader.finish(
      calls: report.calls, keepGoing: diagnostics.keepGoing,
      isFound: failOn.severity.map(report.hasFindings(from:)) ?? false)
    if report.calls > 0 {
      let renderer = findings.renderer(output, failOn.severity)
      output.write(renderer.text(report))
      if renderer.isForPrograms { reader.diagnostics.write(report.summary) }
    }
    output.flush()
    if output !== standardOutput { try output.finish() }
    return code
  }

  /// What to compare with: an option, else what the settings say, else the revision of the time.
  private func chosen(
    _ settings: DriftSettings, _ folder: String?, _ reader: inout SummarySource
  ) throws -> DriftChecker.Baseline {
    func besideSettings(_ path: String) -> String { FindingOptions.path(path, beside: folder) }
    let hasOption = revision != nil || schema != nil || !baseline.isEmpty
    if let name = revision ?? (hasOption ? nil : settings.revision) {
      do {
        return .schemas([try ShareRevisions.shared().schema(named: name)])
      } catch let error as UnknownRevision {
        throw ValidationError("\(error); `shareproto schema history` lists all")
      }
    }
    if let path = schema ?? (hasOption ? nil : settings.schema.map(besideSettings)) {
      return .schemas([try SchemaFiles.schema(path)])
    }
    let paths =
      hasOption || settings.baseline == nil
      ? baseline : settings.baseline.map { [besideSettings($0)] }
    guard let paths, !paths.isEmpty else { return .revisionOfItsTime }
    var merged: [Summary] = []
    var own = SummarySource(
      diagnostics: reader.diagnostics, filter: reader.filter, options: reader.options,
      takesSummaries: true)
    own.read(paths) { merged.append($0) }
    reader.diagnostics = own.diagnostics
    guard own.failures == 0, merged.contains(where: { !$0.operations.isEmpty }) else {
      reader.diagnostics.finish()
      throw Failure(
        place: nil, subject: "--baseline \(paths.joined(separator: ", "))",
        what: "there is no Share call in it that could be compared with",
        advice: "name a capture that shareproto decode can read, or a summary of one")
    }
    return .schemas([try Schema(inferredFrom: merged, named: own.names.joined(separator: ", "))])
  }
}

extension Schema {
  /// The schema that all of several recordings follow.
  fileprivate init(inferredFrom summaries: [Summary], named name: String) throws {
    guard summaries.count > 1 else {
      self.init(inferredFrom: summaries.first ?? Summary(), named: name)
      return
    }
    var merger = SummaryMerger()
    do {
      for summary in summaries { try merger.add(summary) }
      self.init(inferredFrom: try merger.merged(), named: name)
    } catch {
      throw Failure(
        place: nil, subject: "--baseline", what: error.what, advice: error.advice)
    }
  }
}
