import ArgumentParser
import Foundation
import JSONDecoding
import TestSupport
import Testing

@testable import ShareProtoTool

/// What `export` writes, decoded again and compared with the capture.
struct ExportCommandTests {
  /// The captures of the repository, and short recorded sessions beside it, each with its key logs. What
  /// TLS was on them makes no difference here; `Scripts/check-export` goes through all.
  private static let captures: [(path: String, keylog: [String])] =
    (CheckoutFiles.captures + CheckoutFiles.packetCaptures).map {
      (CheckoutFiles.path("Captures/\($0)"), [])
    }
    + ReferenceExchange.sessions.filter { session in
      length(of: session) < 12 && (!session.contains("tls") || session.contains("h2"))
    }.map { session in
      let keys = SharedFiles.path("captures/\(session)/keys.log")
      let hasKeys = FileManager.default.fileExists(atPath: keys)
      return (SharedFiles.path("captures/\(session)"), hasKeys ? [keys] : [])
    }

  private static func length(of session: String) -> Int {
    (try? SharedFiles.lines("captures/\(session)/reference.jsonl").count) ?? 0
  }

  /// Both commands, with all but what they read and where they write.
  private struct Commands {
    var decode: DecodeCommand
    var export: ExportCommand

    init(_ options: [String]) throws {
      decode = try .parse(["--all", "--format", "ndjson", "-"] + options)
      export = try .parse(["--all", "-"] + options)
    }

    static let hiding = Result { try Commands([]) }
    static let revealing = Result { try Commands(["--reveal"]) }
  }

  @Test(arguments: captures)
  func `an export decodes to the same calls`(path: String, keylog: [String]) throws {
    try expectSame(path, keylog, Commands.hiding.get())
    // With their secrets, bodies are the same to the byte; a few sessions of each kind show it.
    guard Self.length(of: URL(filePath: path).lastPathComponent) < 8 else { return }
    try expectSame(path, keylog, Commands.revealing.get())
  }

  private func expectSame(_ path: String, _ keylog: [String], _ commands: Commands) throws {
    var decode = commands.decode
    decode.options.captures = [path]
    decode.packets.keylog = keylog
    let run = try ToolRun(decode)
    let decoded = Self.calls(run)
    let exported = try Self.exported(path, keylog, commands, code: run.code)
    #expect(exported.count == decoded.count)
    for (before, after) in zip(decoded, exported) where before != after {
      Issue.record("\(before)\n\(after)")
    }
  }

  /// What decode makes of what export makes of a capture.
  private static func exported(
    _ path: String, _ keylog: [String], _ commands: Commands, code: Int32
  ) throws -> [String] {
    let file = try TemporaryFile("out.har", [])
    try FileManager.default.removeItem(atPath: file.path)
    var (decode, export) = (commands.decode, commands.export)
    export.options.captures = [path]
    export.options.output = file.path
    export.packets.keylog = keylog
    let run = try ToolRun(export)
    #expect(run.code == code && run.output.isEmpty)
    #expect(!FileManager.default.fileExists(atPath: file.path + ".partial"))
    guard FileManager.default.fileExists(atPath: file.path) else { return [] }
    decode.options.captures = [file.path]
    return calls(try ToolRun(decode))
  }

  /// The calls without their places, which stand before the time.
  private static func calls(_ run: ToolRun) -> [String] {
    run.output.utf8.split(separator: UInt8(ascii: "\n")).map { line in
      let start = line.firstRange(of: #""time":"#.utf8)?.lowerBound ?? line.startIndex
      return "{" + String(decoding: line[start...], as: UTF8.self)
    }
  }

  /// The time of the SYN as tshark tells it, and how long until the last byte of the answer.
  @Test(arguments: [
    ("http1.pcap", "2018-01-23T05:12:31.520Z", 1.018),
    ("tls13-http2.pcapng", "2025-12-06T00:51:38.189Z", 46.0),
    ("tls12-some-keys.pcap", "2015-07-27T08:14:43.235Z", 26.350),
  ])
  func `an entry begins with the first packet of the connection that was opened for it`(
    name: String, start: String, time: Double
  ) throws {
    let run = try ToolRun("export", CheckoutFiles.path("Captures/\(name)"))
    let log = try JSONParser().value(of: run.output)["log"]
    guard case .array(let entries) = log?["entries"] else { return }
    #expect(entries.first?["startedDateTime"]?.string == start)
    guard case .number(let number) = entries.first?["time"] else { return }
    #expect(abs(number.double - time) < 0.001_1)
  }

  /// What a table tells of sizes stays: of what is no text, and of what no type explains.
  @Test func `sizes that decode shows are in the export`() throws {
    let har = #"""
      {"log":{"version":"1.2","entries":[{"startedDateTime":"2024-07-21T02:05:27Z","time":1,
      "request":{"method":"GET","url":"https://www.example.org/a.png","headers":[]},
      "response":{"status":200,"headers":[{"name":"Content-Type","value":"image/png"}],
      "content":{"size":6,"mimeType":"image/png","encoding":"base64","text":"iVBORw3/"}}},
      {"startedDateTime":"2024-07-21T02:05:28Z","time":1,
      "request":{"method":"POST","headers":[],
      "url":"https://share2.dexcom.com/ShareWebServices/Services/General/SystemUtcTimes"},
      "response":{"status":200,"headers":[{"name":"Content-Type","value":"application/json"}],
      "content":{"size":22,"mimeType":"application/json","text":"{\"a\" : \"Ann Example\"}"}}}]}}
      """#
    let file = try TemporaryFile("a.har", har.utf8)
    let exported = try TemporaryFile("a.har", try ToolRun("export", "--all", file.path).output.utf8)
    for path in [file.path, exported.path] {
      let table = try ToolRun("decode", "--all", path).output
      #expect(table.contains("image/png, 6 bytes"), "\(table)")
      #expect(table.contains("application/json, 21 bytes"), "\(table)")
      let lines = try ToolRun("decode", "--all", "--format", "ndjson", path).output
      #expect(lines.contains(#""bodyBase64":"<6 bytes>""#))
    }
  }

  /// Stand-ins are texts of the shape of what they stand for; what is cut is shown as one text.
  @Test func `a text with an address in it has no address for a stand-in`() throws {
    let har = #"""
      {"log":{"version":"1.2","entries":[{"startedDateTime":"2024-07-21T02:05:27Z","time":1,
      "request":{"method":"POST","headers":[],
      "url":"https://share2.dexcom.com/ShareWebServices/Services/Publisher/ReadContact"},
      "response":{"status":200,"headers":[],
      "content":{"size":22,"mimeType":"application/json","text":"{\"Email\":\"a@example.com\",\"N"}}}
      ]}}
      """#
    let file = try TemporaryFile("a.har", har.utf8)
    let exported = try TemporaryFile("a.har", try ToolRun("export", file.path).output.utf8)
    for path in [file.path, exported.path] {
      let lines = try ToolRun("decode", "--format", "ndjson", path).output
      #expect(lines.contains(#""response":{"body":"text-1""#), "\(lines)")
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
