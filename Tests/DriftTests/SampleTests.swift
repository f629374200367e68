import APISchema
import Evidence
import Testing

@testable import Drift

/// What recordings show now and then, and one operation otherwise than others.
struct SampleTests {
  private func findings(_ before: [ExampleCall], _ after: [ExampleCall]) throws -> [Finding] {
    let baseline = try RuleExample.Side.calls(before).schema("before")
    return Comparison(of: try RuleExample.Side.calls(after).summary(), with: baseline).findings
  }

  private static func answer(
    _ body: String, type: String = "application/json", count: Int
  ) -> ExampleCall {
    ExampleCall(RuleExample.readings, type: type, answer: body, count: count)
  }

  /// A session of zeros gets an empty answer, which is plain text.
  private static let mixed = [
    answer("[]", count: 18), answer("", type: "text/plain", count: 6),
  ]

  @Test(arguments: [(24, ["response-body-became-empty"]), (6, [])])
  func `bodies that most answers had are missed as optional members are`(
    _ count: Int, _ rules: [String]
  ) throws {
    let empty = Self.answer("", type: "text/plain", count: count)
    #expect(try findings(Self.mixed, [empty]).map(\.rule) == rules)
  }

  /// What one client has in the body, another has in the query.
  @Test func `bodies of requests may stand in the query`() throws {
    let body = ExampleCall(RuleExample.readings, body: #"{"minutes":5}"#, answer: "[]", count: 18)
    let query = ExampleCall(RuleExample.readings + "?minutes=5", answer: "[]", count: 24)
    #expect(
      try !findings([body, query], [query]).contains { $0.rule == "request-body-became-empty" })
  }

  @Test func `the first of several places, and of several orders, is the same in every run`() throws
  {
    let before = ExampleCall(
      RuleExample.readings + "?a=1&minutes=5&maxCount=1", body: #"{"a":1,"b":2,"c":3}"#,
      answer: "[]")
    let after = ["c", "b"].map { first in
      let rest = first == "c" ? #""a":1,"b":2"# : #""a":1,"c":3"#
      return ExampleCall(
        RuleExample.readings, body: "{\"\(first)\":1,\(rest),\"minutes\":5,\"maxCount\":1}",
        answer: "[]")
    }
    let found = try findings([before], after)
    let moved = found.first { $0.rule == "request-parameter-moved-to-body" }
    #expect(moved?.pointers == ["maxCount", "minutes"])
    let order = found.first { $0.rule == "request-member-order-changed" }
    #expect(order?.observed == "b, a, c")
  }

  @Test(arguments: [(24, ["response-media-type-changed"]), (4, [])])
  func `a media type that most answers had is missed as optional members are`(
    _ count: Int, _ rules: [String]
  ) throws {
    let text = Self.answer("[]", type: "text/plain", count: count)
    #expect(try findings(Self.mixed, [text]).map(\.rule) == rules)
  }

  @Test(arguments: [400, 404])
  func `a fault with a status that a document has for other bodies has another status`(
    _ status: Int
  ) throws {
    let schema = try ShareRevisions.shared().schema(named: "latest")
    let calls = [FaultStatusChanged.fault(status)]
    let observed = try RuleExample.Side.calls(calls).summary()
    let found = Comparison(of: observed, with: schema).findings
    let own = found.filter { $0.rule == "fault-status-changed" }
    #expect(own.map(\.observed) == ["status \(status)"], "\(found)")
  }

  @Test func `a fault status of one operation is that of this one`() throws {
    func fault(_ name: String, _ status: Int) -> ExampleCall {
      ExampleCall(
        "POST \(OperationAdded.root)Publisher/\(name)", status: status,
        answer: FaultStatusChanged.fault().answer)
    }
    let (one, other) = ("ReadPublisherAccountEmail", "ReadPublisherAccountDisplayName")
    let before = [fault(one, 500), fault(other, 500)]
    let found = try findings(before, [fault(one, 401), fault(other, 500)])
    #expect(found.map(\.rule) == ["fault-status-changed"])
    #expect(found.map(\.operation) == ["Publisher/" + one])
    let both = try findings(before, [fault(one, 401), fault(other, 401)])
    #expect(both.map(\.operation) == [nil])
  }

  @Test func `a fault status of some operations is that of these`() throws {
    func fault(_ name: String, _ status: Int) -> ExampleCall {
      ExampleCall(
        "POST \(OperationAdded.root)Publisher/\(name)", status: status,
        answer: FaultStatusChanged.fault().answer)
    }
    let names = [
      "ReadPublisherAccountDisplayName", "ReadPublisherAccountEmail",
      "ReadPublisherLatestGlucoseValues",
    ]
    let found = FindingGroups.acrossOperations(
      try findings(
        names.map { fault($0, 500) }, zip(names, [401, 401, 500]).map { fault($0, $1) }))
    #expect(found.map(\.rule) == ["fault-status-changed"], "\(found)")
    #expect(found.first?.operations == names.prefix(2).map { "Publisher/" + $0 })
    #expect(found.first?.frequencies == [Frequency(16, of: 16, "faults")])
  }

  @Test func `bodies and fields that too few answers lack are noted, and no finding`() throws {
    func notes(_ before: [ExampleCall], _ after: [ExampleCall]) throws -> [String] {
      let baseline = try RuleExample.Side.calls(before).schema("before")
      let observed = try RuleExample.Side.calls(after).summary()
      let comparison = Comparison(of: observed, with: baseline)
      #expect(comparison.findings == [])
      return comparison.notes.map(\.text)
    }
    let bodies = [Self.answer("[]", count: 8), Self.answer("", count: 1)]
    let note = ": absent from 3 of 3 answers; too small a sample to tell"
    let readings = "Publisher/ReadPublisherLatestGlucoseValues"
    #expect(try notes(bodies, [Self.answer("", count: 3)]) == ["\(readings) body" + note])
    #expect(try notes(bodies, [Self.answer("[]", count: 3)]) == [])
    func clock(_ count: Int) -> ExampleCall {
      ExampleCall(
        OperationAdded.clock.request, answer: OperationAdded.clock.answer,
        fields: [("X-Known", "1")], count: count)
    }
    let with = ExampleCall(
      RuleExample.readings, answer: "[]", fields: [("X-Known", "1")], count: 8)
    let without = ExampleCall(RuleExample.readings, answer: "[]", count: 3)
    #expect(try notes([clock(8), with], [clock(8), without]) == ["\(readings) x-known" + note])
  }

  /// Names may be anything, and an e-mail address among them proves nothing.
  @Test func `an e-mail address is one where the history knows it`() throws {
    func calls(_ name: String, _ text: String) -> [ExampleCall] {
      [ExampleCall("POST \(OperationAdded.root)Publisher/\(name)", answer: "\"\(text)\"")]
    }
    let (email, word) = ("somebody@example.com", "somebody")
    let mail = "ReadPublisherAccountEmail"
    let found = try findings(calls(mail, email), calls(mail, word))
    #expect(found.map(\.rule) == ["response-string-shape-changed"])
    #expect(try findings(calls(mail, email), calls(mail, "other@example.com")) == [])
    let display = "ReadPublisherAccountDisplayName"
    #expect(try findings(calls(display, email), calls(display, word)) == [])
  }

  // MARK: History

  private func explained(_ call: ExampleCall, at pointer: String) throws -> Explanation? {
    let revisions = try ShareRevisions.shared()
    let latest = try #require(revisions.schemas.last)
    var fit = RevisionFit(try RuleExample.Side.calls([call]).summary(), revisions.schemas)
    let found = fit.comparison(with: latest).findings
    let finding = try #require(found.first { $0.location.pointer == pointer }, "\(found)")
    return fit.explanation(of: finding, from: latest.name)
  }

  /// The order of the members was another one then, which says nothing of a member.
  @Test func `a change of a member is explained whatever order the members have`() throws {
    let reading =
      #"{"WT":"Date(1638316800123)","ST":"Date(1638316800123)","#
      + #""DT":"Date(1638316800123-0500)","Value":99,"Trend":4}"#
    let call = ExampleCall(RuleExample.readings, answer: "[\(reading)]")
    let explanation = try explained(call, at: "$[*].Trend")
    #expect(explanation == Explanation(revision: "share@2021-12-08", isEarlier: true))
  }

  @Test(arguments: ["Server", "Strict-Transport-Security"])
  func `a value of a field is not how it was before there was the field`(_ name: String) throws {
    let value = name == "Server" ? "nginx" : "max-age=999"
    let call = ExampleCall(RuleExample.readings, answer: "[]", fields: [(name, value)])
    #expect(try explained(call, at: name.lowercased()) == nil)
  }
}
