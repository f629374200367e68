import APIReference
import APISchema
import Foundation
import Testing

struct PageTemplatesTests {
  private static func folder(_ files: [String: String]) throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "templates-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (name, text) in files { try Data(text.utf8).write(to: folder.appending(path: name)) }
    return folder
  }

  @Test func `a template of one's own takes the place of that built in, and the others stay`()
    throws
  {
    let folder = try Self.folder(["operation.md.mustache": "own: {{{title}}}\n"])
    defer { try? FileManager.default.removeItem(at: folder) }
    let reference = try Reference.share()
    let pages = try reference.pages(.markdown, templates: PageTemplates(folder: folder.path))
    let page = try #require(pages["Publisher/CreateContact.md"])
    #expect(page.contains("own: Publisher/CreateContact"))
    #expect(!page.contains("## Request"))
    #expect(pages["Faults.md"] == (try Reference.sharePages(.markdown)["Faults.md"]))
  }

  /// Editors on Windows write a carriage return and a line feed, one character to Swift.
  @Test func `a template of Windows gives the page that any gives`() throws {
    let text = "own: {{{title}}} \n\n\n\nend\n\n"
    let pages = try ["\n", "\r\n"].map { end in
      let folder = try Self.folder([
        "operation.md.mustache": text.replacing("\n", with: end)
      ])
      defer { try? FileManager.default.removeItem(at: folder) }
      return try Reference.share().pages(
        .markdown, templates: PageTemplates(folder: folder.path))["Publisher/CreateContact.md"]
    }
    #expect(pages[0]?.hasSuffix("own: Publisher/CreateContact\n\nend\n") == true)
    #expect(pages[0] == pages[1])
  }

  @Test func `a template with an open section is named in the error`() throws {
    let folder = try Self.folder(["topic.html.mustache": "{{#sections}}"])
    defer { try? FileManager.default.removeItem(at: folder) }
    let templates = try PageTemplates(folder: folder.path)
    let error = #expect(throws: TemplateError.self) {
      try Reference.share().pages(.html, templates: templates)
    }
    #expect(error?.name == folder.appending(path: "topic.html.mustache").path)
  }

  @Test(arguments: [
    ("# a\n\n{{#sections}}\n{{/section}}\n", 4, "closed by another name"),
    ("{{title", 1, "ends inside a tag"), ("a\n{{title\n}\n", 3, "not closed by its braces"),
    ("a\n{{#sections}}\n", 3, "its {{/name}} is missing"), ("{{=<% =}}", 1, "two delimiters"),
  ])
  func `what is wrong with a template is said in words, with its file and line`(
    _ text: String, _ line: Int, _ what: String
  ) throws {
    let folder = try Self.folder(["topic.md.mustache": text])
    defer { try? FileManager.default.removeItem(at: folder) }
    let templates = try PageTemplates(folder: folder.path)
    let error = #expect(throws: TemplateError.self) {
      try Reference.share().pages(.markdown, templates: templates)
    }
    #expect(error?.name == folder.appending(path: "topic.md.mustache").path)
    #expect(error?.line == line)
    #expect(error?.what.contains(what) == true, "\(error?.what ?? "")")
    #expect(error?.description.contains(/Parser|Error\(|context/) == false)
  }

  @Test func `a folder without a template is an error that lists their names`() throws {
    let folder = try Self.folder(["operation.mustache": ""])
    defer { try? FileManager.default.removeItem(at: folder) }
    let error = #expect(throws: TemplateError.self) { try PageTemplates(folder: folder.path) }
    #expect(error?.what.contains("operation.md.mustache") == true)
  }

  @Test func `a misspelt template beside a right one is an error that names the right spelling`()
    throws
  {
    let folder = try Self.folder([
      "operation.md.mustache": "own", "topics.md.mustache": "own", "notes.txt": "",
    ])
    defer { try? FileManager.default.removeItem(at: folder) }
    let error = #expect(throws: TemplateError.self) { try PageTemplates(folder: folder.path) }
    #expect(error?.name == folder.path + "/topics.md.mustache")
    #expect(error?.what.contains("did you mean topic.md.mustache?") == true)
  }
}
