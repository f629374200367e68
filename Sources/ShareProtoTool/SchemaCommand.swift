import ArgumentParser
import Foundation
import ShareProto

/// The commands about the schema itself.
struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Shows the schema of the service, and how it changed.",
    discussion: """
      Exit codes: 0 done; 1 diff has found a difference; 2 could not do it (a file cannot be read or \
      written); 64 wrong usage.
      """,
    subcommands: [
      SchemaShowCommand.self, SchemaHistoryCommand.self, SchemaDiffCommand.self,
      SchemaRulesCommand.self,
    ])
}

struct SchemaShowCommand: ToolCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Prints the schema of a revision as OpenAPI, or one operation in readable form.",
    discussion: """
      A revision may be named by any date: of a year or a month, the one in force at its end counts.

      Exit codes: 0 done; 64 wrong usage.

      Examples:
        shareproto schema show > share.openapi.yaml
        shareproto schema show --revision share@2018 --format json
        shareproto schema show --revision 2021-12-01 ReadPublisherLatestGlucoseValues
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case yaml, json
  }

  @Option(help: "The revision: share@2021-12-08, any date, or latest.")
  var revision = "latest"

  @Option(help: "yaml or json.")
  var format = Format.yaml

  @Argument(
    help: "Show this operation alone: Publisher/CreateContact, with or without its service.")
  var operation: String?

  func run(output: Output, errors: Output) throws -> Int32 {
    let history = try RevisionHistory.share()
    let revision = try SchemaFiles.revision(named: self.revision, in: history)
    if let operation {
      let schema = try history.schema(of: revision)
      output.write(try text(of: operation, in: schema, width: output.width))
    } else {
      let document = history.document(of: revision)
      output.write(format == .yaml ? document.yaml : document.json)
    }
    return Tool.Exit.done
  }

  private func text(of name: String, in schema: Schema, width: Int) throws -> String {
    let wanted = name.lowercased()
    let found = schema.operations.filter {
      let own = $0.name.lowercased()
      return own == wanted || own.hasSuffix("/" + wanted)
    }
    guard !found.isEmpty else {
      let nearest = schema.operations.map(\.name).nearest(to: name)
      throw ValidationError(
        "\(schema.name) has no operation \(name); the nearest names are "
          + nearest.joined(separator: ", "))
    }
    return schema.name + "\n" + found.map { OperationOutline($0, width: width).text }.joined()
  }
}

struct SchemaHistoryCommand: ToolCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "Lists the revisions of the service, what changed, whom it broke, and the evidence.",
    discussion: "Exit codes: 0 done; 64 wrong usage.")

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, json
  }

  @Option(help: "text for people, json for programs.")
  var format = Format.text

  func run(output: Output, errors: Output) throws -> Int32 {
    let outline = HistoryOutline(try RevisionHistory.share())
    switch format {
    case .text: output.write(outline.text(width: output.width))
    case .json:
      output.write(SchemaDocument(name: "history", root: outline.json).json)
    }
    return Tool.Exit.done
  }
}
