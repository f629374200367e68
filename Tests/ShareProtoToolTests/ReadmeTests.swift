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
}
