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

  @Test func `a template with an open section is named in the error`() throws {
    let folder = try Self.folder(["topic.html.mustache": "{{#sections}}"])
    defer { try? FileManager.default.removeItem(at: folder) }
    let templates = try PageTemplates(folder: folder.path)
    let error = #expect(throws: TemplateError.self) {
      try Reference.share().pages(.html, templates: templates)
    }
    #expect(error?.name == "topic.html.mustache")
  }

  @Test func `a folder without a template is an error that lists their names`() throws {
    let folder = try Self.folder(["operation.mustache": ""])
    defer { try? FileManager.default.removeItem(at: folder) }
    let error = #expect(throws: TemplateError.self) { try PageTemplates(folder: folder.path) }
    #expect(error?.what.contains("operation.md.mustache") == true)
  }
}
