import Foundation
import ShareProto

/// Reads captures and summaries, and gives a summary of each.
struct SummarySource {
  var diagnostics: DiagnosticLog
  let filter: CallFilter
  let options: PacketOptions
  private(set) var failures = 0
  /// What was read, as it may be shown.
  private(set) var names: [String] = []
  private let redactor = Redactor.hiding()

  init(diagnostics: DiagnosticLog, filter: CallFilter, options: PacketOptions) {
    self.diagnostics = diagnostics
    self.filter = filter
    self.options = options
  }

  /// Reads files, folders and standard input.
  mutating func read(_ arguments: [String], _ body: (Summary) -> Void) {
    var sources: [CaptureSource] = []
    for argument in arguments {
      do {
        sources += try CaptureSource.sources(arguments: [argument])
      } catch {
        report(CaptureFailure(error))
      }
    }
    var builder = SummaryBuilder()
    var name = ""
    var isSummary = false
    CallReader.readAhead(
      sources, packets: options, hasDigests: true, hasSummaries: true
    ) { event in
      switch event {
      case .began(let source, let title):
        diagnostics.capture = source.path
        name = title
        builder = SummaryBuilder()
        isSummary = false
      case .call(let call):
        if filter.accepts(call) { builder.add(call) }
        diagnostics.add(call.exchange, isWanted: call.standing != .foreign)
      case .summary(let summary):
        isSummary = true
        names.append(redactor.label(summary.captures.first?.label ?? name))
        body(summary)
      case .diagnostic(let diagnostic): diagnostics.add(diagnostic)
      case .failed(let failure): report(failure)
      case .ended(_, let digests) where !isSummary:
        let label = redactor.label(name)
        names.append(label)
        body(builder.summary(label: label, digests: digests))
      case .ended, .log, .section, .connection: break
      }
    }
  }

  private mutating func report(_ failure: CaptureFailure) {
    failures += 1
    diagnostics.add(failure)
  }

  /// Says what could not be read, and returns the exit code.
  mutating func finish(found: Bool, calls: Int, keepGoing: Bool) -> Int32 {
    diagnostics.finish()
    defer { diagnostics.flush() }
    if calls == 0 {
      diagnostics.write("shareproto: there is no Share call in it")
      return Tool.Exit.failed
    }
    if failures > 0 || diagnostics.hasDamage && !keepGoing { return Tool.Exit.failed }
    return found ? Tool.Exit.found : Tool.Exit.done
  }
}
