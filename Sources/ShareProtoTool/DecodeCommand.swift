import ArgumentParser
import ShareProto

struct DecodeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decode",
    abstract: "Decodes captures into typed calls.",
    discussion: """
      Captures are HAR files (also .zhar, .har.zip) and files of packets (pcap, pcapng), as they are or \
      compressed (gzip, zstd), folders of such, and - for standard input.

      Examples:
        shareproto decode follower.har
        shareproto decode --format ndjson day.har | jq .response.decoded
        shareproto decode --format csv -o readings.csv captures/
        shareproto decode --operation ReadPublisherLatestGlucoseValues --status 500 day.har
        shareproto decode --since 2024-07-21 --until 2024-07-22T12:00Z day.har
        zstd -dc day.har.zst | shareproto decode -
        shareproto decode --keylog keys.log phone.pcap
        shareproto decode --connections phone.pcapng
        tcpdump -U -w - port 443 | shareproto decode --keylog keys.log -
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case table, ndjson, json, csv
  }

  enum ColorChoice: String, CaseIterable, ExpressibleByArgument {
    case auto, always, never
  }

  @Argument(help: "Captures: files, folders, or - for standard input.", completion: .file())
  var captures: [String]

  @Option(
    help: "table for people; ndjson (a line a call) and json for programs; csv (a row a reading).")
  var format = Format.table

  @Option(name: .shortAndLong, help: "Write to a file instead of standard output.")
  var output: String?

  @OptionGroup(title: "Which calls") var filter: FilterOptions

  @OptionGroup(title: "Captures of packets") var packets: PacketOptionGroup

  @Flag(help: "List connections, and why each was decrypted or not, instead of calls.")
  var connections = false

  @Flag(help: "Show secrets: passwords, IDs, names. They are hidden unless this is given.")
  var reveal = false

  @Flag(help: "Exit with 0 although a capture is damaged.")
  var keepGoing = false

  @Option(help: "Colour: auto (on a terminal, unless NO_COLOR is set), always or never.")
  var color = ColorChoice.auto

  @Flag(name: .shortAndLong, help: "No summary and no diagnostics on standard error.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Every diagnostic, not one of each kind.")
  var verbose = false

  func validate() throws {
    guard !captures.isEmpty else {
      throw ValidationError("name a capture, or - for standard input")
    }
    if connections, format == .csv {
      throw ValidationError("--connections has no CSV; use --format table, ndjson or json")
    }
  }

  func run(output standardOutput: Output, errors: Output) throws -> Int32 {
    let (sources, missing) = sources()
    let output =
      try self.output.map { try Output(creating: $0, besides: sources.map(\.path)) }
      ?? standardOutput
    let isColoured =
      switch color {
      case .always: true
      case .never: false
      case .auto: output.isTerminal && !Output.isColourUnwanted
      }
    let redactor = reveal ? Redactor.revealing() : .hiding()
    let style = CallTable.Style(width: output.width, isColoured: isColoured)
    let printer: any CallPrinter =
      switch format {
      case _ where connections:
        ConnectionPrinter(redactor, format == .table ? style : nil, isArray: format == .json)
      case .table: TablePrinter(table: CallTable(redactor, style: style))
      case .ndjson: NDJSONPrinter(calls: CallJSON(redactor))
      case .json: JSONPrinter(calls: CallJSON(redactor))
      case .csv: CSVPrinter(readings: ReadingsCSV(redactor))
      }
    var session = DecodeSession(
      printer: printer, output: output,
      diagnostics: DiagnosticLog(errors, redactor, isQuiet: quiet, isVerbose: verbose),
      filter: filter.filter(), redactor: redactor, listsConnections: connections)
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
    if self.output != nil { try output.finish() }
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
