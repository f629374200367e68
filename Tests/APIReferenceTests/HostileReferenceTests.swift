import APIReference
import APISchema
import Evidence
import Testing

/// A schema of somebody who means harm: names and texts in every place that has some.
struct HostileReferenceTests {
  static let texts = [
    "<img src=x onerror=alert(1)>", "[a](javascript:alert(1)) ![i](https://evil.example/x.png)",
    "https://evil.example/a www.evil.example", "a | b `c` ``` d", "</pre><script>x</script>",
    "..", "../../../etc/passwd", "\u{1B}[31m\u{202E}x", "end; C->>S: x", "{{{title}}} {{> layout}}",
    "@someone #1", "a\n\n# heading\n- item\n```\nblock",
  ]

  private static func pages(_ text: String, _ format: ReferenceFormat) throws -> [String: String] {
    let quoted = "\"" + text.unicodeScalars.map { "\\u" + hex($0.value) }.joined() + "\""
    let document = """
      {"openapi": "3.1.0", "info": {"title": T, "version": "1", "description": T},
       "tags": [{"name": T, "description": T}], "x-source-keys": {"K": T},
       "x-questions": [{"asked": T, "needs": T}, {"asked": T, "answer": T, "operation": T}],
       "x-flows": [{"name": T, "description": T, "steps": [
         {"operation": T, "takes": T, "gives": T, "repeats": T},
         {"operation": T, "fails": T, "then": T}]}],
       "paths": {"/ShareWebServices/Services/Evil/P": {"post": {"summary": T, "description": T,
         "x-confidence": T, "x-sources": ["K", T], "x-since": T, "x-faults": {"F": {"description": T}},
         "parameters": [{"name": T, "in": "query", "required": true, "description": T,
           "schema": {"type": "string", "format": T, "enum": [T], "x-unit": T}}],
         "requestBody": {"content": {"application/json": {"example": {T: T}, "schema": {
           "type": "object", "description": T, "properties": {T: {"type": "string",
             "x-enum-varnames": [T], "enum": [T], "x-enum-meanings": {T: T}}}}}}},
         "responses": {"200": {"description": T, "content": {T: {"schema": {"type": "object",
           "properties": {T: {"description": T}}}}}}, T: {"description": T}}}}},
       "components": {"x-faults": {"F": {"description": T}},
         "schemas": {T: {"type": "string", "format": T, "pattern": T, "description": T},
           "E": {"enum": [T], "description": T}}}}
      """
    // A path step has no slash and no line of its own.
    let step = text.replacing("/", with: "∕").replacing("\n", with: " ")
    let quotedStep =
      "\"/ShareWebServices/Services/Evil/"
      + step.unicodeScalars.map { "\\u" + hex($0.value) }.joined() + "\""
    let filled = document.replacing("\"/ShareWebServices/Services/Evil/P\"", with: quotedStep)
      .replacing(#/\bT\b/#, with: quoted)
    let parsed = try SchemaDocument(name: "evil", text: Array(filled.utf8))
    return try Reference(parsed).pages(format)
  }

  private static func hex(_ value: UInt32) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: 4 - text.count) + text
  }

  @Test(arguments: texts)
  func `nothing of a schema is live in Markdown`(text: String) throws {
    for (path, page) in try Self.pages(text, .markdown) {
      #expect(!path.contains("..") && !path.hasPrefix("/"), "\(path)")
      let bare = Self.withoutCode(page)
      #expect(!bare.contains("<img") && !bare.contains("<script"), "\(path)")
      // A bracket behind a backslash ends no label.
      for link in bare.matches(of: #/[^\\]\]\(([^)]*)/#) {
        #expect(link.1.wholeMatch(of: #/[A-Za-z0-9_.\/-]*/#) != nil, "\(path): \(link.1)")
      }
      #expect(!bare.contains("://") && !bare.contains("www.evil"), "\(path)")
      #expect(!page.contains("\u{1B}") && !page.contains("\u{202E}"), "\(path)")
      #expect(!bare.contains("\n# heading") && !bare.contains("@someone"), "\(path)")
      #expect(bare.split(separator: "\n").count { $0.hasPrefix("# ") } == 1, "\(path)")
    }
  }

  @Test(arguments: texts)
  func `nothing of a schema is live in HTML`(text: String) throws {
    for (path, page) in try Self.pages(text, .html) {
      #expect(!path.contains("..") && !path.hasPrefix("/"), "\(path)")
      #expect(!page.contains("<img") && !page.contains("<script"), "\(path)")
      #expect(!page.contains("\u{1B}") && !page.contains("\u{202E}"), "\(path)")
      for match in page.matches(of: #/(href|src)="([^"]*)"/#) {
        #expect(!match.2.contains(":") && !match.2.hasPrefix("//"), "\(path): \(match.2)")
      }
      #expect(page.matches(of: #/<pre>/#).count == page.matches(of: #/<\/pre>/#).count)
    }
  }

  /// The page without blocks and spans of code, in which nothing has a meaning.
  private static func withoutCode(_ page: String) -> String {
    var lines: [Substring] = []
    var fence: Substring?
    for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
      let ticks = line.prefix { $0 == "`" }
      if let open = fence {
        if line == open { fence = nil }
      } else if ticks.count >= 3 {
        fence = ticks
      } else {
        lines.append(line)
      }
    }
    return lines.joined(separator: "\n").replacing(#/`[^`\n]*`/#, with: "")
  }
}
