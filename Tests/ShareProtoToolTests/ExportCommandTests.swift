import Foundation
import JSONDecoding
import TestSupport
import Testing

@testable import ShareProtoTool

/// What `export` writes, decoded again and compared with the capture.
struct ExportCommandTests {
  /// The captures of the repository, and the recorded sessions beside it, each with its options. What
  /// TLS was on it makes no difference here, and long ones have nothing that the others have not.
  private static let captures: [[String]] =
    (CheckoutFiles.captures + CheckoutFiles.packetCaptures).map {
      [CheckoutFiles.path("Captures/\($0)")]
    }
    + ReferenceExchange.sessions.filter { session in
      let count = try? SharedFiles.lines("captures/\(session)/reference.jsonl").count
      return (count ?? 0) < 32 && (!session.contains("tls") || session.contains("h2"))
    }.map { session in
      let keys = SharedFiles.path("captures/\(session)/keys.log")
      let hasKeys = FileManager.default.fileExists(atPath: keys)
      return [SharedFiles.path("captures/\(session)")] + (hasKeys ? ["--keylog", keys] : [])
    }

  private static let decode = ["decode", "--all", "--format", "ndjson", "--reveal"]

  @Test(arguments: captures)
  func `an export decodes to the same calls`(capture: [String]) throws {
    let run = try ToolRun(Self.decode + capture)
    let decoded = Self.calls(run)
    let revealed = try Self.exported(capture + ["--reveal"], code: run.code)
    #expect(revealed.count == decoded.count)
    for (before, after) in zip(decoded, revealed) where before != after {
      Issue.record("\(before)\n\(after)")
    }
    let redacted = try Self.exported(capture, code: run.code)
    #expect(redacted.count == decoded.count)
    let parser = JSONParser()
    for (before, after) in zip(decoded, redacted) where before != after {
      expectSameKind(try parser.value(of: before), try parser.value(of: after))
    }
  }

  /// What decode makes of what export makes of a capture.
  private static func exported(_ capture: [String], code: Int32) throws -> [String] {
    let file = try TemporaryFile("out.har", [])
    try FileManager.default.removeItem(atPath: file.path)
    let export = try ToolRun(["export", "--all", "-o", file.path] + capture)
    #expect(export.code == code && export.output.isEmpty)
    #expect(!FileManager.default.fileExists(atPath: file.path + ".partial"))
    guard FileManager.default.fileExists(atPath: file.path) else { return [] }
    return calls(try ToolRun(decode + [file.path]))
  }

  /// The calls without their places, which stand before the time.
  private static func calls(_ run: ToolRun) -> [String] {
    run.output.utf8.split(separator: UInt8(ascii: "\n")).map { line in
      let start = line.firstRange(of: #""time":"#.utf8)?.lowerBound ?? line.startIndex
      return "{" + String(decoding: line[start...], as: UTF8.self)
    }
  }

  private func expectSameKind(_ before: JSONValue, _ after: JSONValue) {
    let isDocumented = before["standing"]?.string == "documented"
    var names = ["time", "durationMs", "standing", "statusCode"]
    if isDocumented { names += ["operation", "service", "path"] }
    for name in names { #expect(before[name] == after[name], "\(name)") }
    for name in ["kind", "code", "class", "category", "severity", "detail", "time"] {
      #expect(before["fault"]?[name] == after["fault"]?[name], "\(name)")
    }
    for name in ["diagnostics", "notes"] {
      #expect(Self.ids(before[name]) == Self.ids(after[name]), "\(name)")
    }
    guard isDocumented else { return }
    let isReading = before["operation"]?.string?.contains("ReadPublisherLatestGlucose") == true
    if isReading, before["fault"] == .null, before["diagnostics"] == .array([]) {
      #expect(before["response"]?["decoded"] == after["response"]?["decoded"], "readings stay")
    }
    for part in ["request", "response"] {
      let (before, after) = (before[part]?["decoded"], after[part]?["decoded"])
      #expect(Self.shape(before) == Self.shape(after), "\(part)")
    }
  }

  private static func ids(_ value: JSONValue?) -> [String] {
    guard case .array(let elements) = value else { return [] }
    return elements.compactMap { $0["id"]?.string }
  }

  /// A value without its texts and numbers.
  private static func shape(_ value: JSONValue?) -> JSONValue {
    switch value {
    case .array(let elements): .array(elements.map { shape($0) })
    case .object(let members): .object(members.map { .init($0.name, shape($0.value)) })
    case .string: .string("")
    case .number: .integer(0)
    case let other: other ?? .null
    }
  }

  @Test func `what is written is the same each time`() throws {
    let capture = CheckoutFiles.path("Captures/faults.har")
    #expect(try ToolRun("export", capture).output == ToolRun("export", capture).output)
  }

  @Test func `nothing to export is an archive on standard output, and no file`() throws {
    let capture = CheckoutFiles.path("Captures/follower.har")
    let run = try ToolRun("export", "--status", "999", capture)
    #expect(run.code == 2)
    #expect(run.errors.contains("no call matches"))
    #expect(try JSONParser().value(of: run.output)["log"]?["entries"] == .array([]))
    let file = try TemporaryFile("old.har", "before".utf8)
    #expect(try ToolRun("export", "--status", "999", "-o", file.path, capture).code == 2)
    #expect(try String(contentsOf: URL(filePath: file.path), encoding: .utf8) == "before")
  }

  @Test func `a minus names standard output`() throws {
    let capture = CheckoutFiles.path("Captures/follower.har")
    let summary = try TemporaryFile("a.jsonl", try ToolRun("summarize", capture).output.utf8)
    for command in [
      ["export", capture], ["export", "--as", "curl", capture], ["decode", capture],
      ["summarize", capture], ["merge", summary.path], ["check", "--config", "", capture],
      ["schema", "diff", "share@2020-04", "share@2021-12"],
    ] {
      let plain = try ToolRun(command)
      let named = try ToolRun(command + ["-o", "-"])
      #expect(!plain.output.isEmpty)
      #expect(named.output == plain.output && named.code == plain.code, "\(command)")
    }
    #expect(!FileManager.default.fileExists(atPath: "-"))
    #expect(try ToolRun("serve", "--record", "-").code == 64)
  }

  @Test func `a capture without HTTP says so, whatever was asked for`() throws {
    let har = try TemporaryFile("a.har", #"{"log":{"version":"1.2","entries":[]}}"#.utf8)
    for options in [[], ["--all"], ["--status", "500"]] {
      for command in ["decode", "export"] {
        let run = try ToolRun([command] + options + [har.path])
        #expect(run.code == 2)
        #expect(run.errors.contains("there is no HTTP exchange in it"), "\(run.errors)")
        #expect(!run.errors.contains("no call matches"))
      }
    }
  }

  @Test func `a file that takes no more is a failure`() throws {
    guard FileManager.default.fileExists(atPath: "/dev/full") else { return }
    let run = try ToolRun("export", "-o", "/dev/full", CheckoutFiles.path("Captures/follower.har"))
    #expect(run.code == 2)
    #expect(run.errors.contains("could not be written whole"))
  }

  @Test func `a capture is not written over itself`() throws {
    let bytes = try Data(contentsOf: URL(filePath: CheckoutFiles.path("Captures/follower.har")))
    let file = try TemporaryFile("a.har", bytes)
    #expect(try ToolRun("export", "-o", file.path, file.path).code == 2)
    #expect(try Data(contentsOf: URL(filePath: file.path)) == bytes)
  }

  @Test func `what a HAR says beside its exchanges is left out`() throws {
    let har = """
      {"log":{"version":"1.2","creator":{"name":"x","version":"1"},"comment":"planted",
      "pages":[{"id":"p","title":"planted","startedDateTime":"2024-07-21T02:05:27Z"}],
      "entries":[{"startedDateTime":"2024-07-21T02:05:27Z","time":1,"comment":"planted",
      "pageref":"planted","_initiator":{"url":"https://planted.example/"},
      "request":{"method":"POST","comment":"planted","_planted":"planted","headers":[],
      "url":"https://share2.dexcom.com/ShareWebServices/Services/General/SystemUtcTime"},
      "response":{"status":200,"statusText":"planted","headers":[],"content":{"comment":"planted"}},
      "cache":{"comment":"planted"},"timings":{"wait":1,"comment":"planted"}}]}}
      """
    let file = try TemporaryFile("a.har", har.utf8)
    for reveal in [[], ["--reveal"]] {
      let run = try ToolRun(["export", file.path] + reveal)
      #expect(run.code == 0 && !run.output.contains("planted"), "\(run.output)")
    }
  }

  @Test func `a command a call`() throws {
    let run = try ToolRun("export", "--as", "curl", CheckoutFiles.path("Captures/http1.pcap"))
    #expect(run.code == 0)
    #expect(run.lines.count { $0.hasPrefix("curl ") } == 9)
    #expect(run.lines.count { $0.hasPrefix("# call ") } == 9)
  }
}
