import ArgumentParser
import ShareProto

struct SummarizeCommand: ToolCommand {
  static let configuration = CommandConfiguration(
    commandName: "summarize",
    abstract: "Sums up captures in one line that can be merged with others.",
    discussion: """
      The line says what was observed of each operation: members, types, forms of texts, classes of \
      numbers, statuses, faults, header fields, delays. It holds no value of health or identity, names \
      its captures by the SHA-256 of their content, and does not grow with the traffic.

      A summary stands for whole captures, so there are no options that choose calls.

      Exit codes: 0 done; 2 could not do it (unreadable or empty input, no call, or a damaged capture \
      without --keep-going: what could be read is summed up all the same); 64 wrong usage.

      Examples:
        shareproto summarize follower.har > follower.summary.jsonl
        shareproto summarize -o all.summary.jsonl captures/
        shareproto summarize --keylog keys.log phone.pcap
        parallel shareproto summarize ::: *.har | shareproto merge -
      """)

  @Argument(help: "Captures: files, folders, or - for standard input.", completion: .file())
  var captures: [String]

  @Option(name: .shortAndLong, help: "Write to a file instead of standard output, which - names.")
  var output: String?

  @OptionGroup(title: "Captures of packets") var packets: PacketOptionGroup

  @OptionGroup(title: "Diagnostics") var diagnostics: DiagnosticOptions

  func validate() throws {
    guard !captures.isEmpty else {
      throw ValidationError("name a capture, or - for standard input")
    }
  }

  func run(output standardOutput: Output, errors: Output) throws -> Int32 {
    var log = diagnostics.log(errors, .hiding())
    let options = try packets.options(for: captures) { log.add($0) }
    let output = try Output.named(self.output, else: standardOutput, besides: captures)
    var source = SummarySource(diagnostics: log, options: options, takesSummaries: false)
    var calls = 0
    if let summary = try source.readMerged(captures, for: "summarize") {
      calls = summary.captures.reduce(0) { $0 + $1.calls }
      write(summary, calls: calls, to: output, source.diagnostics)
    }
    if output !== standardOutput { try output.finish() }
    return source.finish(calls: calls, keepGoing: diagnostics.keepGoing)
  }

  private func write(
    _ summary: Summary, calls: Int, to output: Output, _ diagnostics: DiagnosticLog
  ) {
    SummaryWriter.line(summary).withUnsafeBytes { output.write($0) }
    for (limit, count) in summary.overflows.sorted(by: { $0.key < $1.key }) {
      diagnostics.write("summary-limit: \(count) left out, past the limit on \(limit.rawValue)")
    }
    for twins in summary.twins {
      let names = twins.map(\.label).firstNames
      diagnostics.write(
        TerminalText.escaped("the same traffic in several files, each of which counts: \(names)"))
    }
    let captures = summary.captures.count
    diagnostics.write(
      "\(calls) call\(calls == 1 ? "" : "s") of \(summary.operations.count) "
        + "operation\(summary.operations.count == 1 ? "" : "s") in "
        + "\(captures) capture\(captures == 1 ? "" : "s")")
  }
}
