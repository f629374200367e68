import APISchema
import Evidence
import Testing

@testable import Drift

/// Documents of other services, compared with each other: what oasdiff tells of the same pair.
struct ForeignSchemaTests {
  private static let document = """
    openapi: 3.0.3
    info: {title: Pets, version: '1'}
    servers: [{url: 'https://api.example.com/v1'}]
    paths:
      /pets:
        get:
          parameters:
            - {name: limit, in: query, schema: {type: integer, maximum: 100}}
            - {name: tag, in: query, schema: {type: string}}
          responses:
            '200': {description: ok, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}}}}
        post:
          requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/NewPet'}}}}
          responses:
            '200': {description: made, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
      /pets/{id}:
        parameters:
          - {name: id, in: path, required: true, schema: {type: integer}}
        get:
          responses:
            '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
            '404': {description: none}
        delete:
          responses: {'204': {description: gone}}
        put:
          requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/NewPet'}}}}
          responses: {'200': {description: changed}}
    components:
      schemas:
        NewPet: {type: object, required: [name], properties: {name: {type: string}, size: {type: string, enum: [small]}}}
        Pet: {type: object, required: [id, name], properties: {id: {type: integer}, name: {type: string}, owner: {type: string, format: uuid}, kind: {type: string, enum: [cat, dog]}}}
    """

  /// What is replaced in the document, and by what; the rules that find it, and where.
  struct Change: Sendable, CustomTestStringConvertible {
    var old: String
    var new: String
    var rules: [String]
    var operations: Set<String> = []
    var severity: Severity?
    var testDescription: String { new }
  }

  private static let byID: Set = ["GET /pets/{id}", "DELETE /pets/{id}", "PUT /pets/{id}"]
  private static let all = byID.union(["GET /pets", "POST /pets"])
  private static let readers: Set = ["GET /pets", "POST /pets", "GET /pets/{id}"]
  private static let writers: Set = ["POST /pets", "PUT /pets/{id}"]

  static let changes = [
    Change(old: "Pets", new: "Cats", rules: []),
    // A parameter of a path may be called anything.
    Change(old: "{id}", new: "{petId}", rules: []),
    Change(
      old: "'200': {description: made", new: "'201': {description: made",
      rules: ["response-success-status-removed"], operations: ["POST /pets"], severity: .error),
    Change(
      old: "'204': {", new: "'200': {", rules: ["response-success-status-removed"],
      operations: ["DELETE /pets/{id}"]),
    Change(
      old: "requestBody: {content", new: "requestBody: {required: true, content",
      rules: ["request-body-became-required"], operations: ["POST /pets"], severity: .error),
    Change(
      old: "requestBody: {required: true, content", new: "requestBody: {content",
      rules: ["request-body-became-optional"], operations: ["PUT /pets/{id}"], severity: .info),
    Change(
      old: "    delete:\n",
      new: "    delete:\n      requestBody: {required: true, content: {application/json: {}}}\n",
      rules: ["request-body-added-as-required"], operations: ["DELETE /pets/{id}"],
      severity: .error),
    Change(
      old:
        "      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/NewPet'}}}}\n",
      new: "", rules: ["request-body-became-empty"], operations: ["PUT /pets/{id}"]),
    Change(
      old: "{'200': {description: changed}}",
      new: "{'200': {description: changed, content: {application/json: {}}}}",
      rules: ["response-body-added"], operations: ["PUT /pets/{id}"], severity: .info),
    Change(
      old: "in: path, required: true, schema: {type: integer}",
      new: "in: path, required: true, schema: {type: string, format: uuid}",
      rules: ["request-parameter-type-changed"], operations: byID, severity: .error),
    Change(
      old: "in: path, required: true, schema: {type: integer}",
      new: "in: path, required: true, schema: {type: [integer, string]}",
      rules: ["request-parameter-type-changed"], operations: byID, severity: .info),
    Change(
      old: "    delete:\n      responses: {'204': {description: gone}}\n", new: "",
      rules: ["operation-removed"], operations: ["DELETE /pets/{id}"], severity: .error),
    Change(
      old: "    delete:\n", new: "    patch:\n", rules: ["operation-added", "operation-removed"],
      operations: ["DELETE /pets/{id}", "PATCH /pets/{id}"]),
    Change(old: "/v1", new: "/v2", rules: ["operation-path-changed"], operations: all),
    Change(
      old: "        - {name: tag, in: query, schema: {type: string}}\n", new: "",
      rules: ["request-parameter-removed"], operations: ["GET /pets"]),
    Change(
      old: "name: limit, in: query, ", new: "name: limit, in: query, required: true, ",
      rules: ["request-parameter-became-required"], operations: ["GET /pets"], severity: .error),
    Change(
      old: "owner: {type: string, format: uuid}", new: "owner: {type: string}",
      rules: ["response-string-shape-changed"], operations: readers, severity: .error),
    Change(
      old: "[cat, dog]", new: "[cat, dog, fish]", rules: ["response-property-enum-value-added"],
      operations: readers, severity: .warning),
    // More is taken than before.
    Change(
      old: "enum: [small]", new: "enum: [small, large]",
      rules: ["request-property-enum-value-added"], operations: writers, severity: .info),
    Change(
      old: "required: [name]", new: "required: [name, size]",
      rules: ["request-property-became-required"], operations: writers, severity: .error),
    Change(
      old: "required: [id, name]", new: "required: [id]",
      rules: ["response-property-became-optional"], operations: readers, severity: .error),
  ]

  @Test(arguments: changes)
  func `a change of a document is one finding, in the operations that have it`(
    _ change: Change
  ) throws {
    #expect(Self.document.contains(change.old))
    let new = Self.document.replacing(change.old, with: change.new, maxReplacements: 1)
      // The name in a path and that of its parameter go together.
      .replacing("name: id,", with: change.new == "{petId}" ? "name: petId," : "name: id,")
    let before = try RuleExample.Side.document(Self.document).schema("before")
    let after = Summary(declaredBy: try RuleExample.Side.document(new).schema("after"))
    let found = FindingGroups.acrossOperations(Comparison(of: after, with: before).findings)
    #expect(found.map(\.rule).sorted() == change.rules, "\(found)")
    #expect(Set(found.flatMap(\.operations)) == change.operations)
    if let severity = change.severity { #expect(found.map(\.severity) == [severity]) }
    #expect(!found.contains { "\($0.expected) \($0.observed)".contains("zeros") })
  }

  @Test func `one status of success in place of another is told with it`() throws {
    let new = Self.document.replacing(
      "'200': {description: made", with: "'201': {description: made")
    let before = try RuleExample.Side.document(Self.document).schema("before")
    let after = Summary(declaredBy: try RuleExample.Side.document(new).schema("after"))
    let found = Comparison(of: after, with: before).findings
    #expect(found.map(\.consequences).joined().map(\.observed) == ["status 201"])
  }
}
