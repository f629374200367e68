import CaptureInput
import Foundation
import Testing

struct CaptureSourceTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func names(_ arguments: [String]) throws -> [String] {
    try CaptureSource.sources(arguments: arguments).map {
      $0.path.replacing(folder.path + "/", with: "")
    }
  }

  @Test func `a folder stands for the captures below it, sorted by path`() throws {
    _ = try folder.write("b/two.har", emptyHAR)
    _ = try folder.write("a/deep/one.HAR", [])
    _ = try folder.write("unnamed", emptyHAR)
    _ = try folder.write("wrapped", Array("onInputData( {\n \"log\" : {} })".utf8))
    _ = try folder.write("list", Array("[{\"log\":{}}]".utf8))
    _ = try folder.write("bodies.bin", zipFixture)
    _ = try folder.write("other.json", Array("{\"name\":\"log\"}".utf8))
    _ = try folder.write("page.html", Array("<html>{\"log\":1}".utf8))
    _ = try folder.write("other.zip", zipWithoutHAR)
    _ = try folder.write("empty", [])
    #expect(
      try names([folder.path])
        == ["a/deep/one.HAR", "b/two.har", "bodies.bin", "list", "unnamed", "wrapped"])
  }

  @Test func `loops of links are harmless`() throws {
    _ = try folder.write("a/one.har", emptyHAR)
    let files = FileManager.default
    try files.createSymbolicLink(
      atPath: folder.path + "/a/up", withDestinationPath: folder.path)
    try files.createSymbolicLink(atPath: folder.path + "/a/self", withDestinationPath: "self")
    #expect(try names([folder.path]) == ["a/one.har"])
  }

  @Test func `files that are named are taken as they are, in their order`() throws {
    let page = try folder.write("page.html", Array("<html>".utf8))
    let har = try folder.write("a.har", emptyHAR)
    #expect(try names([page, "-", har, har]) == ["page.html", "-", "a.har", "a.har"])
    #expect(CaptureSource.standardInput.name == "-")
    #expect(CaptureSource.file(path: "/x/ä b.har").name == "ä b.har")
  }

  @Test func `a folder without captures is an error, and so is what is not there`() throws {
    #expect(throws: CaptureInputError.self) { try names([folder.path]) }
    #expect(throws: CaptureInputError.self) { try names(["/no/such/folder"]) }
  }
}
