import Foundation
import JSONDecoding
import ShareProto
import TestSupport
import Testing

@testable import ShareProtoTool

struct SummarizeCommandTests {
  private static let follower = CheckoutFiles.path("Captures/follower.har")
  private static let faults = CheckoutFiles.path("Captures/faults.har")
  private static let packets = CheckoutFiles.path("Captures/http1.pcap")
  private static let undocumented = CheckoutFiles.path("Captures/undocumented.har")

  private func bytes(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: path)))
  }

  @Test func `one line stands for all captures, named by their content`() throws {
    let run = try ToolRun("summarize", Self.follower, Self.packets)
    #expect(run.code == 0)
    #expect(run.lines.count == 1)
    let summary = try SummaryReader().summary(in: Array(run.output.utf8))
    let digests = try Set([Self.follower, Self.packets].map { sha256(try bytes($0)) })
    #expect(Set(summary.captures.flatMap(\.digests)) == digests)
    #expect(Set(summary.captures.map(\.label)) == ["follower.har", "http1.pcap"])
    let decoded = try ToolRun("decode", "--format", "ndjson", Self.follower, Self.packets)
    #expect(summary.captures.reduce(0) { $0 + $1.calls } == decoded.lines.count)
  }

  /// Recorders name files by the day, and folders by whose they are.
  @Test func `the name of a capture is its own, however the work was divided`() throws {
    let root = URL(filePath: try TemporaryFile("a", "".utf8).path)
      .deletingLastPathComponent().appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: root) }
    let id = "6e5d4c3b-2a19-4f8e-9d7c-6b5a4f3e2d1c"
    let captures = try [
      ("zbigniew/day.har", Self.follower), ("anna/day.har", Self.faults),
      ("anna/\(id).har", Self.undocumented),
      ("zbigniew/\(id.replacing("6", with: "7")).har", Self.packets),
    ].map { name, capture in
      let file = root.appending(path: name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try FileManager.default.copyItem(at: URL(filePath: capture), to: file)
      return file.path
    }
    let all = try ToolRun(["summarize"] + captures)
    let lines = try captures.map { try ToolRun("summarize", $0).output }
    let file = try TemporaryFile("lines.jsonl", lines.joined().utf8)
    #expect(try ToolRun("merge", file.path).output == all.output)
    #expect(try ToolRun("summarize", root.path).output == all.output)
    #expect(!all.output.contains("zbigniew") && !all.output.contains("anna"))
    let labels = try SummaryReader().summary(in: Array(all.output.utf8)).captures.map(\.label)
    #expect(labels.count { $0 == "day.har" } == 2)
    // On a screen they are told apart.
    let checked = try ToolRun(["check", "--config", ""] + captures)
    #expect(checked.output.contains("anna/day.har"))
  }

  @Test func `a summary in place of a capture is told what it is for`() throws {
    let file = try TemporaryFile(
      "one.jsonl", try ToolRun("summarize", Self.follower).output.utf8)
    for command in ["summarize", "decode"] {
      let run = try ToolRun(command, file.path)
      #expect(run.code == 2)
      #expect(run.errors.contains("a summary of captures") && run.errors.contains("merge"))
      #expect(!run.errors.contains("HAR"), "\(run.errors)")
    }
  }

  @Test func `summaries that are merged are the summary of all captures`() throws {
    let captures = [Self.follower, Self.faults, Self.packets]
    let all = try ToolRun(["summarize"] + captures)
    let files = try captures.enumerated().map { index, capture in
      try TemporaryFile("\(index).jsonl", try ToolRun("summarize", capture).output.utf8)
    }
    let merged = try ToolRun(["merge"] + files.reversed().map(\.path))
    #expect(merged.code == 0)
    #expect(merged.output == all.output)
    // A line twice, and one that contains it, in one file.
    let lines = try ToolRun("summarize", Self.faults).output + "\n" + all.output + all.output
    let file = try TemporaryFile("lines.jsonl", lines.utf8)
    #expect(try ToolRun("merge", file.path, files[0].path).output == all.output)
  }

  @Test func `a capture in another wrapping, and one that is named twice, is the same capture`()
    throws
  {
    let packed = try TemporaryFile("follower.har.gz", try gzip(try bytes(Self.follower)))
    let plain = try ToolRun("summarize", Self.follower)
    let both = try ToolRun("summarize", packed.path, Self.follower, Self.follower)
    #expect(both.code == 0)
    #expect(both.output == plain.output)
  }

  @Test func `what overlaps in part is refused`() throws {
    let left = try TemporaryFile(
      "left.jsonl", try ToolRun("summarize", Self.follower, Self.faults).output.utf8)
    let right = try TemporaryFile(
      "right.jsonl", try ToolRun("summarize", Self.faults, Self.packets).output.utf8)
    for arguments in [[left.path, right.path], ["--keep-going", right.path, left.path]] {
      let run = try ToolRun(["merge"] + arguments)
      #expect(run.code == 2)
      #expect(run.output.isEmpty)
      #expect(run.errors.contains("faults.har"))
    }
  }

  @Test func `what overlaps in part is merged where a third line has both, in any order`() throws {
    let groups = [
      [Self.follower, Self.faults], [Self.faults, Self.packets],
      [Self.follower, Self.faults, Self.packets],
    ]
    let files = try groups.enumerated().map { number, captures in
      try TemporaryFile("\(number).jsonl", try ToolRun(["summarize"] + captures).output.utf8)
    }
    let all = try ToolRun(["summarize"] + groups[2])
    for order in [[0, 1, 2], [2, 1, 0], [0, 2, 1], [1, 0, 2]] {
      let run = try ToolRun(["merge"] + order.map { files[$0].path })
      #expect(run.code == 0 && run.output == all.output, "\(run.errors)")
    }
    let refused = try ToolRun("merge", files[1].path, files[0].path)
    #expect(refused.errors.contains("1.jsonl, line 1 and "))
    #expect(refused.errors.contains("0.jsonl, line 1"))
  }

  /// With and without its keys a capture is two different things, and one pair is no reason to lose all.
  @Test func `with keep-going what is in conflict is left out, whichever came first`() throws {
    let follower = try ToolRun("summarize", Self.follower).output
    let other = follower.replacing("\"calls\":21", with: "\"calls\":20")
    #expect(other != follower)
    let groups = [[Self.faults, Self.packets], [Self.packets, Self.undocumented], [Self.faults]]
    let lines =
      [follower, other] + (try groups.map { try ToolRun(["summarize"] + $0).output })
    let files = try lines.enumerated().map { try TemporaryFile("\($0).jsonl", $1.utf8) }
    for order in [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [2, 4, 1, 3, 0]] {
      let run = try ToolRun(["merge", "--keep-going"] + order.map { files[$0].path })
      #expect(run.code == 0 && run.output == lines[4], "\(run.errors)")
      for number in 0...3 { #expect(run.errors.contains("\(number).jsonl, line 1")) }
      #expect(!run.errors.contains("4.jsonl"))
      #expect(try ToolRun(["merge"] + order.map { files[$0].path }).code == 2)
    }
  }

  @Test func `a damaged line is told, and with keep-going the others are merged`() throws {
    let line = try ToolRun("summarize", Self.follower).output
    let file = try TemporaryFile("lines.jsonl", ("{\u{1B}[31m}\n" + line).utf8)
    let refused = try ToolRun("merge", file.path)
    #expect(refused.code == 2)
    #expect(refused.output.isEmpty)
    #expect(refused.errors.contains("line 1"))
    #expect(!refused.errors.contains("\u{1B}"))
    let merged = try ToolRun("merge", "--keep-going", file.path)
    #expect(merged.output == line)
  }

  @Test func `a folder of summaries stands for them, and its other lines for nothing`() throws {
    let file = try TemporaryFile(
      "a.summary.jsonl", try ToolRun("summarize", Self.faults).output.utf8)
    let folder = URL(filePath: file.path).deletingLastPathComponent()
    try Data("{\"a\":1}\n".utf8).write(to: folder.appending(path: "other.jsonl"))
    let run = try ToolRun("check", "--config", "", folder.path)
    #expect(run.output == (try ToolRun("check", "--config", "", file.path).output))
    #expect(run.code == 1 && run.errors.isEmpty)
    // It is no capture that a summary could be made of.
    #expect(try ToolRun("summarize", folder.path).code == 2)
  }

  @Test func `what is no capture costs itself alone`() throws {
    let run = try ToolRun("summarize", Self.follower, "/nowhere.har")
    #expect(run.code == 2)
    #expect(run.lines.count == 1)
    #expect(run.errors.contains("/nowhere.har"))
    #expect(try ToolRun("summarize").code == 64)
    #expect(try ToolRun("merge", Self.follower).code == 2)
  }

  /// Bytes in a gzip without compression (RFC 1951 section 3.2.4, RFC 1952).
  private func gzip(_ bytes: [UInt8]) throws -> [UInt8] {
    var packed: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
    var rest = bytes[...]
    while !rest.isEmpty {
      let block = rest.prefix(65_535)
      rest = rest.dropFirst(block.count)
      let size = UInt16(block.count)
      packed += [rest.isEmpty ? 1 : 0]
      for number in [size, ~size] { packed += [UInt8(number & 0xFF), UInt8(number >> 8)] }
      packed += block
    }
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    for number in [~crc, UInt32(bytes.count)] {
      packed += (0..<4).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    }
    return packed
  }
}
