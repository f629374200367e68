import Foundation
import JSONDecoding
import TestSupport
import Testing

@testable import ShareProtoTool

/// What `export` writes, decoded again and compared with the capture.
struct ExportCommandTests {
  /// The captures of the repository, and the recorded sessions beside it, each with its options.
  private static let captures: [[String]] =
    (CheckoutFiles.captures + CheckoutFiles.packetCaptures).map {
      [CheckoutFiles.path("Captures/\($0)")]
    }
    + ReferenceExchange.sessions.map { session in
      let keys = SharedFiles.path("captures/\(session)/keys.log")
      let hasKeys = FileManager.default.fileExists(atPath: keys)
      return [SharedFiles.path("captures/\(session)")] + (hasKeys ? ["--keylog", keys] : [])
    }

  private struct Exported {
    let decoded: [JSONValue]
    let again: [JSONValue]

    init(_ capture: [String], isRevealed: Bool) throws {
      let reveal = isRevealed ? ["--reveal"] : []
      let file = try TemporaryFile("out.har", [])
      try FileManager.default.removeItem(atPath: file.path)
      let json = ["decode", "--all", "--format", "ndjson", "--reveal"]
      let before = try ToolRun(json + capture)
      let export = try ToolRun(["export", "--all", "-o", file.path] + reveal + capture)
      #expect(export.code == before.code && export.output.isEmpty)
      decoded = try Self.lines(before)
      let isThere = FileManager.default.fileExists(atPath: file.path)
      #expect(isThere == !decoded.isEmpty)
      #expect(!FileManager.default.fileExists(atPath: file.path + ".partial"))
      again = isThere ? try Self.lines(ToolRun(json + [file.path])) : []
      #expect(again.count == decoded.count)
    }

    private static func lines(_ run: ToolRun) throws -> [JSONValue] {
      let parser = JSONParser()
      return try run.lines.map { line in
        guard case .object(let members) = try parser.value(of: String(line)) else { return .null }
        // Where a call stands is another place, and durations are rounded.
        let places = ["capture", "entry", "stream", "packets"]
        return .object(
          members.filter { !places.contains($0.name) }.map { member in
            guard member.name == "durationMs", case .number(let number) = member.value else {
              return member
            }
            return .init("durationMs", .number(.double((number.double * 500).rounded() / 500)))
          })
      }
    }
  }

  @Test(arguments: captures)
  func `a revealed export decodes to the same calls`(capture: [String]) throws {
    let exported = try Exported(capture, isRevealed: true)
    for (before, after) in zip(exported.decoded, exported.again) { #expect(before == after) }
  }

  @Test(arguments: captures)
  func `a redacted export decodes to calls of the same kind`(capture: [String]) throws {
    let exported = try Exported(capture, isRevealed: false)
    for (before, after) in zip(exported.decoded, exported.again) {
      var names = ["time", "durationMs", "standing", "statusCode"]
      if before["standing"]?.string == "documented" { names += ["operation", "service", "path"] }
      for name in names { #expect(before[name] == after[name], "\(name)") }
      for name in ["kind", "code", "class", "category", "severity", "detail", "time"] {
        #expect(before["fault"]?[name] == after["fault"]?[name], "\(name)")
      }
      for name in ["diagnostics", "notes"] {
        #expect(Self.ids(before[name]) == Self.ids(after[name]), "\(name)")
      }
      if before["standing"]?.string == "documented" {
        for part in ["request", "response"] {
          let (before, after) = (before[part]?["decoded"], after[part]?["decoded"])
          #expect(Self.shape(before) == Self.shape(after), "\(part)")
        }
      }
    }
  }

  private static func ids(_ value: JSONValue?) -> [String] {
    guard case .array(let elements) = value else { return [] }
    return elements.compactMap { $0["id"]?.string }
  }

  /// A value with its texts left out but for dates and words of the protocol, which have no digit or
  /// no hyphen.
  private static func shape(_ value: JSONValue?) -> JSONValue {
    switch value {
    case .array(let elements): .array(elements.map { shape($0) })
    case .object(let members): .object(members.map { .init($0.name, shape($0.value)) })
    case .string: .string("")
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
