import ArgumentParser
import ShareProto

/// A command of the tool, with its exit code.
protocol ToolCommand: ParsableCommand {
  /// Runs it; results go to `output`, everything else to `errors`.
  func run(output: Output, errors: Output) throws -> Int32
}

/// What every command that reads captures takes, beside the groups for calls, for packets and for
/// diagnostics. Those are not inside this one: the parser's checks in debug builds double with each level.
struct CaptureOptions: ParsableArguments {
  @Argument(help: "Captures: files, folders, or - for standard input.", completion: .file())
  var captures: [String]

  @Option(name: .shortAndLong, help: "Write to a file instead of standard output, which - names.")
  var output: String?

  @Flag(help: "Show secrets: passwords, IDs, names. They are hidden unless this is given.")
  var reveal = false

  func validate() throws {
    guard !captures.isEmpty else {
      throw ValidationError("name a capture, or - for standard input")
    }
  }

  /// Reads the captures and prints what is wanted of them.
  ///
  /// - Parameters:
  ///   - filter: Which calls.
  ///   - packets: What helps with captures of packets.
  ///   - diagnostics: What is said beside the results.
  ///   - redactor: What keeps secrets out.
  ///   - listsConnections: Whether connections are what was asked for.
  ///   - isAllOrNothing: Whether a file without calls is none, and is not to be left behind.
  ///   - printer: Makes the printer, once it is known where to print.
  func run(
    _ filter: FilterOptions, _ packets: PacketOptionGroup, _ diagnostics: DiagnosticOptions,
    output standardOutput: Output, errors: Output, redactor: Redactor,
    listsConnections: Bool = false, isAllOrNothing: Bool = false,
    printer: (Output) -> any CallPrinter
  ) throws -> Int32 {
    var log = diagnostics.log(errors, redactor)
    let options = try packets.options(for: captures) { log.add($0) }
    var missing: [CaptureFailure] = []
    let sources = CaptureSource.found(captures) { missing.append(CaptureFailure($0)) }
    let output = try Output.named(
      self.output, else: standardOutput, besides: sources.map(\.path),
      replacesWhenWhole: isAllOrNothing)
    var session = CaptureSession(
      printer: printer(output), output: output, diagnostics: log, filter: filter.filter(),
      redactor: redactor, listsConnections: listsConnections)
    for failure in missing { session.report(failure) }
    session.read(sources, options)
    let code = session.finish(keepGoing: diagnostics.keepGoing)
    if output !== standardOutput {
      try output.finish(isKept: !isAllOrNothing || session.hasPrinted)
    }
    return code
  }
}

extension CaptureSource {
  /// The captures that arguments stand for; one that stands for none costs itself alone.
  static func found(
    _ arguments: [String], besides isWanted: (String) -> Bool = { _ in false },
    missing: (CaptureInputError) -> Void
  ) -> [CaptureSource] {
    var found: [CaptureSource] = []
    for argument in arguments {
      do {
        found += try CaptureSource.sources(arguments: [argument], besides: isWanted)
      } catch {
        missing(error)
      }
    }
    return found
  }
}
