import APISchema
import Evidence
import Testing

@testable import Drift

/// Which observed members are taken for which of a document.
struct PairingTests {
  private static let path = "POST /ShareWebServices/Services/Publisher/Example"

  private func findings(_ call: ExampleCall, _ schema: String) throws -> [Finding] {
    let observed = try RuleExample.Side.calls([call]).summary()
    return Comparison(of: observed, with: try RuleExample.Side.schema(schema).schema("document"))
      .findings
  }

  @Test(arguments: ["{type: integer}", "{type: boolean}", "{type: string}"])
  func `a parameter under another name is one finding, whatever the document says it holds`(
    _ type: String
  ) throws {
    let schema = PropertyExample.schema(
      .parameter, "{Value: \(type), minutes: {type: integer}}", "[Value, minutes]")
    let value = ["{type: integer}": "57", "{type: boolean}": "true"][type] ?? "Flat"
    let call = ExampleCall(Self.path + "?minutes=5&theNewValue=\(value)", answer: "")
    let found = try findings(call, schema)
    #expect(found.map(\.rule) == ["request-parameter-renamed"], "\(found)")
    #expect(found.first?.location.pointer == "Value")
  }

  @Test func `a member under a name that is not shown is one finding, whatever else is not there`()
    throws
  {
    let schema = PropertyExample.schema(
      .responseProperty,
      "{DT: {type: string}, ST: {type: string}, WT: {type: string}, Value: {type: integer}}",
      "[ST, WT, Value]")
    let call = ExampleCall(Self.path, answer: #"{"RenewedST":"a","WT":"b","Value":99}"#)
    let found = try findings(call, schema)
    #expect(found.map(\.rule) == ["response-property-renamed"], "\(found)")
    #expect(found.first?.location.pointer == "$.ST")
    #expect(found.first?.observed == "a name that is not shown")
  }

  /// The order of a set is another one in each run.
  @Test func `names that differ in letter case alone are taken in their order`() throws {
    let schema = PropertyExample.schema(
      .responseProperty, "{DateTime: {type: integer}}", "[DateTime]")
    let names = ["DATETIME", "DATEtime", "DaTeTiMe", "dateTIME", "datetime"]
    let members = names.shuffled().map { #""\#($0)":1"# }.joined(separator: ",")
    let found = try findings(ExampleCall(Self.path, answer: "{\(members)}"), schema)
    let own = found.filter { $0.rule == "response-property-case-changed" }
    #expect(own.map(\.observed) == [names.joined(separator: ", ")], "\(found)")
    #expect(own.first?.pointers == ["$.DateTime"])
  }

  @Test func `members of a form are texts of what the document says`() throws {
    let object =
      "{type: object, required: [Value, minutes], "
      + "properties: {Value: {type: integer}, minutes: {type: integer}}}"
    let schema = """
      requestBody: {required: true, content: {application/x-www-form-urlencoded: {schema: \(object)}}}
      responses: {'200': {description: fine}}
      """
    func form(_ body: String) -> ExampleCall {
      var call = ExampleCall(Self.path, body: body, answer: "")
      call.requestFields = [("Content-Type", "application/x-www-form-urlencoded")]
      return call
    }
    #expect(try findings(form("Value=5&minutes=1"), schema) == [])
    let type = try findings(form("Value=many&minutes=1"), schema)
    #expect(type.map(\.rule) == ["request-property-type-changed"], "\(type)")
    let name = try findings(form("theNewValue=5&minutes=1"), schema)
    #expect(name.map(\.rule) == ["request-property-renamed"], "\(name)")
  }
}
