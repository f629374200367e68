import ShareProto

/// One run of a command that reads captures: from captures to printed calls, and what there is to say
/// at the end.
struct CaptureSession {
  var printer: any CallPrinter
  let output: Output
  var diagnostics: DiagnosticLog
  let filter: CallFilter
  private let redactor: Redactor
  private var counts = CallCounts()
  private var captures = 0
  private var capture = ""
  private var absence = Absence()
  private var connections = 0
  /// Whether connections are what was asked for.
  private let listsConnections: Bool
  private var failures = 0

  init(
    printer: any CallPrinter, output: Output, diagnostics: DiagnosticLog, filter: CallFilter,
    redactor: Redactor, listsConnections: Bool
  ) {
    self.listsConnections = listsConnections
    self.redactor = redactor
    self.printer = printer
    self.output = output
    self.diagnostics = diagnostics
    self.filter = filter
  }

  /// Whether a call was printed.
  var hasPrinted: Bool { counts.shown > 0 }

  mutating func read(_ sources: [CaptureSource], _ options: PacketOptions) {
    var title: String?
    let redactor = redactor
    let pause = {
      printer.pause(to: output)
      output.flush()
    }
    CallReader.readAhead(sources, packets: options, whileWaiting: pause) { event in
      switch event {
      case .began(let source, let name):
        captures += 1
        diagnostics.capture = source.path
        title = name
        capture = name
      case .log(let log):
        if let title {
          printer.begin(title: "\(redactor.label(title)) · \(log.summary(redactor))", to: output)
        }
      case .section(let section, let keyLogs):
        if let name = title {
          title = nil
          printer.begin(
            title: "\(redactor.label(name)) · \(section.summary(redactor, keyLogs: keyLogs))",
            to: output)
        }
      case .connection(let connection):
        absence.add(connection)
        connections += 1
        printer.print(connection, of: capture, to: output)
      case .call(let call):
        let isWanted = filter.accepts(call)
        counts.add(call, isWanted: isWanted)
        absence.add(call)
        if isWanted { printer.print(call, to: output) }
        diagnostics.add(call.exchange, isWanted: isWanted)
      case .diagnostic(let diagnostic): diagnostics.add(diagnostic)
      case .failed(let failure):
        printer.end(to: output)
        captures -= 1
        report(failure)
      case .summary: break
      case .ended: printer.end(to: output)
      }
    }
    printer.finish(to: output)
  }

  /// Says of a capture that it could not be read.
  mutating func report(_ failure: CaptureFailure) {
    failures += 1
    diagnostics.add(failure)
  }

  /// Says what was read and what was not, and returns the exit code.
  mutating func finish(keepGoing: Bool) -> Int32 {
    if captures > 0 {
      let summary = counts.description(ofCaptures: captures)
      if let line = printer.lastLine(summary) {
        output.write((counts.shown > 0 ? "\n" : "") + line)
      } else {
        diagnostics.write(summary)
      }
    }
    output.flush()
    diagnostics.finish()
    defer { diagnostics.flush() }
    if failures > 0 || diagnostics.hasDamage && !keepGoing { return Tool.Exit.failed }
    guard counts.shown == 0, !listsConnections || connections == 0 else { return Tool.Exit.done }
    for line in absence.lines(filter, tellsWhy: "--connections") { diagnostics.write(line) }
    return Tool.Exit.failed
  }
}

extension CaptureSection {
  /// `pcapng · Dumpcap (Wireshark) 4.0.17 · keys in keys.log`
  fileprivate func summary(_ redactor: Redactor, keyLogs: [String]) -> String {
    var parts = [format.rawValue]
    if let application { parts.append(redactor.label(application)) }
    if !keyLogs.isEmpty {
      let names = keyLogs.prefix(3).map { CaptureSource.file(path: $0).name }
      let more = keyLogs.count > 3 ? " and \(keyLogs.count - 3) more" : ""
      parts.append("keys in " + redactor.label(names.joined(separator: ", ")) + more)
    }
    return parts.joined(separator: " · ")
  }
}

extension HARLog {
  /// `HAR 1.2 · WebInspector 537.36 · Chrome 131`
  fileprivate func summary(_ redactor: Redactor) -> String {
    let version = version.flatMap { $0.isEmpty ? nil : $0 } ?? "1.1"
    let programs = [creator, browser].compactMap { $0 }.compactMap { program in
      program.name.map { redactor.program($0, version: program.version) }
    }
    return (["HAR \(redactor.version(version))"] + programs).joined(separator: " · ")
  }
}
