import ArgumentParser
import ShareProto

struct SchemaDiffCommand: ToolCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Compares two schemas by the rules of check.",
    discussion: """
      A schema is a revision of the service, by any date, or an OpenAPI document in a file.

      Exit codes: 0 nothing at or above --fail-on; 1 a difference; 2 could not do it; 64 wrong usage.

      Examples:
        shareproto schema diff share@2021-09-14 share@2021-12-08
        shareproto schema diff share@latest my.openapi.yaml --fail-on warning
        shareproto schema diff old.openapi.yaml new.openapi.json --format sarif
      """)

  @Argument(help: "The schema that counts: a revision or a file.", completion: .file())
  var old: String

  @Argument(help: "The schema that is compared with it.", completion: .file())
  var new: String

  @OptionGroup(title: "Findings") var findings: FindingOptions

  func run(output standardOutput: Output, errors: Output) throws -> Int32 {
    let (settings, _) = try findings.settings()
    let before = try SchemaFiles.schema(named: old)
    let after = try SchemaFiles.schema(named: new)
    var checker = try DriftChecker(
      .schemas([before]), settings: settings, today: FindingOptions.today)
    checker.compare(after, with: before)
    let report = checker.finish()
    let failOn = findings.failOn ?? settings.failOn ?? .error
    let output = try Output.named(findings.output, else: standardOutput, besides: [])
    let renderer = findings.renderer(output, failOn.severity)
    output.write(renderer.text(report))
    if renderer.isForPrograms { errors.write(report.summary + "\n") }
    if output !== standardOutput { try output.finish() }
    let isFound = failOn.severity.map(report.hasFindings(from:)) ?? false
    return isFound ? Tool.Exit.found : Tool.Exit.done
  }
}
