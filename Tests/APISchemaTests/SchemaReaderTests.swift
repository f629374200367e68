import APISchema
import TestSupport
import Testing

@Suite struct SchemaReaderTests {
  @Test func `a document in OpenAPI 3.0 by hand is read`() throws {
    let schema = try read(
      """
      openapi: 3.0.3
      info: {title: Pets, version: 1.0.0}
      servers:
        - url: https://{region}.example.com:8443/v1/
          variables: {region: {default: EU}}
        - url: https://backup.example.org/v1
      paths:
        /pets:
          parameters:
            - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 100}}
            - {name: X-Tenant, in: header, required: true, schema: {type: string, format: uuid}}
          get:
            summary: Lists pets
            parameters:
              - {name: limit, in: query, required: true, schema: {type: integer}}
            responses:
              '200':
                description: The pets
                headers: {X-Next: {schema: {type: string, format: uri}}}
                content:
                  application/json; charset=utf-8:
                    schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}
              default: {description: Wrong}
          post:
            requestBody:
              required: true
              content: {application/json: {schema: {$ref: '#/components/schemas/NewPet'}}}
            responses: {'201': {description: Made}}
      components:
        schemas:
          NewPet:
            type: object
            required: [name]
            additionalProperties: false
            properties:
              name: {type: string}
              tag: {type: string, nullable: true}
              kind: {type: string, enum: [cat, dog]}
          Pet:
            allOf:
              - {$ref: '#/components/schemas/NewPet'}
              - type: object
                required: [id, kind]
                properties: {id: {type: integer, format: int64}, born: {type: string, format: date-time}}
      """)
    #expect(schema.hosts == ["eu.example.com", "backup.example.org"])
    let pets = try #require(schema.operations.first)
    try #require(schema.operations.map(\.name) == ["GET /pets", "POST /pets"])
    #expect(pets.path == "/v1/pets" && pets.methods == ["GET"])
    try #require(pets.query.map(\.name) == ["limit"])
    #expect(pets.query[0].value.maximum == nil, "the operation's own parameter counts")
    try #require(pets.requestFields.map(\.name) == ["x-tenant"])
    #expect(pets.requestFields[0].value.shapes == [.guid, .zeroGUID])
    #expect(pets.requestBody == nil && schema.operations[1].requestBody?.isRequired == true)
    let answer = try #require(pets.responses["200"])
    #expect(answer.fields.map(\.name) == ["x-next"])
    #expect(pets.responses["default"]?.body == nil)
    let pet = try #require(answer.body?.contents["application/json"]?.elements).value
    try #require(pet.members.map(\.name) == ["name", "tag", "kind", "id", "born"])
    #expect(pet.members.map { $0.presence == .required } == [true, false, true, true, false])
    #expect(pet.members[1].value.kinds == [.string, .null])
    #expect(pet.members[2].value.values.map(\.text) == ["cat", "dog"])
    #expect(pet.members[3].value.kinds == [.integer])
    #expect(pet.members[4].value.shapes == [.isoDateTime, .isoDateTimeFine])
    #expect(!pet.isOpen)
  }

  @Test(arguments: ["swagger: '2.0'", "openapi: 4.0.0", "openapi: 3", "info: {}", "[]", "- a", "x"])
  func `other versions, and what is no schema, are refused`(_ text: String) {
    #expect(throws: SchemaError.self) { try read(text) }
  }

  @Test(arguments: [
    ("{$ref: '#/components/schemas/None'}", 6), ("{$ref: 'other.yaml#/a'}", 6),
    ("{type: text}", 6), ("{type: object, required: name}", 6), ("{x-role: nobody}", 6),
    ("[1]", 6),
  ])
  func `an error names line and pointer`(_ value: String, _ line: Int) throws {
    let text = """
      openapi: 3.1.0
      paths:
        /a:
          get:
            parameters: [{name: a, in: query, schema:
              \(value)}]
      """
    let error = #expect(throws: SchemaError.self) { try read(text) }
    #expect(error?.line == line)
    #expect(error?.description.contains("/paths/~1a/get/parameters/0/schema") == true)
  }

  @Test(
    arguments: [
      (
        "anyOf: [{type: integer, enum: [1, 2]}, {type: string, enum: [a]}]", [.integer, .string], 3
      ),
      ("anyOf: [{type: integer, enum: [1, 2]}, {type: integer}]", [.integer], 0),
      ("anyOf: [{type: integer, enum: [1, 2]}, {type: string}]", [.integer, .string], 2),
      ("oneOf: [{type: string}, {type: 'null'}]", [.string, .null], 0),
      ("anyOf: [{type: string}, {}]", [], 0),
      ("allOf: [{type: [integer, string]}, {type: number}]", [.integer], 0),
      ("const: 5", [.integer], 1), ("enum: [a, null]", [.string, .null], 1),
      ("type: [string, 'null']", [.string, .null], 0),
      ("type: string\nnullable: true", [.string, .null], 0),
      ("properties: {a: {}}", [.object], 0), ("items: {}", [.array], 0),
    ] as [(String, Set<ValueKind>, Int)])
  func `alternatives are one schema`(_ text: String, _ kinds: Set<ValueKind>, _ values: Int) throws
  {
    let value = try self.value(text)
    #expect(value.kinds == kinds)
    #expect(value.values.count == values)
  }

  @Test func `members that only one alternative has are optional`() throws {
    let value = try self.value(
      """
      oneOf:
        - {type: object, required: [a, b], properties: {a: {type: string}, b: {type: integer}}}
        - {type: object, required: [a, c], properties: {a: {type: 'null'}, c: {type: integer}}}
      """)
    try #require(value.members.map(\.name) == ["a", "b", "c"])
    #expect(value.members.map(\.presence) == [.required, .optional, .optional])
    #expect(value.members[0].value.kinds == [.string, .null])
  }

  @Test(
    arguments: [
      ("format: uuid", [.guid, .zeroGUID]), ("format: guid", [.guid]),
      ("format: wcf-date", [.wcfDate]), ("format: duration", [.isoDuration]),
      ("format: password", []), ("format: unheard-of", []),
      ("pattern: '^Date\\(\\d+\\)$'", [.bareDate]),
      ("pattern: '^\\/Date\\(\\d+([+-]\\d{4})?\\)\\/$'", [.wcfDate, .wcfDateOffset]),
      (
        "pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'",
        [.guid, .zeroGUID]
      ),
      ("pattern: '^(a+)+$'", []), ("maxLength: 0", [.empty]),
    ] as [(String, Set<StringShape>)])
  func `formats and usual patterns are shapes`(_ text: String, _ shapes: Set<StringShape>) throws {
    #expect(try value("type: string\n" + text).shapes == shapes)
  }

  @Test(
    arguments: [
      ("minimum: 1\nmaximum: 9", 1, 9), ("exclusiveMinimum: 0\nexclusiveMaximum: 10", 0, 10),
      ("minimum: 0\nexclusiveMinimum: true\nmaximum: 9", 0, 9),
    ] as [(String, Double, Double)])
  func `limits are read in the ways of OpenAPI 3.0 and 3.1`(
    _ text: String, _ minimum: Double, _ maximum: Double
  ) throws {
    let value = try value("type: integer\n" + text)
    #expect(value.minimum == minimum && value.maximum == maximum)
  }

  @Test func `what refers to itself is cut where it comes round`() throws {
    let schema = try read(
      """
      openapi: 3.1.0
      paths:
        /a:
          get:
            responses:
              '200':
                content: {application/json: {schema: {$ref: '#/components/schemas/Node'}}}
      components:
        schemas:
          Node:
            type: object
            properties:
              next: {$ref: '#/components/schemas/Node'}
              list: {type: array, items: {$ref: '#/components/schemas/Node'}}
              self: {$ref: '#/components/schemas/Self'}
          Self: {$ref: '#/components/schemas/Self'}
      """)
    let node = try #require(
      schema.operations[0].responses["200"]?.body?.contents["application/json"])
    try #require(node.members.count == 3)
    #expect(node.members[0].value.kinds == [.object] && node.members[0].value.members.isEmpty)
    #expect(node.members[1].value.elements?.value.kinds == [.object])
  }

  @Test func `references that multiply are bounded`() {
    var text = "openapi: 3.1.0\npaths: {/a: {get: {responses: {'200': {content: {application/json: "
    text += "{schema: {$ref: '#/components/schemas/S0'}}}}}}}}\ncomponents:\n  schemas:\n"
    for index in 0..<40 {
      let next = "{$ref: '#/components/schemas/S\(index + 1)'}"
      text += "    S\(index): {type: object, properties: {a: \(next), b: \(next)}}\n"
    }
    text += "    S40: {type: string}\n"
    #expect(throws: SchemaError.self) { try read(text) }
  }

  @Test func `what another tool made of a recording is read`() throws {
    let text = try CheckoutFiles.text("Tests/APISchemaTests/Fixtures/mitmproxy2swagger.yaml")
    let schema = try read(text)
    let name = "Publisher/ReadPublisherLatestGlucoseValues"
    let operation = try #require(schema.operations.first { $0.name == name })
    let answer = try #require(operation.responses["200"]?.body?.contents["application/json"])
    let trend = answer.elements?.value.members.first { $0.name == "Trend" }
    #expect(trend?.value.kinds == [.string])
    #expect(schema.hosts == ["share2.dexcom.com"])
  }

  private func value(_ text: String) throws -> ValueSchema {
    let indented = text.split(separator: "\n").map { "            " + $0 }.joined(separator: "\n")
    let schema = try read(
      """
      openapi: 3.1.0
      paths:
        /a:
          get:
            parameters:
              - name: a
                in: query
                schema:
      \(indented)
      """)
    return try #require(schema.operations.first?.query.first).value
  }

  private func read(_ text: String) throws -> Schema {
    try SchemaReader.read(SchemaDocument(name: "test.yaml", text: Array(text.utf8)))
  }
}
