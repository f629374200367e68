import ArgumentParser
import ShareProto

struct ExportCommand: ToolCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes captures as a HAR that is safe to share, or as commands of curl.",
    discussion: """
      Secrets are replaced by others of their shape, the same throughout, so that the HAR decodes to \
      the same calls; glucose values and times stay. With --reveal everything is as it was recorded. \
      Browsers, mitmproxy and others read the HAR.

      Exit codes: 0 done; 2 could not do it (unreadable or empty input, nothing matched, or a damaged \
      capture without --keep-going: what could be read is written all the same); 64 wrong usage.

      Examples:
        shareproto export phone.pcapng -o phone.har
        shareproto export --all --keylog keys.log browser.pcap -o browser.har
        shareproto export --reveal proxy.pcap | jq '.log.entries[].request.url'
        shareproto export --as curl follower.har
        shareproto export --operation ReadPublisherLatestGlucoseValues --as curl day.har
      """)

  enum Form: String, CaseIterable, ExpressibleByArgument {
    case har, curl
  }

  @OptionGroup var options: CaptureOptions

  @OptionGroup(title: "Which calls") var filter: FilterOptions

  @OptionGroup(title: "Captures of packets") var packets: PacketOptionGroup

  @OptionGroup(title: "Diagnostics") var diagnostics: DiagnosticOptions

  @Option(
    name: .customLong("as"),
    help: "har; or curl: a command an exchange, with shell variables in place of secrets.")
  var form = Form.har

  func run(output: Output, errors: Output) throws -> Int32 {
    let hidden = Redactor.hiding(form == .curl ? .variable : .shape)
    let redactor = options.reveal ? Redactor.revealing() : hidden
    return try options.run(
      filter, packets, diagnostics, output: output, errors: errors, redactor: redactor,
      isAllOrNothing: true
    ) { _ in
      switch form {
      case .har: HARPrinter(redactor)
      case .curl: CurlPrinter(redactor)
      }
    }
  }
}

/// An entry a call.
private struct HARPrinter: CallPrinter {
  private var exchanges: ExchangeRedactor
  private var archive = HARWriter(version: Tool.version)

  init(_ redactor: Redactor) { exchanges = ExchangeRedactor(redactor) }

  mutating func print(_ call: Call, to output: Output) {
    archive.write(exchanges.exchange(of: call))
    archive.take(output.write)
  }

  mutating func finish(to output: Output) {
    archive.finish()
    archive.take(output.write)
  }
}

/// A command a call.
private struct CurlPrinter: CallPrinter {
  private var commands: CurlCommands

  init(_ redactor: Redactor) { commands = CurlCommands(redactor) }

  mutating func print(_ call: Call, to output: Output) { output.write(commands.command(for: call)) }
}
