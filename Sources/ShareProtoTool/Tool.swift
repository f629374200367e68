import ArgumentParser
import SessionReplay
import ShareProto

/// The command line: arguments in, exit code out.
enum Tool {
  /// The exit codes, the same for every command.
  enum Exit {
    /// Done, and clean.
    static let done: Int32 = 0
    /// What was asked about was found: drift.
    static let found: Int32 = 1
    /// It could not be done: unreadable or empty input, nothing matched.
    static let failed: Int32 = 2
    /// Wrong usage.
    static let usage: Int32 = 64
  }

  /// The version of the tool.
  static let version = "0.1.0"

  /// Runs one command.
  static func run(_ arguments: [String], output: Output, errors: Output) -> Int32 {
    run(output: output, errors: errors) { try ShareProtoCommand.parseAsRoot(arguments) }
  }

  /// Runs the command that a closure reads.
  static func run(
    output: Output, errors: Output, _ command: () throws -> any ParsableCommand
  ) -> Int32 {
    let code: Int32
    var read: (any ParsableCommand)?
    do {
      var command = try command()
      read = command
      if let command = command as? any ToolCommand {
        code = try command.run(output: output, errors: errors)
      } else {
        try command.run()
        code = Exit.done
      }
    } catch let failure as Failure {
      errors.write(harmless(failure.description) + "\n")
      code = Exit.failed
    } catch let refusal as ReplayRefusal {
      errors.write(harmless("shareproto: \(refusal)") + "\n")
      code = Exit.usage
    } catch let failure as OutputError {
      errors.write("\(failure)\n")
      code = Exit.failed
    } catch let error as ValidationError where read != nil {
      let name = read.flatMap { fullName(of: type(of: $0)) } ?? "shareproto"
      errors.write(
        harmless("Error: \(error.message)\nSee '\(name) --help' for more information.\n"))
      code = Exit.usage
    } catch {
      let message = ShareProtoCommand.fullMessage(for: error)
      code = ShareProtoCommand.exitCode(for: error).rawValue
      (code == Exit.done ? output : errors).write(harmless(message) + "\n")
    }
    errors.flush()
    do {
      try output.finish()
      return code
    } catch {
      errors.write("\(error)\n")
      errors.flush()
      return Exit.failed
    }
  }

  /// How a command is called: `shareproto schema show`.
  private static func fullName(
    of command: any ParsableCommand.Type,
    in parent: any ParsableCommand.Type = ShareProtoCommand.self
  ) -> String? {
    if parent == command { return parent._commandName }
    return parent.configuration.subcommands.lazy.compactMap { fullName(of: command, in: $0) }.first
      .map { "\(parent._commandName) \($0)" }
  }

  /// A message in which arguments may be quoted: nothing in it that a terminal would obey.
  private static func harmless(_ message: String) -> String {
    message.split(separator: "\n", omittingEmptySubsequences: false)
      .map { TerminalText.escaped(String($0)) }.joined(separator: "\n")
  }
}

/// Why a command did not do what was asked: where, what, what to do.
struct Failure: Error, CustomStringConvertible {
  var place: String?
  var subject: String
  var what: String
  var advice: String

  var description: String {
    var lines = ["shareproto: \(subject)"]
    if let place { lines.append("  where   \(place)") }
    lines.append("  what    \(what)")
    lines.append("  do      \(advice)")
    return lines.joined(separator: "\n")
  }
}

extension Failure {
  /// A file that cannot be read.
  init(_ error: CaptureInputError) {
    self.init(
      place: nil, subject: Redactor.hiding().label(error.path), what: error.what,
      advice: error.advice)
  }
}

struct ShareProtoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shareproto",
    abstract: "Reads recorded traffic of the Dexcom Share service and says what it means.",
    discussion: """
      Nothing that shareproto shows gives a password, a session or a person away, unless --reveal is \
      given.

      Exit codes: 0 done and clean; 1 the thing asked about was found (drift); 2 could not do it \
      (unreadable or empty input, nothing matched, a damaged capture without --keep-going); 64 wrong \
      usage.
      """,
    version: Tool.version,
    subcommands: [
      DecodeCommand.self, ExportCommand.self, CheckCommand.self, SchemaCommand.self,
      DocsCommand.self, SummarizeCommand.self, MergeCommand.self, LearnCommand.self,
      ReplayCommand.self, ServeCommand.self,
    ])
}
