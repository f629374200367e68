import Foundation
import ShareProto
import TestSupport
import Testing

struct CheckCommandTests {
  private static let follower = CheckoutFiles.path("Captures/follower.har")

  /// The follower's capture with trends as numbers.
  private static func changed() throws -> TemporaryFile {
    let text = try CheckoutFiles.text("Captures/follower.har")
    return try TemporaryFile(
      "changed.har",
      text.replacing(#"\"Trend\":\"Flat\""#, with: #"\"Trend\":4"#).utf8)
  }

  @Test func `a capture against its time is clean, and its last line says so`() throws {
    let run = try ToolRun("check", "--config", "", Self.follower)
    #expect(run.code == 0, "\(run.output)\(run.errors)")
    #expect(
      run.output.hasSuffix(
        "over 21 calls · best fit: share@2023-04 · compared with share@2023-04\n"))
  }

  @Test func `a capture against itself, and against its summary, is clean`() throws {
    let run = try ToolRun("check", "--config", "", "--baseline", Self.follower, Self.follower)
    #expect(run.code == 0, "\(run.output)")
    #expect(run.output.hasPrefix("0 errors, 0 warnings, 0 notes over 21 calls"))
    let summary = try ToolRun("summarize", Self.follower)
    let file = try TemporaryFile("follower.summary.jsonl", summary.output.utf8)
    for arguments in [[file.path, Self.follower], [Self.follower, file.path]] {
      let run = try ToolRun(["check", "--config", "", "--baseline"] + arguments)
      #expect(run.code == 0, "\(run.output)")
      #expect(run.output.hasPrefix("0 errors, 0 warnings, 0 notes over 21 calls"))
    }
    let both = try ToolRun("summarize", Self.follower, CheckoutFiles.path("Captures/faults.har"))
    let two = try TemporaryFile("two.summary.jsonl", both.output.utf8)
    let part = try ToolRun("check", "--config", "", "--baseline", two.path, Self.follower)
    #expect(
      part.output.replacing("\n", with: " ").contains(
        "compared with two.summary.jsonl (2 captures)"))
  }

  @Test func `a change is told with its place, and makes the exit code 1`() throws {
    let changed = try Self.changed()
    let run = try ToolRun("check", "--config", "", changed.path)
    #expect(run.code == 1)
    #expect(run.output.contains("error    response-property-type-changed"))
    #expect(run.output.contains("ReadPublisherLatestGlucoseValues  →  $[*].Trend"))
    #expect(run.output.contains("observed  an integer"))
    #expect(try ToolRun("check", "--config", "", "--fail-on", "never", changed.path).code == 0)
  }

  @Test(arguments: ["json", "ndjson", "sarif", "junit", "github", "markdown"])
  func `every format names the rule and the place, and leaves the last line to standard error`(
    _ format: String
  ) throws {
    let changed = try Self.changed()
    let run = try ToolRun("check", "--config", "", "--format", format, changed.path)
    #expect(run.code == 1)
    #expect(run.output.contains("response-property-type-changed"))
    #expect(run.output.contains("Trend"))
    #expect(run.errors.contains("1 error, 0 warnings"))
    #expect(!run.output.contains("\u{1B}"))
  }

  @Test func `settings turn rules off, and accept findings until a day`() throws {
    let changed = try Self.changed()
    let off = try TemporaryFile(
      "off.yml", "rules: {response-property-type-changed: off}".utf8)
    #expect(try ToolRun("check", "--config", off.path, changed.path).code == 0)
    let accepted = try TemporaryFile(
      "accepted.yml",
      "accept: [{rule: response-property-type-changed, reason: known, expires: 2099-01-01}]".utf8)
    let run = try ToolRun("check", "--config", accepted.path, changed.path)
    #expect(run.code == 0)
    #expect(run.output.contains("1 accepted"))
    let expired = try TemporaryFile(
      "expired.yml",
      "accept: [{rule: response-property-type-changed, reason: known, expires: 2020-01-01}]".utf8)
    let late = try ToolRun("check", "--config", expired.path, changed.path)
    #expect(late.code == 1)
    #expect(late.output.contains("was accepted until 2020-01-01: known"))
  }

  static let refusals: [([String], Int32)] = [
    (["check"], 64), (["check", "--revision", "share@soon", follower], 64),
    (["check", "--revision", "2018", "--baseline", follower, follower], 64),
    (["check", "--config", "/nowhere.yml", follower], 2), (["check", "/nowhere.har"], 2),
    (["check", "--schema", follower, follower], 2),
    (["schema", "diff", "share@2018", "nothing"], 64),
    (["schema", "rules", "response-property-type-change"], 64),
    (["schema", "rules", "-o", "/tmp/x"], 64),
  ]

  @Test(arguments: refusals)
  func `what cannot be done is told by the exit code`(_ arguments: [String], _ code: Int32) throws {
    let run = try ToolRun(arguments)
    #expect(run.code == code, "\(run.errors)")
    #expect(run.output.isEmpty)
  }

  @Test func `an unknown key of the settings is told with its line and the nearest name`() throws {
    let file = try TemporaryFile("settings.yml", "\nfail_on: error\n".utf8)
    let run = try ToolRun("check", "--config", file.path, Self.follower)
    #expect(run.code == 64)
    #expect(run.errors.contains("line 2: there is no key “fail_on”; did you mean “fail-on”?"))
  }

  @Test func `two revisions differ by what their history says`() throws {
    let run = try ToolRun(
      "schema", "diff", "--config", "", "--format", "ndjson", "share@2021-09-14", "share@2021-12-08"
    )
    #expect(run.code == 1)
    for rule in [
      "response-property-type-changed", "response-date-form-changed", "fault-class-changed",
      "response-member-order-changed",
    ] {
      #expect(run.output.contains("\"rule\":\"\(rule)\""), "\(rule)")
    }
    #expect(try ToolRun("schema", "diff", "--config", "", "2018", "2018").code == 0)
  }

  @Test func `rules are listed, and each is explained with its example`() throws {
    let list = try ToolRun("schema", "rules")
    #expect(list.lines.count >= RuleCatalog.all.count)
    let page = try ToolRun("schema", "rules", "response-property-type-changed")
    for part in ["before", "after", "\"Trend\":4", "\"Trend\":\"Flat\"", "breaks readers"] {
      #expect(page.output.contains(part), "\(part)")
    }
  }

  @Test func `the pages of the rules are fresh`() throws {
    let names = Set(CheckoutFiles.names(in: "Docs/Rules"))
    #expect(names == Set(RuleCatalog.all.map { $0.id + ".md" } + ["README.md"]))
    for rule in RuleCatalog.all {
      #expect(try CheckoutFiles.text("Docs/Rules/\(rule.id).md") == RulePage(rule).markdown)
    }
    #expect(try CheckoutFiles.text("Docs/Rules/README.md") == RuleIndexPage.markdown)
  }
}
