import ArgumentParser
import Foundation
import ShareProto

struct SchemaRulesCommand: ToolCommand {
  static let configuration = CommandConfiguration(
    commandName: "rules",
    abstract: "Lists the rules of check, or explains one with an example.",
    discussion: """
      Exit codes: 0 done; 2 the pages cannot be written; 64 wrong usage.

      Examples:
        shareproto schema rules
        shareproto schema rules response-property-type-changed
        shareproto schema rules --format markdown -o Docs/Rules
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, json, markdown
  }

  @Argument(help: "Explain this rule.")
  var rule: String?

  @Option(help: "text for people, json for programs, markdown for pages.")
  var format = Format.text

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "With --format markdown: write an index and a page a rule into this folder.",
      valueName: "folder"), completion: .directory)
  var output: String?

  func validate() throws {
    if output != nil, format != .markdown || rule != nil {
      throw ValidationError("--output is for all pages: --format markdown, without a rule")
    }
  }

  func run(output: Output, errors: Output) throws -> Int32 {
    if let folder = self.output {
      try write(to: folder)
      return Tool.Exit.done
    }
    let rules = try rule.map { [try find($0)] } ?? RuleCatalog.all
    switch format {
    case .text:
      output.write(
        rule == nil
          ? RuleIndexPage.text(width: output.width) : RulePage(rules[0]).text(width: output.width))
    case .markdown:
      output.write(rule == nil ? RuleIndexPage.markdown : RulePage(rules[0]).markdown)
    case .json:
      let list = rules.map { rule in
        JSONValue.object([
          .init("id", .string(rule.id)), .init("severity", .string(rule.severity.rawValue)),
          .init("effect", .string(rule.effect.rawValue)), .init("title", .string(rule.title)),
          .init("explanation", .string(rule.explanation)), .init("advice", .string(rule.advice)),
        ])
      }
      let json = JSONWriter()
      json.value(.array(list))
      json.newline()
      json.take(output.write)
    }
    return Tool.Exit.done
  }

  private func find(_ id: String) throws -> Rule {
    if let rule = RuleCatalog.rule(id) { return rule }
    let nearest = RuleCatalog.all.map(\.id).nearest(to: id).joined(separator: ", ")
    throw ValidationError("there is no rule \(id); the nearest are \(nearest)")
  }

  /// Writes all pages, and takes away those of rules that are no more.
  private func write(to folder: String) throws {
    var pages = ["README.md": RuleIndexPage.markdown]
    for rule in RuleCatalog.all { pages[rule.id + ".md"] = RulePage(rule).markdown }
    do {
      let url = URL(filePath: folder, directoryHint: .isDirectory)
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
      let old = try FileManager.default.contentsOfDirectory(atPath: folder)
      for name in old where name.hasSuffix(".md") && pages[name] == nil {
        let page = url.appending(path: name)
        let text = try String(contentsOf: page, encoding: .utf8)
        guard text.hasPrefix("<!-- Written by `make generated`. -->") else { continue }
        try FileManager.default.removeItem(at: page)
      }
      for (name, text) in pages {
        try Data(text.utf8).write(to: url.appending(path: name))
      }
    } catch {
      throw Failure(
        place: nil, subject: folder, what: "the pages cannot be written",
        advice: "name a folder of yours for --output")
    }
  }
}
