import APISchema
import JSONDecoding
import Testing

@Suite struct SchemaDocumentTests {
  /// By the core schema of YAML 1.2, section 10.3.
  @Test(arguments: [
    ("no", "\"no\""), ("on", "\"on\""), ("true", "true"), ("null", "null"), ("~", "null"),
    ("2021-12-08", "\"2021-12-08\""), ("2021-12", "\"2021-12\""), ("12", "12"), ("-1.5", "-1.5"),
    ("'12'", "\"12\""), ("3.0.2.11", "\"3.0.2.11\""), ("012", "\"012\""), ("1e3", "1e3"),
    ("\"a\\nb\"", "\"a\\nb\""), ("{a: [1, b]}", "{\"a\":[1,\"b\"]}"),
    ("&x {a: 1}", "{\"a\":1}"), ("{a: &x [1], b: *x}", "{\"a\":[1],\"b\":[1]}"),
  ])
  func `a text becomes the tree that YAML 1.2 says`(_ yaml: String, _ json: String) throws {
    #expect(try read("v: " + yaml).root["v"] == JSONParser().value(of: json))
  }

  @Test func `what is written is read again, in YAML and in JSON`() throws {
    let text = """
      {"a": "no", "b": "12", "c": "2021-12-08", "d": [], "e": {}, "200": null, "f": "a\\nb ", "g": "-x",
       "h": "#x", "i": "", "j": true, "k": 1.50, "l": "yes: no", "m": " x", "n": "~", "o": "\\u001b[0m"}
      """
    let document = try read(text)
    #expect(try read(document.json).root == document.root)
    #expect(try read(document.yaml).root == document.root)
    for revision in try RevisionHistory.share().revisions {
      let document = try RevisionHistory.share().document(of: revision)
      #expect(try read(document.json).root == document.root)
      #expect(try read(document.yaml).root == document.root)
    }
  }

  @Test func `aliases that multiply are refused`() {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for index in 1..<9 {
      let aliases = Array(repeating: "*a\(index - 1)", count: 10).joined(separator: ", ")
      text += "a\(index): &a\(index) [\(aliases)]\n"
    }
    #expect(throws: SchemaError.self) { try read(text) }
  }

  @Test(arguments: [
    String(repeating: "[", count: 900), String(repeating: "[", count: 100_000),
    "a: " + String(repeating: "{b: ", count: 500) + "1" + String(repeating: "}", count: 500),
    String(repeating: "- ", count: 900) + "x",
    String(repeating: "[", count: 200) + String(repeating: "]", count: 200),
  ])
  func `what nests too deep is refused`(_ text: String) {
    #expect(throws: SchemaError.self) { try read(text) }
  }

  @Test(
    arguments: [
      ("a: 1\na: 2", 1), ("a: [1, 2", 1), ("a: 1\n b: 2", 2), ("a: *none", 1), ("<<: {a: 1}", 1),
      ("? [a]\n: 1", 1), ("", nil), ("\tx: 1", 1),
    ] as [(String, Int?)])
  func `what is no YAML is refused with its line`(_ text: String, _ line: Int?) {
    let error = #expect(throws: SchemaError.self) { try read(text) }
    if let line { #expect((error?.line ?? 0) >= line) }
  }

  private func read(_ text: String) throws -> SchemaDocument {
    try SchemaDocument(name: "test", text: Array(text.utf8))
  }
}
