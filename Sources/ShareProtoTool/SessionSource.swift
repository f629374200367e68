import ArgumentParser
import ShareProto

/// Reads the sessions to replay: a capture is one.
struct SessionSource {
  private(set) var sessions: [(name: String, calls: [Call])] = []
  /// The files that are read.
  private(set) var paths: [String] = []
  private var diagnostics: DiagnosticLog
  private let filter: CallFilter
  private let options: PacketOptions
  private let keepsGoing: Bool
  private var failures = 0

  init(
    filter: FilterOptions, packets: PacketOptionGroup, _ errors: Output, _ command: ReplayCommand
  ) throws {
    var diagnostics = DiagnosticLog(
      errors, .hiding(), isQuiet: command.quiet, isVerbose: command.verbose)
    options = try packets.options(for: command.captures) { diagnostics.add($0) }
    self.diagnostics = diagnostics
    self.filter = filter.filter()
    keepsGoing = command.keepGoing
  }

  /// Reads files, folders and standard input.
  ///
  /// - Returns: Whether anything could be read; where not, it was told why.
  /// - Throws: `Failure` where there is nothing to replay in what was read.
  mutating func read(_ arguments: [String]) throws -> Bool {
    var sources: [CaptureSource] = []
    for argument in arguments {
      do {
        sources += try CaptureSource.sources(arguments: [argument])
      } catch {
        failures += 1
        diagnostics.add(CaptureFailure(error))
      }
    }
    paths = sources.map(\.path)
    var (name, calls): (String, [Call]) = ("", [])
    var hasRead = false
    var filteredOut = 0
    CallReader.readAhead(sources, packets: options) { event in
      switch event {
      case .began(let source, let title):
        diagnostics.capture = source.path
        (name, calls) = (title, [])
      case .call(let call):
        if filter.accepts(call) {
          calls.append(call)
        } else if call.standing != .foreign {
          filteredOut += 1
        }
        diagnostics.add(call.exchange, isWanted: call.standing != .foreign)
      case .diagnostic(let diagnostic): diagnostics.add(diagnostic)
      case .failed(let failure):
        failures += 1
        diagnostics.add(failure)
        if !calls.isEmpty { sessions.append((name, calls)) }
      case .ended:
        hasRead = true
        if !calls.isEmpty { sessions.append((name, calls)) }
      case .log, .section, .connection, .summary: break
      }
    }
    diagnostics.finish()
    diagnostics.flush()
    guard hasRead || !sessions.isEmpty else { return false }
    guard !sessions.isEmpty || filteredOut == 0 else {
      throw Failure(
        place: nil, subject: arguments.joined(separator: ", "),
        what: "none of its \(filteredOut) Share calls is one of those that were asked for",
        advice: "see what it has with shareproto decode, and change --operation and its like")
    }
    guard !sessions.isEmpty else {
      throw Failure(
        place: nil, subject: arguments.joined(separator: ", "),
        what: "there is no Share call in it that could be replayed",
        advice: "see what it has with shareproto decode --all")
    }
    return true
  }

  /// The exit code of a run that came to another one, once damage is taken into account.
  func exitCode(_ code: Int32) -> Int32 {
    failures > 0 || diagnostics.hasDamage && !keepsGoing ? Tool.Exit.failed : code
  }
}
