import APISchema
import Evidence
import Testing

@testable import Drift

/// Every rule is fired by traffic: by that of its example, or, where the example is of two schemas, by
/// calls that are made up here; but for those that only schemas can show.
struct TrafficTests {
  /// A rule, and calls that conform to the schema before, and such as do not.
  struct Row: Sendable, CustomTestStringConvertible {
    var rule: String
    var conforming: [ExampleCall]
    var changed: [ExampleCall]
    /// What the member `Value` of the schema is called.
    var member = "Value"
    /// A schema in the place of the example's.
    var schema: String?
    var testDescription: String { rule }
  }

  private static let path = "POST /ShareWebServices/Services/Publisher/Example"

  private static func answers(_ bodies: String...) -> [ExampleCall] {
    bodies.map { ExampleCall(path, answer: $0) }
  }

  private static func requests(_ bodies: String...) -> [ExampleCall] {
    bodies.map { ExampleCall(path, body: $0, answer: "") }
  }

  private static func queries(_ queries: String...) -> [ExampleCall] {
    queries.map { ExampleCall(path + "?" + $0, answer: "") }
  }

  private static func fault(_ code: String) -> [ExampleCall] {
    [
      ExampleCall(
        path, status: 500,
        answer: #"{"Code":"\#(code)","Message":"m","SubCode":"","TypeName":"FaultException"}"#)
    ]
  }

  /// Each call once, again and again: what is missing from some time on is gone.
  private static func alternating(_ calls: [ExampleCall]) -> [ExampleCall] {
    let single = calls.map {
      ExampleCall($0.request, body: $0.body, answer: $0.answer, count: 1)
    }
    return (0..<8).flatMap { _ in single }
  }

  static let rows = [
    Row(
      rule: "fault-code-added", conforming: fault("SessionIdNotFound"),
      changed: fault("InvalidArgument"),
      schema: """
        responses: {'500': {description: fault, content: {application/json: {}}}}
        x-faults: {SessionIdNotFound: {}}
        """),
    Row(
      rule: "response-enum-encoding-changed",
      conforming: answers(#"{"Trend":"Flat"}"#, #"{"Trend":"FortyFiveUp"}"#),
      changed: answers(#"{"Trend":"FLAT"}"#, #"{"Trend":"FORTY_FIVE_UP"}"#), member: "Trend"),
    Row(
      rule: "request-enum-encoding-changed",
      conforming: requests(#"{"Trend":"Flat"}"#, #"{"Trend":"FortyFiveUp"}"#),
      changed: requests(#"{"Trend":"FLAT"}"#, #"{"Trend":"FORTY_FIVE_UP"}"#), member: "Trend"),
    Row(
      rule: "response-property-enum-value-added",
      conforming: answers(#"{"Value":"Flat"}"#, #"{"Value":"SingleUp"}"#),
      changed: answers(#"{"Value":"Flat"}"#, #"{"Value":"SingleDown"}"#)),
    Row(
      rule: "request-property-enum-value-added",
      conforming: requests(#"{"Value":"Flat"}"#, #"{"Value":"SingleUp"}"#),
      changed: requests(#"{"Value":"Flat"}"#, #"{"Value":"SingleDown"}"#)),
    Row(
      rule: "request-parameter-enum-value-added",
      conforming: queries("Value=Flat", "Value=SingleUp"),
      changed: queries("Value=Flat", "Value=SingleDown")),
    Row(
      rule: "response-property-became-optional", conforming: answers(#"{"Value":5}"#),
      changed: alternating(answers(#"{"Value":5}"#, "{}"))),
    Row(
      rule: "request-property-became-optional", conforming: requests(#"{"Value":5}"#),
      changed: alternating(requests(#"{"Value":5}"#, "{}"))),
    Row(
      rule: "request-parameter-became-optional", conforming: queries("Value=5"),
      changed: alternating(queries("Value=5", ""))),
  ]

  /// What one schema lists, requires or allows and the other does not: no recording proves it.
  static let shownBySchemasAlone: Set<String> = [
    "fault-code-removed", "host-removed", "operation-method-removed",
    "request-media-type-removed", "response-media-type-removed",
    "request-parameter-added-as-required", "request-property-added-as-required",
    "request-body-added-as-required", "request-body-became-required",
    "request-body-became-optional",
    "request-parameter-became-required", "request-property-became-required",
    "response-property-became-required", "request-parameter-enum-value-removed",
    "request-property-enum-value-removed", "response-property-enum-value-removed",
    // All of a query is text, and a summary has the sizes of numbers alone.
    "request-parameter-number-range-changed",
    "request-parameter-type-narrowed", "request-property-type-narrowed",
    "response-property-type-narrowed", "response-success-status-removed",
    "response-failure-status-removed",
  ]

  @Test(arguments: rows)
  func `traffic fires a rule whose example is of schemas, and nothing where it conforms`(
    _ row: Row
  ) throws {
    let example = try #require(RuleCatalog.rule(row.rule)).example
    guard case .schema(let text) = example.before else {
      Issue.record("the example of \(row.rule) is traffic; it needs no row")
      return
    }
    let before = (row.schema ?? text).replacing("Value:", with: row.member + ":")
      .replacing("[Value]", with: "[\(row.member)]")
    let baseline = try RuleExample.Side.schema(before).schema("before")
    func findings(_ calls: [ExampleCall]) throws -> [Finding] {
      Comparison(of: try RuleExample.Side.calls(calls).summary(), with: baseline).findings
    }
    let found = try findings(row.changed)
    #expect(found.map(\.rule) == [row.rule], "\(found)")
    let pointer = example.pointer.replacing("Value", with: row.member)
    #expect(found.first?.location.pointer == pointer)
    #expect(try findings(row.conforming) == [])
  }

  @Test func `every rule is fired by traffic, or is one that traffic cannot show`() {
    var fired = Set(Self.rows.map(\.rule))
    for rule in RuleCatalog.all {
      if case .calls = rule.example.after { fired.insert(rule.id) }
    }
    let never = Set(RuleCatalog.all.map(\.id)).subtracting(fired)
    #expect(never == Self.shownBySchemasAlone)
  }

  @Test func `what was learned with a question is no news, and what comes beside it is`() throws {
    let text = """
      x-learned: true
      x-open-faults: true
      x-unsure-parameters: [(hidden), rare]
      x-unsure-statuses: ['502']
      parameters: [{name: unit, in: query, schema: {type: string}}]
      requestBody:
        content:
          application/json:
            schema: {type: object, x-unsure-members: [(hidden)], properties: {Value: {type: integer}}}
      responses:
        '200': {description: fine}
        '500': {description: fault, content: {application/json: {}}}
      x-faults: {SessionIdNotFound: {}}
      """
    let baseline = try RuleExample.Side.schema(text).schema("before")
    func rules(_ calls: [ExampleCall]) throws -> [String] {
      Comparison(of: try RuleExample.Side.calls(calls).summary(), with: baseline).findings
        .map(\.rule).sorted()
    }
    func call(_ query: String, _ body: String) -> [ExampleCall] {
      [ExampleCall(Self.path + "?" + query, body: body, answer: "")]
    }
    func page(_ status: Int) -> [ExampleCall] {
      [ExampleCall(Self.path, status: status, type: "text/html", answer: "<html>no</html>")]
    }
    let known = call("unit=a&rare=1&x8J2K4M99=1", #"{"Value":5,"x8J2K4M99":1}"#) + page(502)
    #expect(try rules(known + Self.fault("SessionIdNotFound")) == [])
    #expect(try rules(call("unit=a&more=1", "")) == ["request-parameter-added"])
    #expect(try rules(call("unit=a", #"{"Value":5,"Rare":1}"#)) == ["request-property-added"])
    #expect(try rules(call("unit=a", "") + page(503)) == ["response-failure-status-added"])
    // That there may be other faults does not make one that comes nothing new.
    #expect(try rules(Self.fault("RotationBlocked")) == ["fault-code-added"])
  }
}
