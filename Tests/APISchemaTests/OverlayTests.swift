import APISchema
import JSONDecoding
import Testing

@Suite struct OverlayTests {
  private let base = """
    paths:
      /a: {get: {tags: [x], responses: {}}, post: {responses: {}}}
      /b: {post: {summary: old, responses: {}}}
    list: [{n: 1}, {n: 2}]
    """

  /// After the examples of the Overlay Specification 1.0.0.
  @Test(arguments: [
    ("$.paths['/b'].post", "update: {summary: new}", "/paths/~1b/post/summary", "\"new\""),
    ("$['paths'][\"/b\"]", "update: {post: {x-safe: true}}", "/paths/~1b/post/x-safe", "true"),
    ("$.paths.*.post", "update: {x-safe: true}", "/paths/~1a/post/x-safe", "true"),
    ("$.paths[*].post", "update: {x-safe: true}", "/paths/~1b/post/x-safe", "true"),
    ("$.paths.*.*", "update: {x-safe: true}", "/paths/~1a/get/x-safe", "true"),
    ("$.paths['/a'].get.tags", "update: y", "/paths/~1a/get/tags/1", "\"y\""),
    ("$.list", "update: {n: 3}", "/list/2/n", "3"),
    ("$.list[0]", "remove: true", "/list/0/n", "2"),
    ("$.paths['/a']", "remove: true", "/paths/~1a", ""),
    ("$", "update: {x-new: {a: 1}}", "/x-new/a", "1"),
    ("$.paths['/b']", "update: {post: {summary: null}}", "/paths/~1b/post/summary", "null"),
  ])
  func `an action changes what its target names`(
    _ target: String, _ change: String, _ place: String, _ value: String
  ) throws {
    let changed = try applied([(target, change)])
    var found: JSONValue? = changed
    for step in place.split(separator: "/").map({ $0.replacing("~1", with: "/") }) {
      if case .array(let elements)? = found, let index = Int(step) {
        found = elements.indices ~= index ? elements[index] : nil
      } else {
        found = found?[String(step)]
      }
    }
    #expect(try found == (value.isEmpty ? nil : JSONParser().value(of: value)))
  }

  @Test func `members keep their order, new ones come last`() throws {
    let changed = try applied([("$.paths['/a'].get", "update: {summary: s, tags: [y]}")])
    guard case .object(let members)? = changed["paths"]?["/a"]?["get"] else {
      Issue.record("no operation")
      return
    }
    #expect(members.map(\.name) == ["tags", "responses", "summary"])
    #expect(members[0].value == .array([.string("x"), .string("y")]))
  }

  @Test(arguments: [
    "$..post", "$.list[?(@.n == 1)]", "$.list[0:1]", "paths", "$paths", "$.", "$.paths['/a",
    "$.list[-1]", "$.paths['a\\\\'b']",
  ])
  func `a path that is not understood is an error with its place`(_ target: String) throws {
    let error = #expect(throws: SchemaError.self) { try applied([(target, "remove: true")]) }
    #expect(error?.pointer?.description == "/actions/0/target")
    #expect(error?.line == 4)
  }

  @Test(arguments: [
    ("$.paths['/c']", "remove: true"), ("$.paths['/b'].post.summary", "update: {a: 1}"),
    ("$.paths", "update: 1"),
  ])
  func `a target that leads nowhere, or to what cannot be updated, is an error`(
    _ target: String, _ change: String
  ) {
    let error = #expect(throws: SchemaError.self) { try applied([(target, change)]) }
    #expect(error?.pointer?.description == "/actions/0/target")
  }

  @Test(arguments: [
    "{}", "[]", "overlay: 2.0.0", "overlay: 1.0.0\ninfo: {title: a, version: b}\nactions: []",
    "overlay: 1.0.0\ninfo: {title: a}\nactions: [{target: $, update: {}}]",
    "overlay: 1.0.0\ninfo: {title: a, version: b}\nactions: [{target: $}]",
    "overlay: 1.0.0\ninfo: {title: a, version: b}\nactions: [{target: $, delete: true}]",
    "overlay: 1.0.0\ninfo: {title: a, version: b}\naction: []",
  ])
  func `what is no overlay is refused`(_ text: String) {
    #expect(throws: SchemaError.self) {
      try Overlay(SchemaDocument(name: "overlay", text: Array(text.utf8)))
    }
  }

  @Test func `what is there already is not accepted again, neither in arrays`() throws {
    let text = """
      overlay: 1.0.0
      info: {title: a, version: b}
      actions:
        - {target: "$.paths['/a'].get", update: {tags: [x, y], summary: s, responses: {}}}
        - {target: $.list, update: {n: 2}}
        - {target: $.list, update: {n: 3}}
      """
    let overlay = try Overlay(SchemaDocument(name: "a.yaml", text: Array(text.utf8)))
    let document = try SchemaDocument(name: "base.yaml", text: Array(base.utf8))
    let accepted = try overlay.accepted(by: document)
    let get = accepted.root["paths"]?["/a"]?["get"]
    #expect(get?["tags"] == .array([.string("x"), .string("y")]))
    #expect(get?["summary"] == .string("s"))
    let numbers = [1, 2, 3].map { JSONValue.object([.init("n", .integer($0))]) }
    #expect(accepted.root["list"] == .array(numbers))
    #expect(try overlay.accepted(by: accepted) == accepted)
  }

  private func applied(_ actions: [(target: String, change: String)]) throws -> JSONValue {
    let lines = actions.map {
      "  - target: \"\($0.target.replacing("\"", with: "\\\""))\"\n    \($0.change)\n"
    }
    let text =
      "overlay: 1.0.0\ninfo: {title: a, version: b}\nactions:\n" + lines.joined()
    let overlay = try Overlay(SchemaDocument(name: "overlay", text: Array(text.utf8)))
    return try overlay.applied(to: SchemaDocument(name: "base", text: Array(base.utf8))).root
  }
}
