import Foundation
import ShareProto
import TestSupport
import Testing

struct DocsCommandTests {
  /// A folder of its own, which is gone afterwards.
  private final class Folder {
    let url = FileManager.default.temporaryDirectory.appending(path: "docs-\(UUID().uuidString)")
    init() throws {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }
    deinit { try? FileManager.default.removeItem(at: url) }

    var path: String { url.appending(path: "reference").path }

    func text(_ name: String) throws -> String {
      try String(contentsOf: url.appending(path: "reference/" + name), encoding: .utf8)
    }

    func write(_ name: String, _ text: String) throws {
      try Data(text.utf8).write(to: url.appending(path: "reference/" + name))
    }

    func exists(_ name: String) -> Bool {
      FileManager.default.fileExists(atPath: url.appending(path: "reference/" + name).path)
    }
  }

  private static let follower = CheckoutFiles.path("Captures/follower.har")
  private static let readings = "Publisher/ReadPublisherLatestGlucoseValues.md"

  @Test func `pages say what answered in place of the service`() throws {
    let folder = try Folder()
    let undocumented = CheckoutFiles.path("Captures/undocumented.har")
    let arguments = ["docs", Self.follower, undocumented, "-o", folder.path]
    #expect(try ToolRun(arguments + ["--recorded-from", "a <b>stand-in</b>"]).code == 0)
    for page in ["README.md", Self.readings, "Questions.md"] {
      let text = try folder.text(page)
      #expect(text.contains("stand-in") && !text.contains("<b>stand-in"), "\(page)")
    }
    #expect(try ToolRun(arguments).code == 0)
    for page in ["README.md", Self.readings, "Questions.md"] {
      #expect(try !folder.text(page).contains("stand-in"), "\(page)")
    }
  }

  @Test func `what was written is fresh, and an edit, a missing and a superfluous page are told`()
    throws
  {
    let folder = try Folder()
    let quiet = try ToolRun("docs", "-o", folder.path, "--quiet")
    #expect(quiet.code == 0 && quiet.errors.isEmpty && quiet.output.isEmpty)
    #expect(try ToolRun("docs", "-o", folder.path).errors.hasPrefix("Wrote "))
    #expect(try ToolRun("docs", "-o", folder.path, "--check").code == 0)
    try folder.write("Faults.md", folder.text("Faults.md") + "An edit.\n")
    try FileManager.default.removeItem(
      at: folder.url.appending(path: "reference/" + Self.readings))
    try folder.write("Gone.md", folder.text("History.md"))
    try folder.write("Mine.md", "# Not a page of the reference\n")
    let check = try ToolRun("docs", "-o", folder.path, "--check")
    #expect(check.code == 1)
    let lines = check.output.split(separator: "\n").dropLast()
    #expect(
      lines.map(String.init)
        == ["missing: \(Self.readings)", "stale: Faults.md", "superfluous: Gone.md"])
    #expect(folder.exists("Gone.md") && !folder.exists(Self.readings))
    #expect(try ToolRun("docs", "-o", folder.path).code == 0)
    #expect(!folder.exists("Gone.md"))
    #expect(try folder.text("Mine.md") == "# Not a page of the reference\n")
    #expect(try ToolRun("docs", "-o", folder.path, "--check").code == 0)
  }

  @Test func `--check of a folder that is not there cannot be done`() throws {
    let folder = try Folder()
    #expect(try ToolRun("docs", "-o", folder.path, "--check").code == 2)
    #expect(!folder.exists(""))
  }

  @Test func `a capture adds how often and when, and its summary adds the same`() throws {
    let folder = try Folder()
    #expect(try ToolRun("docs", Self.follower, "-o", folder.path).code == 0)
    let page = try folder.text(Self.readings)
    #expect(page.contains(/\| Recordings \| seen [0-9]+ times, 20[0-9]{2}-[0-9]{2}-[0-9]{2}/))
    #expect(page.contains(/`Value` \|.*\| [0-9,]+ of [0-9,]+ \|/))
    let summary = try TemporaryFile(
      "follower.summary.jsonl", ToolRun("summarize", Self.follower).output.utf8)
    let other = try Folder()
    #expect(try ToolRun("docs", summary.path, "-o", other.path).code == 0)
    let same = try other.text(Self.readings)
    func counts(_ text: String) -> [Substring] {
      text.split(separator: "\n").filter { $0.contains("seen") || $0.contains(" of ") }
    }
    #expect(counts(page) == counts(same))
  }

  @Test func `examples are of the capture, without its secrets and measured values`() throws {
    let folder = try Folder()
    #expect(try ToolRun("docs", Self.follower, "-o", folder.path).code == 0)
    let decoded = try ToolRun("decode", "--reveal", "--format", "ndjson", Self.follower).output
    let secrets = Set(
      decoded.matches(of: /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/)
        .map { String($0.output) }
    )
    .subtracting([
      "00000000-0000-0000-0000-000000000000", "d89443d2-327c-4a6f-89e5-496bbb0317db",
      "d8665ade-9673-4e27-9ff6-92db4ce13d13",
    ])
    #expect(!secrets.isEmpty)
    for page in try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    where page.hasSuffix(".md") {
      let text = try folder.text(page)
      for secret in secrets { #expect(!text.contains(secret), "\(page): \(secret)") }
    }
    let page = try folder.text(Self.readings)
    // The stand-in of a session has the shape of a GUID, and is in the recorded request.
    #expect(page.contains(/sessionId=00000000-0000-4000-8[0-9]{3}-[0-9]{12}/))
    let answer = try #require(
      page.split(separator: "## Answer").last?.split(separator: "```").dropFirst().first)
    #expect(answer.matches(of: /"Value":/).count == 2)
    #expect(answer.contains(/"WT": "Date\([0-9]+\)"/))
  }

  @Test func `the OpenAPI document has the evidence of captures, and is a schema still`() throws {
    let folder = try Folder()
    #expect(
      try ToolRun("docs", Self.follower, "-o", folder.path, "--format", "openapi").code == 0)
    let text = try folder.text("share.openapi.yaml")
    #expect(text.contains("x-evidence:"))
    let check = try ToolRun(
      "schema", "diff", "latest", folder.url.appending(path: "reference/share.openapi.yaml").path)
    #expect(check.code == 0, "\(check.output)\(check.errors)")
  }

  @Test func `nothing is written outside the folder, whatever a schema calls its operations`()
    throws
  {
    let folder = try Folder()
    let schema = try TemporaryFile(
      "hostile.json",
      #"""
      {"openapi": "3.1.0", "info": {"title": "T", "version": "1"},
       "tags": [{"name": "../.."}], "paths": {
        "/ShareWebServices/Services/../../../escaped": {"post": {"responses": {}}},
        "/ShareWebServices/Services/..%2F/x\u0000y": {"post": {"responses": {}}},
        "/..": {"post": {"responses": {}}}}}
      """#.utf8)
    for format in ["markdown", "html", "openapi"] {
      let run = try ToolRun(
        "docs", "-o", folder.path, "--format", format, "--schema", schema.path)
      #expect(run.code == 0, "\(run.errors)")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["reference"])
  }

  @Test(arguments: ["Publisher", "Faults.md", "General/README.md"])
  func `a page is not written through a link, nor anything before it is found`(
    _ link: String
  ) throws {
    let folder = try Folder()
    let outside = folder.url.appending(path: "outside")
    let reference = folder.url.appending(path: "reference")
    let place = reference.appending(path: link)
    try FileManager.default.createDirectory(
      at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
    try FileManager.default.createDirectory(at: outside, withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(at: place, withDestinationURL: outside)
    let before = try FileManager.default.subpathsOfDirectory(atPath: reference.path)
    let run = try ToolRun("docs", "-o", folder.path)
    #expect(run.code == 2)
    #expect(run.errors.contains("/reference/\(link)\n  what    this is a link"), "\(run.errors)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: outside.path) == [])
    #expect(try FileManager.default.subpathsOfDirectory(atPath: reference.path) == before)
  }

  @Test(
    arguments: [
      (["docs"], 64), (["docs", "-o", "x", "--schema", "a", "--revision", "b"], 64),
      (["docs", "-o", "x", "--revision", "share@never"], 64),
      (["docs", "-o", "x", "--schema", "/nowhere.yaml"], 2),
      (["docs", "-o", "x", "/nowhere.har"], 2),
      (["docs", "-o", "x", "--templates", "/nowhere"], 2),
    ] as [([String], Int32)])
  func `wrong usage is 64, what cannot be done is 2`(_ arguments: [String], _ code: Int32) throws {
    let run = try ToolRun(arguments)
    #expect(run.code == code, "\(run.errors)")
    #expect(!FileManager.default.fileExists(atPath: "x"))
  }

  /// All pages of a folder, by path.
  private static func pages(_ folder: Folder) throws -> [String: String] {
    var pages: [String: String] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    where path.contains(".") { pages[path] = try folder.text(path) }
    return pages
  }

  @Test func `in whatever order captures are given, the pages are the same`() throws {
    let captures = ["follower.har", "faults.har", "undocumented.har", "http1.pcap"]
      .map { CheckoutFiles.path("Captures/" + $0) }
    let copies = try Folder()
    for (index, capture) in captures.enumerated() {
      // In the folder they have another order, and other names.
      let ending = capture.split(separator: ".").last ?? ""
      try FileManager.default.copyItem(
        atPath: capture, toPath: copies.url.appending(path: "\(9 - index).\(ending)").path)
    }
    let orders = [
      captures, captures.reversed(), [2, 0, 3, 1].map { captures[$0] }, [copies.url.path],
      [copies.url.path] + captures,
    ]
    var all: [[String: String]] = []
    for order in orders {
      let folder = try Folder()
      let run = try ToolRun(["docs", "--keep-going", "-o", folder.path] + order)
      #expect(run.code == 0, "\(run.errors)")
      all.append(try Self.pages(folder))
    }
    for (order, pages) in zip(orders, all).dropFirst() {
      for (path, text) in all[0] { #expect(pages[path] == text, "\(order): \(path)") }
      #expect(pages.count == all[0].count)
    }
  }

  @Test func `neither the name of a capture nor that of somebody's phone is on a page`() throws {
    let text = try CheckoutFiles.text("Captures/follower.har")
    #expect(text.contains("Mozilla/5.0 (X11; Linux x86_64)"))
    let capture = try TemporaryFile(
      "Erika Mustermann.har",
      text.replacing("Mozilla/5.0 (X11; Linux x86_64)", with: "Erikas-Handy/1.0 (Erika Muster)")
        .utf8)
    let other = try TemporaryFile(
      "Erika Muster 2.har", text.replacing("\"time\": ", with: "\"time\": 1").utf8)
    for format in ["markdown", "html", "openapi"] {
      let folder = try Folder()
      let run = try ToolRun(
        "docs", "--format", format, "-o", folder.path, capture.path, other.path)
      #expect(run.code == 0, "\(run.errors)")
      for (path, page) in try Self.pages(folder) {
        #expect(!page.contains("Muster") && !page.contains("Erika"), "\(path)")
      }
      if format == "markdown" {
        let page = try folder.text(Self.readings)
        #expect(
          page.contains(/\| Clients in these recordings \| Mozilla \([0-9]+\), others, which/))
      }
    }
  }

  @Test func `a capture without a call is named, and the others are taken`() throws {
    let folder = try Folder()
    let empty = try TemporaryFile(
      "empty.har",
      #"{"log":{"version":"1.2","creator":{"name":"x","version":"1"},"entries":[]}}"#.utf8)
    let run = try ToolRun("docs", "-o", folder.path, empty.path, Self.follower)
    #expect(run.code == 0)
    #expect(run.errors.contains("empty.har: there is no Share call in it"), "\(run.errors)")
    #expect(!run.errors.contains("follower.har"))
    #expect(try ToolRun("docs", "-o", folder.path, empty.path).code == 2)
  }

  @Test func `a schema that learn has added to keeps the history of the service`() throws {
    let folder = try Folder()
    let schema = folder.url.appending(path: "own.yaml").path
    let learned = try ToolRun(
      "learn", "--accept", "--schema", schema, "--config", "",
      CheckoutFiles.path("Captures/undocumented.har"))
    #expect(learned.code == 0, "\(learned.errors)")
    #expect(try ToolRun("docs", "-o", folder.path, "--schema", schema).code == 0)
    let own = try Self.pages(folder)
    let builtIn = try Folder()
    #expect(try ToolRun("docs", "-o", builtIn.path).code == 0)
    let history = try #require(own["History.md"])
    #expect(try history == builtIn.text("History.md"))
    func changes(_ page: String?) -> Substring? {
      page?.split(separator: "## How it changed").dropFirst().first?
        .split(separator: "\n## ").first
    }
    #expect(changes(own[Self.readings]) != nil)
    #expect(try changes(own[Self.readings]) == changes(builtIn.text(Self.readings)))
    // What was learned has no place in it.
    let learnedPage = try #require(own["Subscriber/SetSubscriberSnooze.md"])
    #expect(learnedPage.contains("Seen once, in 1 capture."))
    #expect(!learnedPage.contains("2015-03") && changes(learnedPage) == nil)
    // A document of somebody else has no history.
    let other = try TemporaryFile(
      "other.yaml",
      """
      openapi: 3.1.0
      info: {title: T, version: '1', x-revision: {id: share@2025-11}}
      paths: {/ping: {get: {responses: {}}}}
      """.utf8)
    #expect(try ToolRun("docs", "-o", folder.path, "--schema", other.path).code == 0)
    #expect(!folder.exists("History.md"))
  }

  @Test func `what recordings show beside the schema stands on the page of the operation`() throws {
    let folder = try Folder()
    let run = try ToolRun(
      "docs", "-o", folder.path, "--keep-going", CheckoutFiles.path("Captures/faults.har"),
      CheckoutFiles.path("Captures/uploader-day.har"))
    #expect(run.code == 0, "\(run.errors)")
    let receiver = try folder.text("Publisher/ReplacePublisherAccountMonitoredReceiver.md")
    #expect(
      receiver.contains(
        /`MonitoredReceiverAlreadyAssigned` \| 500 \| Not in the schema; seen in these recordings\. \|  \|  \| [0-9]+ \|/
      ))
    let readings = try folder.text(Self.readings)
    #expect(
      readings.contains(/\| `502` \| Not in the schema; seen in these recordings\. The body:/))
    #expect(readings.contains(/In these recordings: after .*; before/))
    let pause = try folder.text("General/PauseSubscription.md")
    #expect(
      pause.contains(/\[`CreateSubscriptionInvitation`\]\([^)]*\) \((once|[0-9]+ times) in these/))
  }

  @Test func `a faulty template is told with its file and line`() throws {
    let folder = try Folder()
    let template = try TemporaryFile("operation.md.mustache", "a\n\n{{#rows}}\n{{/row}}\n".utf8)
    let path = URL(filePath: template.path).deletingLastPathComponent().path
    let run = try ToolRun("docs", "-o", folder.path, "--templates", path)
    #expect(run.code == 2)
    #expect(
      run.errors.hasPrefix("shareproto: \(template.path)\n  where   line 4\n  what    a section"))
  }
}
