import Foundation
import ShareProto

/// One run of a command that sums captures up: from captures, and summaries of others where these may
/// stand for them, to a summary of each.
struct SummarySource {
  var diagnostics: DiagnosticLog
  let filter: CallFilter
  let options: PacketOptions
  /// What was read, as it may be shown.
  private(set) var names: [String] = []
  /// Those of captures that have no call of the service.
  private var emptyNames: [String] = []
  private(set) var failures = 0
  private let takesSummaries: Bool
  /// The operations that count as known; nil for all that are documented.
  private let known: Set<String>?
  private let redactor = Redactor.hiding()
  private var absence = Absence()

  init(
    diagnostics: DiagnosticLog, filter: CallFilter = CallFilter(), options: PacketOptions,
    takesSummaries: Bool, known: Set<String>? = nil
  ) {
    self.diagnostics = diagnostics
    self.filter = filter
    self.options = options
    self.takesSummaries = takesSummaries
    self.known = known
  }

  /// Reads files, folders and standard input.
  ///
  /// - Parameters:
  ///   - began: Is told of each capture before its calls.
  ///   - calls: Takes each call that is summed up.
  ///   - body: Takes a summary, or says why it cannot; the others are read all the same.
  mutating func read(
    _ arguments: [String], began: () -> Void = {}, calls: (Call) -> Void = { _ in },
    _ body: (Summary) throws(SummaryError) -> Void
  ) {
    let takesSummaries = takesSummaries
    let sources = CaptureSource.found(arguments) {
      takesSummaries && Self.isSummary($0)
    } missing: {
      report(CaptureFailure($0))
    }
    let known = known
    var builder = SummaryBuilder(known: known)
    var name = ""
    var isSummary = false
    CallReader.readAhead(
      sources, packets: options, hasDigests: true, hasSummaries: takesSummaries
    ) { event in
      switch event {
      case .began(let source, let title):
        diagnostics.capture = source.path
        // A long path says more of its owner than of the capture.
        name = title.split(separator: "/").suffix(2).joined(separator: "/")
        builder = SummaryBuilder(known: known)
        isSummary = false
        began()
      case .call(let call):
        absence.add(call)
        if filter.accepts(call) {
          builder.add(call)
          calls(call)
        }
        diagnostics.add(call.exchange, isWanted: call.standing != .foreign)
      case .summary(let summary):
        isSummary = true
        let label = summary.captures.count == 1 ? summary.captures[0].label : name
        names.append(
          redactor.label(label)
            + (summary.captures.count > 1 ? " (\(summary.captures.count) captures)" : ""))
        take(summary, body)
      case .connection(let connection): absence.add(connection)
      case .diagnostic(let diagnostic): diagnostics.add(diagnostic)
      case .failed(let failure): report(failure)
      case .ended(let source, let digests) where !isSummary:
        let shown = redactor.label(name)
        names.append(shown)
        // What is written must not depend on what else was read, nor say who has the folder.
        let label = takesSummaries ? shown : Redactor.hiding().label(source.name)
        let summary = builder.summary(label: label, digests: digests)
        if summary.captures.allSatisfy({ $0.calls == 0 }) { emptyNames.append(shown) }
        take(summary, body)
      case .ended, .log, .section: break
      }
    }
  }

  /// Whether a file of a folder is a summary: by its ending, and its beginning.
  private static func isSummary(_ path: String) -> Bool {
    guard path.hasSuffix(".jsonl") || path.hasSuffix(".ndjson"),
      let file = FileHandle(forReadingAtPath: path)
    else { return false }
    defer { try? file.close() }
    return SummaryReader.isSummary(beginning: (try? file.read(upToCount: 64)) ?? Data())
  }

  /// Reads them all into one summary; nil where nothing could be read.
  ///
  /// - Parameters:
  ///   - subject: The command, for what cannot be merged.
  ///   - countsTwins: Whether captures count that hold the same traffic as another.
  ///   - began: Is told of each capture before its calls.
  ///   - calls: Takes each call that is summed up.
  /// - Throws: `Failure` where they cannot be merged.
  mutating func readMerged(
    _ arguments: [String], for subject: String, countsTwins: Bool = true, began: () -> Void = {},
    calls: (Call) -> Void = { _ in }
  ) throws -> Summary? {
    var merger = SummaryMerger()
    read(arguments, began: began, calls: calls) { (summary) throws(SummaryError) in
      try merger.add(summary)
    }
    guard !names.isEmpty else { return nil }
    if !countsTwins {
      for (kept, leftOut) in merger.leaveOutTwins() {
        let names = leftOut.firstNames
        diagnostics.write(
          TerminalText.escaped("\(kept): counted once, as \(names) holds the same traffic"))
      }
    }
    do {
      return try merger.merged()
    } catch {
      throw Failure(place: nil, subject: subject, what: error.what, advice: error.advice)
    }
  }

  private mutating func take(
    _ summary: Summary, _ body: (Summary) throws(SummaryError) -> Void
  ) {
    do {
      try body(summary)
    } catch {
      failures += 1
      diagnostics.write("shareproto: \(TerminalText.escaped(error.description))")
    }
  }

  private mutating func report(_ failure: CaptureFailure) {
    failures += 1
    diagnostics.add(failure)
  }

  /// Says what could not be read, and returns the exit code.
  ///
  /// - Parameters:
  ///   - calls: How many were summed up.
  ///   - isFound: Whether what was asked about is there.
  mutating func finish(calls: Int, keepGoing: Bool, isFound: Bool = false) -> Int32 {
    diagnostics.finish()
    defer { diagnostics.flush() }
    guard failures == 0, keepGoing || !diagnostics.hasDamage else { return Tool.Exit.failed }
    guard calls > 0 else {
      for line in absence.lines(filter, tellsWhy: "shareproto decode --connections") {
        diagnostics.write(line)
      }
      return Tool.Exit.failed
    }
    tellEmpty()
    return isFound ? Tool.Exit.found : Tool.Exit.done
  }

  /// Names the captures without a call, which are rarely meant.
  private func tellEmpty() {
    guard !emptyNames.isEmpty else { return }
    let names = TerminalText.escaped(emptyNames.firstNames)
    diagnostics.write("shareproto: \(names): there is no Share call in it")
  }
}
