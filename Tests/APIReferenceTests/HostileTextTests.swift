import APIReference
import APISchema
import JSONDecoding
import Testing

/// What a schema that was learned from a recording may say: anything, in every place.
struct HostileTextTests {
  private static let texts = [
    "<script>alert(1)</script>",
    "</pre></code></table><img src=x onerror=alert(1)>",
    "[x](https://evil.example)",
    "![x](https://evil.example/i.png)",
    #"a\|[x](https://evil.example)|b"#,
    #"\\|[x](https://evil.example)\\|"#,
    "a`[x](https://evil.example)`b",
    "``[x](https://evil.example)",
    "https://evil.example and www.evil.example",
    "someone@evil.example, @someone #1",
    "a\n\n[x](https://evil.example)\n\n<img src=x>",
    "```\n\n[x](https://evil.example)\n\n```mermaid\nclick C href \"https://evil.example\"",
    "--> <b>bold</b> <!--",
    "../../../../etc/passwd",
    "x; C->>S: y\nend\nlink C: a @ https://evil.example",
    #"" onclick="alert(1)"#,
    "{{{title}}}{{#sections}}",
    "$\\href{https://evil.example}{x}$",
    "\u{1B}[31m\u{202E}\u{0}\u{2028}",
    "&lt;script&gt;&#60;b&#62;",
    "[x]: https://evil.example",
    "javascript:alert(1)",
  ]

  /// A document that says a text wherever it can.
  static func document(_ text: String) throws -> SchemaDocument {
    func object(_ members: [(String, JSONValue)]) -> JSONValue {
      .object(members.map { JSONValue.Member($0.0, $0.1) })
    }
    let word = JSONValue.string(text)
    let provenance: [(String, JSONValue)] = [
      ("x-confidence", word), ("x-sources", .array([word])), ("x-since", word),
    ]
    let value = object(
      [
        ("type", .string("string")), ("description", word), ("format", word), ("x-unit", word),
        ("pattern", word), ("enum", .array([word])),
        ("x-enum-varnames", .array([word])), ("x-enum-meanings", object([(text, word)])),
      ] + provenance)
    let body = object([
      (
        "application/json",
        object([
          (
            "schema",
            object([("type", .string("object")), ("properties", object([(text, value)]))])
          ),
          ("example", object([(text, word)])),
        ])
      ),
      (text, object([("schema", value), ("example", word)])),
    ])
    let response = object([("description", word), ("content", body)])
    let operation = object(
      [
        ("summary", word), ("description", word), ("x-open-faults", .bool(true)),
        (
          "parameters",
          .array([
            object(
              [
                ("name", word), ("in", .string("query")), ("required", .bool(true)),
                ("description", word), ("schema", value),
                ("x-link", .array([object([("from", .string(text + " " + text))])])),
              ] + provenance)
          ])
        ),
        ("x-used-by", .array([word, .string("key")])),
        (
          "x-flow",
          object([
            ("after", .array([object([("operation", word)])])),
            ("before", .array([object([("operation", word)])])),
          ])
        ),
        ("requestBody", object([("content", body)])),
        ("responses", object([("200", response), ("500", response), ("default", response)])),
        ("x-faults", object([(text, object([]))])),
      ] + provenance)
    let step = object([
      ("operation", word), ("takes", word), ("gives", word), ("repeats", word),
    ])
    let failing = object([("operation", word), ("fails", word), ("then", word)])
    let question = object(
      [("asked", word), ("answer", word), ("operation", word)] + provenance)
    return SchemaDocument(
      name: text,
      root: object([
        ("openapi", .string("3.1.0")),
        (
          "info",
          object([("title", word), ("version", .string("1")), ("description", word)])
        ),
        ("tags", .array([object([("name", word), ("description", word)])])),
        ("x-source-keys", object([(text, word)])),
        ("x-client-keys", object([("key", word)])),
        ("x-clients", .array([object([("agent", word), ("name", word), ("years", word)])])),
        (
          "x-request-fields",
          object([(text, object([("description", word), ("schema", value)]))])
        ),
        (
          "x-flows",
          .array([
            object([("name", word), ("description", word), ("steps", .array([step, failing]))])
          ])
        ),
        (
          "x-questions",
          .array([question, object([("asked", word), ("needs", word)])])
        ),
        (
          "paths",
          object([
            ("/ShareWebServices/Services/" + text + "/" + text, object([("post", operation)])),
            ("/" + text, object([("post", operation)])),
          ])
        ),
        (
          "components",
          object([
            ("schemas", object([(text, value)])),
            ("x-faults", object([(text, object([("description", word)] + provenance))])),
          ])
        ),
      ]))
  }

  @Test(arguments: texts)
  func `nothing that a schema says is an element of a page, a link or a script`(
    _ text: String
  ) throws {
    let plain = try Reference(Self.document("word")).pages(.html)
    let known = plain.values.reduce(into: Set<String>()) {
      $0.formUnion(WrittenPages.elements(in: $1))
    }
    #expect(known.isDisjoint(with: ["script", "img", "b"]))
    let written = WrittenPages(try Reference(Self.document(text)).pages(.html))
    for (path, page) in written.pages {
      #expect(WrittenPages.elements(in: page).isSubset(of: known), "\(path)")
      #expect(!page.contains("onclick=\"") && !page.contains("onerror=\""), "\(path)")
      #expect(written.deadLinks(of: path) == [], "\(path)")
    }
    #expect(written.pages.values.count { $0.contains("<h2>Request</h2>") } == 2)
  }

  @Test(arguments: texts)
  func `nothing that a schema says is a link of Markdown, or markup in it`(
    _ text: String
  ) throws {
    let written = WrittenPages(try Reference(Self.document(text)).pages(.markdown))
    for (path, page) in written.pages {
      #expect(written.deadLinks(of: path) == [], "\(path)")
      let lines = WrittenPages.outsideFences(page).map {
        String($0.replacing("\\`", with: "").replacing(/`[^`]*`/, with: ""))
      }
      for line in lines {
        #expect(
          WrittenPages.elements(in: line).isSubset(of: ["!", "code", "span"]), "\(path): \(line)")
        #expect(!line.contains("://") && !line.contains("www.e"), "\(path): \(line)")
        // Between two dollars GitHub sees mathematics, which may have links.
        #expect(!line.replacing("<span>$</span>", with: "").contains("$"), "\(path): \(line)")
        #expect(!line.contains("@someone") && !line.contains("#1"), "\(path): \(line)")
      }
      #expect(lines.count { $0.hasPrefix("# ") } == 1, "\(path)")
      #expect(!page.contains("\u{1B}") && !page.contains("\u{202E}"), "\(path)")
    }
  }

  @Test(arguments: texts)
  func `no name leads out of the folder, and none is a file twice`(_ text: String) throws {
    for format in ReferenceFormat.allCases {
      let paths = try Reference(Self.document(text)).pages(format).keys
      for path in paths {
        let steps = path.split(separator: "/", omittingEmptySubsequences: false)
        #expect((1...2).contains(steps.count), "\(path)")
        for step in steps {
          #expect(step.wholeMatch(of: /[A-Za-z0-9_-]+(\.[a-z]+)?/) != nil, "\(path)")
        }
      }
      #expect(Set(paths.map { $0.lowercased() }).count == paths.count)
    }
  }

  @Test(arguments: texts)
  func `a diagram has no lines but its own`(_ text: String) throws {
    let page = try #require(try Reference(Self.document(text)).pages(.markdown)["Flow.md"])
    let rest = try #require(page.split(separator: "```mermaid\n", maxSplits: 1).last)
    let diagram = try #require(rest.split(separator: "\n```").first)
    for line in diagram.split(separator: "\n").dropFirst() {
      #expect(
        line.wholeMatch(
          of:
            /\s+(participant [CS] as [a-z]+|loop .*|end|(C->>S|S-->>C|S--xC|Note over C): [^<>\[\]"`;\n]*(#[0-9]+;[^<>\[\]"`;\n]*)*)/
        ) != nil, "\(line)")
      // A drawing is XML, which has no control characters, and nothing turns the direction of writing.
      for reference in line.matches(of: /#([0-9]+);/) {
        let number = try #require(UInt32(reference.1))
        #expect((32...126).contains(number), "\(line)")
      }
    }
  }

  @Test func `names that differ in letter case alone, or have no service, have pages of their own`()
    throws
  {
    let text = """
      openapi: 3.1.0
      info: {title: T, version: '1'}
      paths:
        /ShareWebServices/Services/Publisher/read: {post: {responses: {}}}
        /ShareWebServices/Services/Publisher/READ: {post: {responses: {}}}
        /ShareWebServices/Services/Other/ping: {post: {responses: {}}}
        /ping: {post: {responses: {}}}
        /: {post: {responses: {}}}
      """
    let document = try SchemaDocument(name: "names.yaml", text: Array(text.utf8))
    let pages = try Reference(document).pages(.markdown)
    let operations = pages.filter { $0.value.contains("## Request") }
    #expect(operations.count == 5)
    #expect(Set(operations.keys.map { $0.lowercased() }).count == 5)
  }
}
