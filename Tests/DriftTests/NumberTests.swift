import APISchema
import Evidence
import Testing

@testable import Drift

/// Numbers outside their lists, and of other sizes.
struct NumberTests {
  private static func readings(_ members: String, count: Int = 8) -> ExampleCall {
    ExampleCall(RuleExample.readings, answer: "[{\(members)}]", count: count)
  }

  private func findings(_ calls: [ExampleCall], against revision: String) throws -> [Finding] {
    let schema = try ShareRevisions.shared().schema(named: revision)
    return Comparison(of: try RuleExample.Side.calls(calls).summary(), with: schema).findings
  }

  private func findings(_ before: [ExampleCall], _ after: [ExampleCall]) throws -> [Finding] {
    let baseline = try RuleExample.Side.calls(before).schema("before")
    return Comparison(of: try RuleExample.Side.calls(after).summary(), with: baseline).findings
  }

  @Test(arguments: [
    ("10", "10"), ("21", "a number 10–38"), ("42", "a number 39–401"),
    ("500", "a number 402–9,999"), ("-1", "a number below 0"),
  ])
  func `a number outside a list is new, in a schema and between recordings`(
    _ number: String, _ observed: String
  ) throws {
    let call = Self.readings(#""Value":99,"Trend":\#(number)"#)
    let before = Self.readings(#""Value":99,"Trend":4"#)
    for found in [
      try findings([call], against: "share@2018-01"), try findings([before], [before, call]),
    ] {
      let own = found.filter { $0.location.pointer == "$[*].Trend" }
      #expect(own.map(\.rule) == ["response-property-enum-value-added"], "\(found)")
      #expect(own.first?.observed == observed)
      #expect(own.first?.frequency?.count == 8)
      #expect(own.first?.key.contains("42") == false)
    }
  }

  @Test(arguments: ["0", "9", "42"])
  func `between recordings a listed number is no news, nor one of a size that was there`(
    _ number: String
  ) throws {
    let before = [4, 42].map { Self.readings(#""Value":99,"Trend":\#($0)"#) }
    let call = Self.readings(#""Value":99,"Trend":\#(number)"#)
    #expect(try findings(before, [call]) == [])
  }

  @Test func `a fraction of another size is one finding`() throws {
    let alert = #"{"AlertType":1,"IsEnabled":true,"MinValue":11.1,"MaxValue":401}"#
    let call = ExampleCall(
      "POST \(OperationAdded.root)General/ReadSubscriptionAlerts",
      answer: #"{"HighAlert":\#(alert)}"#)
    let own = try findings([call], against: "latest").filter {
      $0.location.pointer == "$.HighAlert.MinValue"
    }
    #expect(own.map(\.rule) == ["response-property-became-fractional"])
    #expect(own.first?.consequences.map(\.rule) == ["response-property-number-range-changed"])
  }

  /// Below 39 stand codes of old receivers.
  @Test(arguments: [(19, false), (20, true)])
  func `glucose values are of another unit where none of many is of the usual size`(
    _ count: Int, _ isFound: Bool
  ) throws {
    let codes = Self.readings(#""Value":6"#, count: count)
    func isRange(_ finding: Finding) -> Bool {
      finding.rule == "response-property-number-range-changed"
        && finding.location.pointer == "$[*].Value"
    }
    #expect(try findings([codes], against: "latest").contains(where: isRange) == isFound)
    let usual = Self.readings(#""Value":99"#, count: 1)
    #expect(try !findings([codes, usual], against: "latest").contains(where: isRange))
    // Too few to tell are told.
    let latest = try ShareRevisions.shared().schema(named: "latest")
    func notes(_ calls: [ExampleCall]) throws -> [String] {
      Comparison(of: try RuleExample.Side.calls(calls).summary(), with: latest).notes.map(\.text)
        .filter { $0.contains("$[*].Value") }
    }
    #expect(try notes([codes]).count == (isFound ? 0 : 1))
    #expect(
      try notes([codes]).allSatisfy {
        $0.contains("no number of the usual size in 19 of 19 answers")
      })
    #expect(try notes([codes, usual]) == [])
  }
}
