import APIReference
import APISchema
import Evidence
import HTTPMessages
import JSONDecoding
import ShareAPI
import Testing

struct ReferenceTests {
  /// What a document says of each operation, read without our reader: its references followed, the names
  /// of all members, parameters and codes collected.
  private struct Named {
    let root: JSONValue

    /// By the path of the operation: `/Publisher/CreateContact`.
    var byPath: [(path: String, names: Set<String>)] {
      members(root["paths"]).map { path, item in
        var names: Set<String> = []
        for (method, operation) in members(item) where ["get", "post"].contains(method) {
          for parameter in elements(operation["parameters"]).map(resolved) {
            names.insert(parameter["name"]?.string ?? "")
          }
          for (code, _) in members(operation["x-faults"]) { names.insert(code) }
          collect(content: operation["requestBody"], into: &names)
          for (status, response) in members(operation["responses"]) where status == "200" {
            collect(content: response, into: &names)
          }
        }
        return (path, names)
      }
    }

    private func collect(content node: JSONValue?, into names: inout Set<String>) {
      for (_, media) in members(node.map(resolved)?["content"]) {
        if let schema = media["schema"] { collect(schema, into: &names) }
      }
    }

    private func collect(_ schema: JSONValue, into names: inout Set<String>) {
      for (name, value) in members(schema["properties"]) {
        names.insert(name)
        collect(value, into: &names)
      }
      for name in ["items", "contentSchema"] {
        if let inner = schema[name] { collect(inner, into: &names) }
      }
      for name in ["anyOf", "oneOf", "allOf"] {
        for inner in elements(schema[name]) { collect(inner, into: &names) }
      }
      if schema["$ref"] != nil { collect(resolved(schema), into: &names) }
    }

    private func resolved(_ node: JSONValue) -> JSONValue {
      guard let reference = node["$ref"]?.string else { return node }
      return reference.split(separator: "/").dropFirst().reduce(root) { $0[String($1)] ?? .null }
    }

    private func members(_ value: JSONValue?) -> [(String, JSONValue)] {
      guard case .object(let members)? = value else { return [] }
      return members.map { ($0.name, $0.value) }
    }

    private func elements(_ value: JSONValue?) -> [JSONValue] {
      guard case .array(let elements)? = value else { return [] }
      return elements
    }
  }

  @Test(arguments: ["2015-03", "2021-12-08", "latest"])
  func `each operation has a page, with all that the document names of it`(
    _ revision: String
  ) throws {
    let history = try RevisionHistory.share()
    let document = history.document(of: try history.revision(named: revision))
    let pages = try Reference.share(revision).pages(.markdown)
    let site = try Reference.share(revision).pages(.html)
    let operations = Named(root: document.root).byPath
    #expect(operations.count >= 28)
    for (path, names) in operations {
      let page = pages[path.dropFirst() + ".md"] ?? ""
      let html = site[path.dropFirst() + ".html"] ?? ""
      #expect(page.contains("# \(path.dropFirst())\n"), "\(path)")
      for name in names {
        #expect(page.contains("`\(name)`"), "\(path): \(name)")
        #expect(html.contains("<code>\(name)</code>"), "\(path): \(name)")
      }
    }
  }

  @Test(arguments: ReferenceFormat.allCases)
  func `all links lead to pages, and all pages can be reached from the first`(
    _ format: ReferenceFormat
  ) throws {
    let written = WrittenPages(try Reference.sharePages(format))
    var reached: Set<String> = []
    var next = [format == .markdown ? "README.md" : "index.html"]
    while let page = next.popLast() {
      guard reached.insert(page).inserted else { continue }
      #expect(written.deadLinks(of: page) == [], "\(page)")
      next += written.targets(of: page)
    }
    #expect(reached == Set(written.pages.keys))
  }

  @Test(arguments: ReferenceFormat.allCases)
  func `the same schema gives the same pages`(_ format: ReferenceFormat) throws {
    let history = try RevisionHistory.share()
    let again = try Reference(history.document(of: history.latest), history: history)
    #expect(try Reference.sharePages(format) == again.pages(format))
  }

  @Test func `each table has as many cells in every row as in its head`() throws {
    for (path, page) in try Reference.sharePages(.markdown) {
      var columns: Int?
      for line in WrittenPages.outsideFences(page) {
        guard line.hasPrefix("|") else {
          columns = nil
          continue
        }
        let cells = line.replacing("\\|", with: "").count { $0 == "|" }
        #expect(cells == columns ?? cells, "\(path): \(line)")
        columns = cells
      }
    }
  }

  @Test func `the twelve open items of the first write-up are all tracked`() throws {
    let page = try #require(try Reference.sharePages(.markdown)["Questions.md"])
    let sections = page.split(separator: "\n## ")
    let open = try #require(sections.first { $0.hasPrefix("Open\n") })
    let answered = try #require(sections.first { $0.hasPrefix("Answered\n") })
    func rows(_ section: Substring) -> [Substring] {
      section.split(separator: "\n").filter { $0.hasPrefix("|") }.dropFirst(2).map { $0 }
    }
    #expect(rows(open).count == 5)
    #expect(rows(answered).count == 7)
    // What would answer an open one, and which operation answers the others.
    for row in rows(open) { #expect(row.contains("recording")) }
    for row in rows(answered) { #expect(row.contains("](")) }
  }

  @Test func `flows and answers name operations that there are`() throws {
    let history = try RevisionHistory.share()
    let document = history.document(of: history.latest)
    let notes = try ReferenceNotes(document)
    let names = Set(try SchemaReader.read(document).operations.map(\.name))
    #expect(notes.flows.count >= 4)
    for step in notes.flows.flatMap(\.steps) { #expect(names.contains(step.operation)) }
    for operation in notes.questions.compactMap(\.operation) {
      #expect(names.contains(operation))
    }
  }

  @Test func `the page of the readings says what changed in 2021-12, and when`() throws {
    let page = try #require(
      try Reference.sharePages(.markdown)["Publisher/ReadPublisherLatestGlucoseValues.md"])
    let changed = try #require(page.split(separator: "## How it changed").last)
    let entry = try #require(
      changed.split(separator: "\n- ").first { $0.contains("2021-12-08") })
    #expect(entry.contains("Trend"))
    #expect(entry.contains("integer") && entry.contains("string"))
  }

  @Test(arguments: ReferenceFormat.allCases)
  func `of what is documented, each line that recordings alone say is marked`(
    _ format: ReferenceFormat
  ) throws {
    let text = """
      openapi: 3.1.0
      info: {title: T, version: '1'}
      paths:
        /ShareWebServices/Services/Publisher/Documented:
          post:
            x-sources: [S]
            parameters:
              - {name: sessionId, in: query, required: true, schema: {type: string}}
              - {name: unit, in: query, schema: {type: integer}, x-usual: true, x-learned: true,
                 x-confidence: corroborated(2), x-evidence: {seen: 14, of: 14, captures: 2}}
            responses:
              '200':
                description: Done.
                content:
                  application/json:
                    schema:
                      type: object
                      properties:
                        Known: {type: integer}
                        Rate: {type: number, x-learned: true, x-confidence: single,
                          x-evidence: {seen: 3, of: 9, captures: 1}}
            x-faults:
              Old: {}
              New: {x-learned: true, x-evidence: {seen: 2, of: 23, captures: 1}}
      components:
        x-faults: {Old: {x-sources: [S]}, New: {x-learned: true}}
      """
    let document = try SchemaDocument(name: "learned.yaml", text: Array(text.utf8))
    let pages = try Reference(document).pages(format)
    let page = try #require(pages.first { $0.key.hasPrefix("Publisher/Documented.") }?.value)
    let mark = format == .markdown ? "**learned**" : "<strong>learned</strong>"
    func line(_ name: String) throws -> Substring {
      let code = format == .markdown ? "| `\(name)` " : "<code>\(name)</code>"
      return try #require(
        page.split(separator: format == .markdown ? "\n" : "<tr>").first { $0.contains(code) })
    }
    #expect(try line("unit").contains("\(mark): 14 of 14, 2 captures"))
    #expect(try line("unit").contains("always so far"))
    #expect(try line("Rate").contains("\(mark): 3 of 9, 1 capture"))
    #expect(try line("New").contains("\(mark): 2 of 23, 1 capture"))
    for name in ["sessionId", "Known", "Old"] {
      #expect(try !line(name).contains("learned"), "\(name)")
    }
  }

  @Test(arguments: ReferenceFormat.allCases)
  func `each page says which clients use the operation, what comes before it and from where`(
    _ format: ReferenceFormat
  ) throws {
    let pages = try Reference.sharePages(format)
    func page(_ name: String) throws -> String {
      try #require(pages.first { $0.key.hasPrefix(name + ".") }?.value)
    }
    for (path, page) in pages where page.contains("Request") && path.contains("/") {
      guard !path.hasSuffix(format == .markdown ? "README.md" : "index.html") else { continue }
      #expect(page.contains("Clients known to use it"), "\(path)")
    }
    #expect(try page("General/SystemUtcTime").contains("winemug/dexpy (2018-10 to 2020-10)"))
    #expect(try page("Publisher/StopRemoteMonitoringSession").contains("the app with the sensor"))
    let pause = try page("General/PauseSubscription")
    #expect(pause.contains("ListPublisherAccountSubscriptions[].SubscriptionId"))
    #expect(
      pause.contains("ListPublisherAccountSubscriptions.\(format == .markdown ? "md" : "html")"))
    let list = try page("Publisher/ListPublisherAccountSubscriptions")
    #expect(list.contains("[].SubscriptionId"))
    #expect(list.contains("PauseSubscription"))
    #expect(try page("Publisher/StartRemoteMonitoringSession").contains("An uploader"))
    // An account of a follower's app is no account that somebody logs in with.
    let follower = try page("General/LoginSubscriberAccount")
    #expect(!follower.contains("AuthenticatePublisherAccount"))
  }

  @Test(arguments: ["2015-03", "latest"])
  func `whoever gives an identifier, and whoever is a client, is in the document`(
    _ revision: String
  ) throws {
    let history = try RevisionHistory.share()
    let document = history.document(of: try history.revision(named: revision))
    let notes = try ReferenceNotes(document)
    let names = Set(try SchemaReader.read(document).operations.map(\.name))
    #expect(Set(notes.operations.keys) == names)
    for (name, operation) in notes.operations {
      #expect(!operation.clients.isEmpty, "\(name)")
      for key in operation.clients {
        #expect(notes.clients[key] != nil || notes.sources[key] != nil, "\(name): \(key)")
      }
      for link in operation.links { #expect(names.contains(link.operation), "\(name)") }
    }
    #expect(
      notes.operations["General/PauseSubscription"]?.links.count == (revision == "latest" ? 5 : 4))
  }
}
