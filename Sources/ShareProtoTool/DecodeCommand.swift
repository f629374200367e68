import ArgumentParser
import ShareProto

struct DecodeCommand: ToolCommand {
  static let configuration = CommandConfiguration(
    commandName: "decode",
    abstract: "Decodes captures into typed calls.",
    discussion: """
      Captures are HAR files (also .zhar, .har.zip) and files of packets (pcap, pcapng), as they are or \
      compressed (gzip, zstd), folders of such, and - for standard input.

      Exit codes: 0 done; 2 could not do it (unreadable or empty input, nothing matched, or a damaged \
      capture without --keep-going: what could be read is shown all the same); 64 wrong usage.

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

  @OptionGroup var options: CaptureOptions

  @OptionGroup(title: "Which calls") var filter: FilterOptions

  @OptionGroup(title: "Captures of packets") var packets: PacketOptionGroup

  @OptionGroup(title: "Diagnostics") var diagnostics: DiagnosticOptions

  @Option(
    help: "table for people; ndjson (a line a call) and json for programs; csv (a row a reading).")
  var format = Format.table

  @Flag(help: "List connections, and why each was decrypted or not, instead of calls.")
  var connections = false

  @Option(help: "Colour: auto (on a terminal, unless NO_COLOR is set), always or never.")
  var color = ColorChoice.auto

  func validate() throws {
    if connections, format == .csv {
      throw ValidationError("--connections has no CSV; use --format table, ndjson or json")
    }
  }

  func run(output: Output, errors: Output) throws -> Int32 {
    let redactor = options.reveal ? Redactor.revealing() : .hiding()
    return try options.run(
      filter, packets, diagnostics, output: output, errors: errors, redactor: redactor,
      listsConnections: connections
    ) { printer(to: $0, redactor) }
  }

  private func printer(to output: Output, _ redactor: Redactor) -> any CallPrinter {
    let isColoured =
      switch color {
      case .always: true
      case .never: false
      case .auto: output.isTerminal && !Output.isColourUnwanted
      }
    let style = CallTable.Style(width: output.width, isColoured: isColoured)
    return switch format {
    case _ where connections:
      ConnectionPrinter(redactor, format == .table ? style : nil, isArray: format == .json)
    case .table: TablePrinter(table: CallTable(redactor, style: style))
    case .ndjson: NDJSONPrinter(calls: CallJSON(redactor))
    case .json: JSONPrinter(calls: CallJSON(redactor))
    case .csv: CSVPrinter(readings: ReadingsCSV(redactor))
    }
  }
}
