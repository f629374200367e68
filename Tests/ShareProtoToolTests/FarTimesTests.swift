import Foundation
import TestSupport
import Testing

/// Recorded times may lie further apart than their difference can say, which ends no command.
struct FarTimesTests {
  /// The example of the repository, with each time taken in turn from these.
  private static func har(_ times: [String]) throws -> TemporaryFile {
    let text = try CheckoutFiles.text("Captures/follower.har")
    var parts = text.components(separatedBy: "\"startedDateTime\":")
    for index in parts.indices.dropFirst() {
      let rest = parts[index].split(separator: "\"", maxSplits: 2, omittingEmptySubsequences: false)
      parts[index] = " \"\(times[index % times.count])\"\(rest[2])"
    }
    return try TemporaryFile("far.har", parts.joined(separator: "\"startedDateTime\":").utf8)
  }

  private static let ends = ["1677-09-21T00:12:44Z", "2262-04-11T23:47:16Z"]

  @Test(arguments: [
    ["decode"], ["summarize"], ["check"], ["learn"], ["export"], ["merge"],
    ["replay", "--plan", "--target", "http://127.0.0.1:1"],
  ])
  func `times at both ends of the calendar end no command`(_ command: [String]) throws {
    let files = try [Self.ends, [Self.ends[0]], [Self.ends[1]], Self.ends.reversed()].map(Self.har)
    if command == ["merge"] {
      let lines = try files.map { try ToolRun("summarize", $0.path).output }
      let summaries = try TemporaryFile("far.jsonl", lines.joined().utf8)
      #expect(try ToolRun("merge", summaries.path).code == 0)
    } else {
      let run = try ToolRun(command + files.map(\.path))
      #expect(run.code == 0 || run.code == 1, "\(run.errors)")
      #expect(!run.output.isEmpty)
    }
  }
}
