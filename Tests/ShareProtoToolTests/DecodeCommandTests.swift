import Foundation
import JSONDecoding
import ShareProto
import TestSupport
import Testing

@testable import ShareProtoTool

struct DecodeCommandTests {
  private let follower = CheckoutFiles.path("Captures/follower.har")
  private let damaged = CheckoutFiles.path("Captures/damaged.har")

  @Test func `a whole capture is decoded with exit code 0`() throws {
    let run = try ToolRun("decode", follower)
    #expect(run.code == 0)
    #expect(run.errors.isEmpty)
    #expect(run.output.contains("288 readings"))
    #expect(run.output.contains("\n21 calls (19 documented, 1 undocumented, 1 signed)"))
  }

  @Test func `a damaged capture gives what can be read, names the place, and exits with 2`() throws
  {
    let run = try ToolRun("decode", damaged)
    #expect(run.code == 2)
    #expect(run.errors.contains("damaged.har, entry 13, /log/entries/12/"))
    #expect(run.errors.contains("damaged.har, entry 19, /log/entries/18/"))
    #expect(run.errors.contains("byte 115402"))
    #expect(run.output.contains("CreateSubscriptionInvitation"))
    #expect(try ToolRun("decode", "--keep-going", damaged).code == 0)
  }

  @Test(
    arguments: [
      (["--status", "404"], 2), (["--operation", "CreateContact"], 0),
      (["--operation", "publisher/createcontact"], 0), (["--operation", "NoSuchThing"], 2),
      (["--status", "5xx"], 0), (["--status", "500-599"], 0), (["--status", "oops"], 64),
      (["--since", "2023-04-12"], 0), (["--since", "2023-04-13"], 2),
      (["--until", "2023-04-12T10:49:40.2Z"], 0), (["--since", "yesterday"], 64),
      (["--standing", "signed"], 0), (["--standing", "odd"], 64), (["--format", "xml"], 64),
    ] as [([String], Int32)])
  func `a filter chooses calls, and none at all is exit code 2`(
    options: [String], code: Int32
  ) throws {
    #expect(try ToolRun(["decode"] + options + [follower]).code == code)
  }

  @Test func `filters let through just what they name`() throws {
    let faults = try ToolRun("decode", "--format", "ndjson", "--status", "500", follower)
    #expect(faults.lines.count == 2)
    #expect(faults.lines.allSatisfy { $0.contains(#""statusCode":500"#) })
    let all = try ToolRun("decode", "--format", "ndjson", "--all", follower)
    #expect(all.lines.count == 24)
    #expect(all.lines.count { $0.contains(#""standing":"foreign""#) } == 3)
    let early = try ToolRun(
      "decode", "--format", "ndjson", "--until", "2023-04-12T10:49:40.2Z", follower)
    #expect(early.lines.count < 21)
  }

  @Test func `JSON has the keys of the contract in their order`() throws {
    let keys = [
      "capture", "entry", "time", "durationMs", "host", "service", "operation", "standing",
      "method",
      "path", "statusCode", "request", "response", "fault", "notes", "diagnostics",
    ]
    let lines = try ToolRun("decode", "--format", "ndjson", "--all", follower).lines
    let values = try lines.map { try JSONParser().value(of: String($0)) }
    for value in values {
      guard case .object(let members) = value else {
        Issue.record("not an object")
        continue
      }
      #expect(members.map(\.name) == keys)
    }
    let array = try JSONParser().value(
      of: try ToolRun("decode", "--format", "json", "--all", follower).output)
    #expect(array == .array(values))
  }

  @Test func `an undocumented call is decoded as far as its JSON tells`() throws {
    let lines = try ToolRun(
      "decode", "--format", "ndjson", "--standing", "undocumented",
      CheckoutFiles.path("Captures/undocumented.har")
    ).lines
    let value = try JSONParser().value(of: String(try #require(lines.first)))
    let decoded = try #require(value["response"]?["decoded"])
    // Date(1723360638402)
    #expect(decoded["NextRead"] == .string("2024-08-11T07:17:18.402Z"))
    #expect(value["response"]?["body"]?["NextRead"] == .string("Date(1723360638402)"))
  }

  @Test func `CSV has a row a reading`() throws {
    let rows = try ToolRun("decode", "--format", "csv", follower).output.split(separator: "\r\n")
    // The answers of the session hold 1, 288, 1, 2, 3, 4, 5 and 6 readings.
    #expect(rows.count == 1 + 1 + 288 + 1 + 2 + 3 + 4 + 5 + 6)
    #expect(
      Set(rows.map { $0.split(separator: ",", omittingEmptySubsequences: false).count }) == [11])
  }

  @Test func `what cannot be read is said with where, what and do`() throws {
    let page = try TemporaryFile("page.har", "<!DOCTYPE html><html></html>".utf8)
    let empty = try TemporaryFile("empty.har", [])
    for path in [page.path, empty.path, "/no/such/file.har", CheckoutFiles.path("LICENSE")] {
      let run = try ToolRun("decode", path)
      #expect(run.code == 2)
      #expect(run.output.isEmpty)
      #expect(run.errors.contains("  what    "))
      #expect(run.errors.contains("  do      "))
    }
  }

  @Test func `one bad capture does not keep the others from being read`() throws {
    let empty = try TemporaryFile("empty.har", [])
    let run = try ToolRun("decode", empty.path, follower)
    #expect(run.code == 2)
    #expect(run.output.contains("288 readings"))
  }

  @Test func `a folder stands for the captures below it`() throws {
    let run = try ToolRun("decode", "--keep-going", CheckoutFiles.path("Captures"))
    #expect(run.code == 0)
    for name in CheckoutFiles.captures { #expect(run.output.contains("\(name) · HAR 1.2")) }
    let packets = CheckoutFiles.packetCaptures
    for name in packets { #expect(run.output.contains("\(name) · pcap")) }
    #expect(run.output.contains("in \(CheckoutFiles.captures.count + packets.count) captures"))
  }

  @Test func `captures of one name are told apart by their paths`() throws {
    let bytes = try Data(contentsOf: URL(filePath: damaged))
    let files = try [TemporaryFile("day.har", bytes), TemporaryFile("day.har", bytes)]
    let run = try ToolRun(["decode", "--format", "ndjson"] + files.map(\.path))
    #expect(run.errors.split(separator: "\n").count { $0.contains("/log/entries/18") } == 2)
    let named = try Set(
      run.lines.map { try JSONParser().value(of: String($0))["capture"]?.string ?? "" })
    #expect(named.count == 2)
  }

  @Test func `an output file is written, and never one that is read`() throws {
    let file = try TemporaryFile("out.ndjson", [])
    let run = try ToolRun("decode", "--format", "ndjson", "-o", file.path, follower)
    #expect(run.code == 0 && run.output.isEmpty)
    #expect(
      try String(contentsOfFile: file.path, encoding: .utf8).split(separator: "\n").count == 21)
    let capture = try TemporaryFile("a.har", try Data(contentsOf: URL(filePath: follower)))
    #expect(try ToolRun("decode", "-o", capture.path, capture.path).code == 2)
    #expect(try ToolRun("decode", capture.path).code == 0)
  }

  @Test func `a table fits its width, and no operation is broken`() throws {
    let table = try ToolRun("decode", CheckoutFiles.path("Captures/uploader-day.har"))
    #expect(table.code == 0)
    #expect(table.output.contains("ReplacePublisherAccountMonitoredReceiver"))
    #expect(!table.output.contains("\u{1B}"))
    for line in table.lines { #expect(line.count <= 100, "\(line)") }
    #expect(try ToolRun("decode", "--color", "always", follower).output.contains("\u{1B}[31m"))
  }

  @Test(arguments: [80, 100, 132], CheckoutFiles.captures)
  func `a table is no wider than its terminal`(width: Int, capture: String) throws {
    var reader = CallReader([.file(path: CheckoutFiles.path("Captures/\(capture)"))])
    var table = CallTable(.hiding(), style: .init(width: width, isColoured: false))
    var text = ""
    while let event = reader.next() {
      switch event {
      case .log: table.begin(title: capture)
      case .call(let call): text += table.add(call)
      default: break
      }
    }
    text += table.end()
    for line in text.split(separator: "\n") { #expect(line.count <= width, "\(line)") }
  }

  @Test func `help shows examples`() throws {
    let help = try ToolRun("decode", "--help")
    #expect(help.code == 0)
    #expect(help.output.contains("shareproto decode follower.har"))
    #expect(try ToolRun("decode").code == 64)
    #expect(try ToolRun("nonsense").code == 64)
  }
}
