import ArgumentParser
import ShareProto

/// A command of the tool, with its exit code.
protocol ToolCommand: ParsableCommand {
  /// Runs it; results go to `output`, everything else to `errors`.
  func run(output: Output, errors: Output) throws -> Int32
}

/// What every command that reads captures takes, beside the groups for calls and for packets. Those are
/// not inside this one: the parser's checks in debug builds double with each level.
struct CaptureOptions: ParsableArguments {
  @Argument(help: "Captures: files, folders, or - for standard input.", completion: .file())
  var captures: [String]

  @Option(name: .shortAndLong, help: "Write to a file instead of standard output.")
  var output: String?

  @Flag(help: "Show secrets: passwords, IDs, names. They are hidden unless this is given.")
  var reveal = false

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

  /// Reads the captures and prints what is wanted of them.
  ///
  /// - Parameters:
  ///   - filter: Which calls.
  ///   - packets: What helps with captures of packets.
  ///   - redactor: What keeps secrets out.
  ///   - listsConnections: Whether connections are what was asked for.
  ///   - isAllOrNothing: Whether a file without calls is none, and is not to be left behind.
  ///   - printer: Makes the printer, once it is known where to print.
  func run(
    _ filter: FilterOptions, _ packets: PacketOptionGroup, output standardOutput: Output,
    errors: Output, redactor: Redactor, listsConnections: Bool = false,
    isAllOrNothing: Bool = false,
    printer: (Output) -> any CallPrinter
  ) throws -> Int32 {
    let (sources, missing) = sources()
    let output =
      try self.output.map {
        let paths = sources.map(\.path)
        return isAllOrNothing
          ? try Output(replacing: $0, besides: paths) : try Output(creating: $0, besides: paths)
      } ?? standardOutput
    var session = CaptureSession(
      printer: printer(output), output: output,
      diagnostics: DiagnosticLog(errors, redactor, isQuiet: quiet, isVerbose: verbose),
      filter: filter.filter(), redactor: redactor, listsConnections: listsConnections)
    for error in missing { session.report(CaptureFailure(error)) }
    do {
      let options = try packets.options { session.diagnostics.add($0) }
      session.read(sources, options)
    } catch let error as CaptureInputError {
      session.report(CaptureFailure(error))
    } catch let error as PacketFilterError {
      throw ValidationError(
        "--filter '\(error.expression)': \(error.problem); write it as for tcpdump")
    }
    let code = session.finish(keepGoing: keepGoing)
    if self.output != nil { try output.finish(isKept: !isAllOrNothing || session.hasPrinted) }
    return code
  }

  /// The captures that the arguments stand for; an argument that stands for none costs itself alone.
  private func sources() -> (found: [CaptureSource], missing: [CaptureInputError]) {
    var found: [CaptureSource] = []
    var missing: [CaptureInputError] = []
    for argument in captures {
      do {
        found += try CaptureSource.sources(arguments: [argument])
      } catch {
        missing.append(error)
      }
    }
    return (found, missing)
  }
}
