import APISchema
import Evidence
import Testing

@testable import Drift

/// Schemas of requests, compared: what may no longer be sent breaks those who send it, what may be sent
/// besides breaks nobody.
struct RequestSchemaTests {
  struct Pair: Sendable, CustomTestStringConvertible {
    var narrow, wide: String
    var testDescription: String { "\(narrow) and \(wide)" }
  }

  static let pairs = [
    Pair(narrow: "{type: string, format: uuid}", wide: "{type: string}"),
    Pair(narrow: "{type: string, format: date-time}", wide: "{type: string}"),
    Pair(narrow: "{type: string, enum: [one, two]}", wide: "{type: string}"),
    Pair(
      narrow: "{type: string, enum: [one, two]}", wide: "{type: string, enum: [one, two, three]}"),
    Pair(
      narrow: "{type: string, format: uuid}",
      wide: "{oneOf: [{type: string, format: uuid}, {type: string, format: date-time}]}"),
    Pair(narrow: "{type: integer}", wide: "{type: number}"),
    Pair(narrow: "{type: integer}", wide: "{type: [integer, string]}"),
    Pair(narrow: "{type: integer, maximum: 5}", wide: "{type: integer, maximum: 288}"),
    Pair(narrow: "{type: integer, minimum: 0, maximum: 9}", wide: "{type: integer}"),
  ]

  private static func schema(_ value: String, isBody: Bool) throws -> Schema {
    let parameter = isBody ? "{type: string}" : value
    let member = isBody ? value : "{type: string}"
    return try RuleExample.Side.document(
      """
      openapi: 3.1.0
      info: {title: Things, version: '1'}
      paths:
        /things:
          post:
            parameters: [{name: p, in: query, schema: \(parameter)}]
            requestBody:
              content: {application/json: {schema: {type: object, properties: {b: \(member)}}}}
            responses: {'200': {description: ok}}
      """
    ).schema("document")
  }

  private static func findings(_ old: String, _ new: String, isBody: Bool) throws -> [Finding] {
    let summary = Summary(declaredBy: try schema(new, isBody: isBody))
    return Comparison(of: summary, with: try schema(old, isBody: isBody)).findings
  }

  @Test(arguments: pairs, [false, true])
  func `fewer values break writers, more are harmless`(pair: Pair, isBody: Bool) throws {
    let narrowed = try Self.findings(pair.wide, pair.narrow, isBody: isBody)
    #expect(narrowed.map(\.effect) == [.breaksWriters], "\(narrowed)")
    #expect(narrowed.allSatisfy { $0.severity > .info })
    #expect(narrowed.map(\.location.pointer) == [isBody ? "$.b" : "p"])
    let widened = try Self.findings(pair.narrow, pair.wide, isBody: isBody)
    #expect(widened.map(\.effect) == [.harmless], "\(widened)")
    #expect(widened.map(\.severity) == [.info])
    #expect(try Self.findings(pair.wide, pair.wide, isBody: isBody) == [])
  }

  @Test func `OpenAPI's word for GUIDs is no other form`() throws {
    let guid = "{type: string, format: guid}"
    #expect(try Self.findings(guid, "{type: string, format: uuid}", isBody: true) == [])
    #expect(try Self.findings("{type: string, format: uuid}", guid, isBody: true) == [])
  }

  private static let operation = """
    openapi: 3.1.0
    info: {title: Share, version: '1'}
    servers: [{url: 'https://share2.dexcom.com/ShareWebServices/Services'}]
    paths:
      /General/SystemUtcTime:
        get:
          responses:
            '200': {description: ok, content: {application/json: {schema: {type: object}}}}
    """

  @Test(arguments: ["2XX", "default"])
  func `a class of statuses has those of its class`(status: String) throws {
    let exact = try RuleExample.Side.document(Self.operation).schema("exact")
    let open = try RuleExample.Side.document(
      Self.operation.replacing("'200'", with: "'\(status)'")
    ).schema("open")
    #expect(
      Comparison(of: Summary(declaredBy: open), with: exact).findings.filter {
        $0.rule == StatusChanged.successRemovedID
      } == [])
    #expect(Comparison(of: Summary(declaredBy: exact), with: open).findings == [])
    let text = try RuleExample.Side.document(
      Self.operation.replacing("'200'", with: "'2XX'").replacing("object", with: "string")
    ).schema("text")
    #expect(
      Comparison(of: Summary(declaredBy: text), with: exact).findings.map(\.rule)
        == ["response-body-type-changed"])
  }

  @Test func `a document that names no field of requests says nothing of those clients send`()
    throws
  {
    let schema = try RuleExample.Side.document(Self.operation).schema("document")
    var call = OperationAdded.clock
    call.requestFields = [("User-Agent", "Dexcom Share/3.0.2.11"), ("Accept", "application/json")]
    let observed = try RuleExample.Side.calls([call]).summary()
    let found = Comparison(of: observed, with: schema).findings.map(\.rule)
    #expect(!found.contains("request-header-added"))
    #expect(found.contains("response-property-added"))
  }
}
