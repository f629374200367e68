import JSONDecoding
import Testing

@testable import ShareProtoTool

@Suite struct SchemaCommandTests {
  @Test func `the history is a timeline with evidence`() throws {
    let run = try ToolRun("schema", "history")
    #expect(run.code == 0)
    #expect(run.output.contains("2021-11-30 (outside the US) – 2021-12-08 (US)"))
    #expect(run.output.contains("breaks readers"))
    #expect(run.output.contains("evidence: xDrip #1884"))
    let json = try JSONParser().value(
      of: try ToolRun("schema", "history", "--format", "json").output)
    guard case .array(let revisions) = json else {
      Issue.record("no array")
      return
    }
    #expect(revisions.first?["id"] == .string("share@2015-03"))
    #expect(revisions.first?["until"] == .string("2015-08"))
  }

  @Test func `a document says of which revision it is`() throws {
    let run = try ToolRun("schema", "show", "--revision", "share@2018", "--format", "json")
    #expect(run.code == 0)
    let document = try JSONParser().value(of: run.output)
    #expect(document["openapi"] == .string("3.1.0"))
    #expect(document["info"]?["version"] == .string("2018-01"))
    #expect(document["info"]?["x-revision"]?["id"] == .string("share@2018-01"))
  }

  @Test(arguments: ["CreateContact", "Publisher/createcontact"])
  func `one operation is shown in readable form`(_ name: String) throws {
    let run = try ToolRun("schema", "show", name)
    #expect(run.code == 0)
    #expect(run.output.contains("POST Publisher/CreateContact"))
    #expect(run.output.contains("emailAddress"))
    #expect(run.output.contains("ContactNameAlreadyExists"))
    #expect(!run.output.contains("DeleteContact"))
  }

  @Test(arguments: [
    (["--revision", "2014"], "share@2015-03"), (["CreateContakt"], "Publisher/CreateContact"),
    (["--revision", "\u{1b}[2J"], "share@"),
  ])
  func `a name that is none is wrong usage, with what is like it`(
    _ arguments: [String], _ suggestion: String
  ) throws {
    let run = try ToolRun(["schema", "show"] + arguments)
    #expect(run.code == 64)
    #expect(run.errors.contains(suggestion))
    #expect(!run.errors.contains("\u{1b}"))
    #expect(run.output.isEmpty)
  }
}
