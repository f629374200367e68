import Foundation
import TestSupport
import Testing

@testable import ShareProtoTool

struct ReadmeTests {
  @Test func `the README shows what decode prints today`() throws {
    let readme = try CheckoutFiles.text("README.md")
    let run = try ToolRun("decode", CheckoutFiles.path("Captures/follower.har"))
    let command = "$ .build/release/shareproto decode Captures/follower.har\n"
    #expect(readme.contains(command + run.output), "write the output of `make demo` into README.md")
  }

  @Test func `the README shows what check prints today`() throws {
    let readme = try CheckoutFiles.text("README.md")
    let run = try ToolRun(
      "check", "--config", "", "--revision", "share@2020-04",
      CheckoutFiles.path("Captures/follower.har"))
    let shown = try #require(
      readme.components(separatedBy: "check --revision share@2020-04 Captures/follower.har\n…\n")
        .last?.components(separatedBy: "\n…").first)
    #expect(run.output.contains(shown), "write a finding of this check into README.md")
  }

  @Test func `the README shows what learn prints today, of a session with an invented operation`()
    throws
  {
    let readme = try CheckoutFiles.text("README.md")
    let days = [
      try TemporaryFile("day1.har", ImageSession.har(images: 7, failing: 6)),
      try TemporaryFile("day2.har", ImageSession.har(images: 7, sized: 3)),
    ]
    let folder = URL(filePath: days[0].path).deletingLastPathComponent()
    let overlay = folder.appending(path: "learned.overlay.yaml").path
    let run = try ToolRun(["learn", "--config", ""] + days.map(\.path) + ["-o", overlay])
    let operation = try #require(run.output.range(of: "POST Publisher/GetPublisherImage"))
    let shown = run.output[operation.lowerBound...].replacing(overlay, with: "learned.overlay.yaml")
    let command = "$ shareproto learn day1.har day2.har -o learned.overlay.yaml\n"
    #expect(readme.contains(command + shown), "write this into README.md:\n\(run.output)")
  }

  @Test(arguments: [
    [], ["decode"], ["export"], ["check"], ["summarize"], ["merge"], ["learn"], ["serve"],
    ["schema"],
    ["schema", "show"], ["schema", "history"], ["schema", "diff"], ["schema", "rules"],
  ])
  func `the help of every command tells its exit codes`(command: [String]) throws {
    let run = try ToolRun(command + ["--help"])
    #expect(run.code == 0)
    #expect(run.output.contains("Exit codes: 0"))
  }
}
