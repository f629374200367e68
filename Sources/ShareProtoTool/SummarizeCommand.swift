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

      Examples:
        shareproto summarize follower.har > follower.summary.jsonl
        shareproto summarize -o all.summary.jsonl captures/
        shareproto summarize --keylog keys.log phone.pcap
        ls *.har | xargs -P 4 -n 1 shareproto summarize | shareproto merge -
      """)

  @Argument(help: "Captures: files, folders, or - for standard input.", completion: .file())
  var captures: [String]

  @Option(name: .shortAndLong, help: "Write to a file instead of standard output.")
  var output: String?

  @OptionGroup(title: "Captures of packets") var packets: PacketOptionGroup

  @Flag(help: "Exit with 0 although a capture is damaged.")
  var keepGoing = false

  @Flag(name: .shortAndLong, help: "No summary and no diagnostics on standard error.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Every diagnostic, not one of each kind.")
  var verbose = false

  func validate() throws {
    guard !captures.isEmpty else {
      throw ValidationError("name a capture, or - for standard input")
    }
  }

  func run(output standardOutput: Output, errors: Output) throws -> Int32 {
    let redactor = Redactor.hiding()
    var session = SummarizeSession(
      diagnostics: DiagnosticLog(errors, redactor, isQuiet: quiet, isVerbose: verbose),
      redactor: redactor)
    var sources: [CaptureSource] = []
    for argument in captures {
      do {
        sources += try CaptureSource.sources(arguments: [argument])
      } catch {
        session.report(CaptureFailure(error))
      }
    }
    let output =
      try self.output.map { try Output(creating: $0, besides: sources.map(\.path)) }
      ?? standardOutput
    do {
      session.read(sources, try packets.options { session.diagnostics.add($0) })
    } catch let error as CaptureInputError {
      session.report(CaptureFailure(error))
    } catch let error as PacketFilterError {
      throw ValidationError(
        "--filter '\(error.expression)': \(error.problem); write it as for tcpdump")
    }
    let code = session.finish(keepGoing: keepGoing, output)
    if self.output != nil { try output.finish() }
    return code
  }
}

/// One run of `summarize`: from captures to one line.
private struct SummarizeSession {
  var diagnostics: DiagnosticLog
  private let redactor: Redactor
  private var merger = SummaryMerger()
  private var failures = 0
  private var captures = 0
  private var calls = 0
  private var overflows: [Limit: Int] = [:]

  init(diagnostics: DiagnosticLog, redactor: Redactor) {
    self.diagnostics = diagnostics
    self.redactor = redactor
  }

  mutating func read(_ sources: [CaptureSource], _ options: PacketOptions) {
    var builder = SummaryBuilder()
    var name = ""
    CallReader.readAhead(sources, packets: options, hasDigests: true) { event in
      switch event {
      case .began(let source, let title):
        diagnostics.capture = source.path
        // A long path says more of its owner than of the capture.
        name = title.split(separator: "/").suffix(2).joined(separator: "/")
        builder = SummaryBuilder()
      case .call(let call):
        builder.add(call)
        diagnostics.add(call.exchange, isWanted: call.standing != .foreign)
      case .diagnostic(let diagnostic): diagnostics.add(diagnostic)
      case .failed(let failure): report(failure)
      case .ended(_, let digests):
        add(builder.summary(label: redactor.label(name), digests: digests))
      case .log, .section, .connection, .summary: break
      }
    }
  }

  private mutating func add(_ summary: Summary) {
    captures += 1
    calls += summary.captures.reduce(0) { $0 + $1.calls }
    do {
      try merger.add(summary)
    } catch {
      failures += 1
      diagnostics.write("shareproto: \(TerminalText.escaped(error.description))")
    }
  }

  mutating func report(_ failure: CaptureFailure) {
    failures += 1
    diagnostics.add(failure)
  }

  /// Writes the line, and returns the exit code.
  mutating func finish(keepGoing: Bool, _ output: Output) -> Int32 {
    diagnostics.finish()
    defer { diagnostics.flush() }
    let summary: Summary
    do {
      guard captures > 0 else { return Tool.Exit.failed }
      summary = try merger.merged()
    } catch {
      diagnostics.write("shareproto: \(TerminalText.escaped(error.description))")
      return Tool.Exit.failed
    }
    SummaryWriter.line(summary).withUnsafeBytes { output.write($0) }
    for (limit, count) in summary.overflows.sorted(by: { $0.key < $1.key }) {
      diagnostics.write("summary-limit: \(count) left out, past the limit on \(limit.rawValue)")
    }
    diagnostics.write(
      "\(calls) call\(calls == 1 ? "" : "s") of \(summary.operations.count) operations in "
        + "\(captures) capture\(captures == 1 ? "" : "s")")
    if failures > 0 || diagnostics.hasDamage && !keepGoing { return Tool.Exit.failed }
    guard calls > 0 else {
      diagnostics.write("shareproto: there is no Share call in it")
      return Tool.Exit.failed
    }
    return Tool.Exit.done
  }
}
