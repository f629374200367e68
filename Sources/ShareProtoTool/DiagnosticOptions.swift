import ArgumentParser
import ShareProto

/// What is said beside the results, and what damage costs: the same for every command that reads
/// captures.
struct DiagnosticOptions: ParsableArguments {
  @Flag(help: "A damaged capture alone does not make the exit code 2.")
  var keepGoing = false

  @Flag(name: .shortAndLong, help: "No summary and no diagnostics on standard error.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Every diagnostic, not one of each kind.")
  var verbose = false

  /// What tells diagnostics as the options say.
  func log(_ errors: Output, _ redactor: Redactor) -> DiagnosticLog {
    DiagnosticLog(errors, redactor, isQuiet: quiet, isVerbose: verbose)
  }
}
