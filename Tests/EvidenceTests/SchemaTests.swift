import APISchema
import Evidence
import HTTPMessages
import ShareAPI
import TestSupport
import Testing

struct SchemaTests {
  private static let name = "Publisher/ReadPublisherLatestGlucoseValues"

  @Test func `a schema that is inferred has what was observed`() throws {
    let summary = Fixtures.summary([
      Fixtures.exchange(
        query: "sessionId=d8665ade-9673-4e27-9ff6-92db4ce13d10&minutes=10",
        response:
          #"[{"ST":"Date(1691455258000)","Trend":"Flat","Value":120},{"ST":null,"Trend":4}]"#,
        fields: [("Content-Type", "application/json")]),
      Fixtures.exchange(query: "minutes=5", method: "GET", response: "[]"),
      Fixtures.exchange(
        status: 500,
        response:
          #"{"Code":"SessionIdNotFound","Message":"m","SubCode":"{\"OnlineException\":{\"Type\":5}}","TypeName":"FaultException"}"#
      ),
    ])
    let schema = Schema(inferredFrom: summary, named: "old.har")
    #expect(schema.isInferred)
    #expect(schema.name == "old.har")
    #expect(schema.hosts == ["https://share2.dexcom.com"])
    let operation = try #require(schema.operations.first)
    #expect(operation.name == Self.name)
    #expect(operation.path == "/ShareWebServices/Services/\(Self.name)")
    #expect(operation.methods == ["GET", "POST"])
    #expect(operation.requestBody == nil)
    #expect(operation.query.map(\.name).sorted() == ["minutes", "sessionId"])
    #expect(
      operation.query.first { $0.name == "sessionId" }?.presence == .observed(with: 1, without: 2))
    let body = try #require(operation.responses["200"]?.body)
    #expect(body.isRequired)
    let reading = try #require(body.contents["application/json"]?.elements?.value)
    #expect(reading.members.map(\.name).sorted() == ["ST", "Trend", "Value"])
    let trend = reading.members.first { $0.name == "Trend" }?.value
    #expect(trend?.kinds == [.string, .integer])
    #expect(trend?.values.map(\.text) == ["4", "Flat"])
    let time = reading.members.first { $0.name == "ST" }?.value
    #expect(time?.kinds == [.string, .null])
    #expect(time?.shapes == [.bareDate])
    let value = reading.members.first { $0.name == "Value" }
    #expect(value?.presence == .observed(with: 1, without: 1))
    #expect(value?.value.minimum == 39)
    #expect(value?.value.maximum == 401)
    #expect(!reading.hasMemberOrder)
    #expect(operation.faults.map(\.code) == ["SessionIdNotFound"])
    let fault = operation.responses["500"]?.body?.contents["*/*"]
    #expect(fault?.hasMemberOrder == true)
    let detail = fault?.members.first { $0.name == "SubCode" }?.value.content?.value
    #expect(detail?.members.first?.value.members.map(\.name) == ["Type"])
    #expect(
      operation.responses["200"]?.fields.map(\.name) == ["content-type"])
    #expect(
      operation.responses["200"]?.fields.first?.presence == .observed(with: 1, without: 1))
  }

  @Test func `a schema that is declared keeps what it allows, in both directions`() throws {
    var element = ValueSchema(kinds: [.object])
    var trend = ValueSchema(kinds: [.string])
    trend.values = [EnumerationValue("Flat")]
    trend.shapes = [.word]
    var value = ValueSchema(kinds: [.integer])
    (value.minimum, value.maximum) = (39, 401)
    element.members = [
      PropertySchema("Trend", .required, trend), PropertySchema("Value", .optional, value),
    ]
    element.hasMemberOrder = true
    var answer = ValueSchema(kinds: [.array])
    answer.elements = Indirect(element)
    var operation = OperationSchema(name: Self.name, path: "/p", methods: ["POST"])
    operation.query = [PropertySchema("sessionId", .required, ValueSchema(kinds: [.string]))]
    operation.responses = [
      "200": ResponseSchema(
        body: BodySchema(isRequired: true, contents: ["application/json": answer])),
      "4XX": ResponseSchema(), "default": ResponseSchema(),
    ]
    operation.faults = [FaultSchema(code: "SessionIdNotFound")]
    let declared = Summary(
      declaredBy: Schema(name: "s", operations: [operation], hosts: ["share2.dexcom.com"]))
    #expect(declared.isDeclared)
    #expect(declared.captures.isEmpty)
    let summary = try #require(declared.operations[Self.name])
    #expect(summary.responses.keys.sorted() == [-1, 4, 200, 500])
    #expect(summary.responses[500]?.faultCodes.keys.sorted() == ["SessionIdNotFound"])
    #expect(summary.responses[200]?.body.forms.keys.sorted() == [.json])
    #expect(summary.responses[4]?.body.forms.keys.sorted() == [.empty])
    let members = Fixtures.elements(declared)?.object.members
    #expect(members?["Trend"]?.missing.count == 0)
    #expect(members?["Value"]?.missing.count == 1)
    #expect(
      members?["Value"]?.value.numbers.keys.sorted { $0.rawValue < $1.rawValue } == [.glucose])
    #expect(members?["Trend"]?.value.values.keys.sorted() == ["Flat"])
    // Inferred from what was declared: the same once more.
    let again = Schema(inferredFrom: declared)
    let back = try #require(again.operations.first?.responses["200"]?.body)
    let reading = try #require(back.contents["application/json"]?.elements?.value)
    #expect(back.isRequired)
    #expect(reading.members.map(\.name) == ["Trend", "Value"])
    #expect(reading.hasMemberOrder)
    #expect(reading.members[0].value == trend)
    #expect(reading.members[1].value == value)
    #expect(again.operations.first?.query.first?.presence == .observed(with: 1, without: 0))
  }

  @Test(.enabled(if: SharedFiles.isPresent, SharedFiles.reason))
  func `what was inferred from a recording and declared again has the same places`() throws {
    for (session, _, summary) in Recordings.sessions.prefix(60) {
      let declared = Summary(declaredBy: Schema(inferredFrom: summary))
      #expect(declared.operations.keys.sorted() == summary.operations.keys.sorted())
      for (name, operation) in summary.operations {
        let other = try #require(declared.operations[name])
        #expect(other.query.members.keys == operation.query.members.keys)
        for (status, response) in operation.responses where status > 0 {
          let found = try #require(other.responses[status])
          #expect(Set(found.fields.keys) == Set(response.fields.keys))
          #expect(Set(found.faultCodes.keys) == Set(response.faultCodes.keys))
          expectSame(found.body.json, response.body.json, "\(session) \(name) \(status) $")
        }
      }
    }
  }

  private func expectSame(_ found: ValueSummary, _ expected: ValueSummary, _ place: String) {
    guard expected.all.count > 0 else { return }
    #expect(Set(found.kinds.keys) == Set(expected.kinds.keys), "\(place)")
    #expect(Set(found.shapes.keys) == Set(expected.shapes.keys), "\(place)")
    #expect(
      Set(found.values.keys) == Set(expected.values.keys.filter { $0 != "(hidden)" }), "\(place)")
    #expect(Set(found.numbers.keys).isSuperset(of: expected.numbers.keys), "\(place)")
    #expect(Set(found.object.members.keys) == Set(expected.object.members.keys), "\(place)")
    for (name, member) in expected.object.members {
      guard let other = found.object.members[name] else { continue }
      #expect(other.present.count == member.present.messages, "\(place).\(name)")
      #expect(other.missing.count == member.missing.messages, "\(place).\(name)")
      expectSame(other.value, member.value, "\(place).\(name)")
    }
    if let elements = expected.elements {
      expectSame(found.elements?.value ?? ValueSummary(), elements.value, "\(place)[*]")
    }
  }
}
