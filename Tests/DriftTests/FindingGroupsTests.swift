import APISchema
import Evidence
import Testing

@testable import Drift

/// One change against a recording is one finding, though the recording has other values in each operation
/// and each fault.
struct FindingGroupsTests {
  private func findings(_ before: [ExampleCall], _ after: [ExampleCall]) throws -> [Finding] {
    let baseline = try RuleExample.Side.calls(before).schema("before")
    let observed = try RuleExample.Side.calls(after).summary()
    return FindingGroups.acrossOperations(Comparison(of: observed, with: baseline).findings)
  }

  private static let names = [
    "ReadPublisherAccountEmail", "ReadPublisherAccountDisplayName",
    "ReadPublisherLatestGlucoseValues",
  ]

  /// Faults, each operation's with a code and a type of its own.
  private static func faults(_ types: [String]) -> [ExampleCall] {
    let codes = ["SessionIdNotFound", "InvalidArgument", "SessionNotValid"]
    return types.indices.map { index in
      ExampleCall(
        "POST \(OperationAdded.root)Publisher/\(names[index])", status: 500,
        answer: #"{"Code":"\#(codes[index])","Message":"m","#
          + #""SubCode":"{\"OnlineException\":{\"Type\":\#(types[index])}}","TypeName":"F"}"#)
    }
  }

  @Test func `a type that changed in all faults is one finding, whatever numbers each had`() throws
  {
    let before = Self.faults(["10", "5", "14"])
    let word = #"\"Authenticate\""#
    let found = try findings(before, Self.faults([word, word, word]))
    #expect(found.map(\.rule) == ["response-property-type-changed"], "\(found)")
    #expect(found.first?.expected == "an integer")
    #expect(found.first?.frequency == Frequency(24, of: 24, "answers"))
    #expect(found.first?.siblings == [])
    // The same fingerprint, whichever of the faults came.
    let some = try findings(before, Self.faults([word]))
    #expect(some.map(\.fingerprint) == found.map(\.fingerprint))
  }

  /// Alerts, each with a type of its own.
  private static func alerts(_ types: [String]) -> [ExampleCall] {
    let members = zip(["HighAlert", "LowAlert", "NoDataAlert"], types).map {
      #""\#($0)":{"AlertType":\#($1)}"#
    }
    return [
      ExampleCall(
        "POST \(OperationAdded.root)General/ReadSubscriptionAlerts",
        answer: "{\(members.joined(separator: ","))}")
    ]
  }

  @Test func `a member that changed in several objects is one finding`() throws {
    let word = #""High""#
    let found = try findings(Self.alerts(["1", "2", "4"]), Self.alerts([word, word, word]))
    #expect(found.map(\.rule) == ["response-property-type-changed"], "\(found)")
    #expect(
      found.first?.pointers == [
        "$.HighAlert.AlertType", "$.LowAlert.AlertType", "$.NoDataAlert.AlertType",
      ])
    #expect(found.first?.frequency == Frequency(8, of: 8, "answers"))
  }

  @Test func `a member that changed in several operations is one finding`() throws {
    func calls(_ trends: String, _ last: String) -> [ExampleCall] {
      [
        ExampleCall(RuleExample.readings, answer: trends),
        ExampleCall(
          "POST \(OperationAdded.root)Subscriber/ReadLastGlucoseFromSubscriptions",
          answer: #"[{"Egv":{"Trend":\#(last)}}]"#),
      ]
    }
    let found = try findings(
      calls(#"[{"Trend":"Flat"},{"Trend":"FortyFiveUp"}]"#, #""Flat""#),
      calls(#"[{"Trend":4},{"Trend":3}]"#, "4"))
    #expect(found.map(\.rule) == ["response-property-type-changed"], "\(found)")
    #expect(found.first?.others.map(\.location.pointer) == ["$[*].Egv.Trend"])
  }

  @Test func `members of other names that changed are findings of their own`() throws {
    func call(_ members: String) -> [ExampleCall] {
      [ExampleCall(RuleExample.readings, answer: "[{\(members)}]")]
    }
    let found = try findings(
      call(#""Value":99,"Trend":4"#), call(#""Value":"99","Trend":"4""#))
    #expect(found.map(\.location.pointer) == ["$[*].Value", "$[*].Trend"], "\(found)")
  }

  @Test func `a status that all operations fail with is one finding`() throws {
    func call(_ name: String, _ status: Int) -> ExampleCall {
      ExampleCall(
        "POST \(OperationAdded.root)Publisher/\(name)", status: status, type: "text/html",
        answer: "<html></html>")
    }
    let before = [
      call(Self.names[0], 200), call(Self.names[1], 200), call(Self.names[1], 404),
    ]
    let found = try findings(before, Self.names.prefix(2).map { call($0, 503) })
    #expect(found.map(\.rule) == ["response-failure-status-added"], "\(found)")
    #expect(found.first?.operations.count == 2)
  }
}
