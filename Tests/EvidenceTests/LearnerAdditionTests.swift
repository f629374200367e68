import APISchema
import Evidence
import HTTPMessages
import TestSupport
import Testing

/// What is proposed of operations that are known.
struct LearnerAdditionTests {
  @Test func `what is learned of one operation changes no other that shares its schema`() throws {
    func answer(_ entry: Int) -> Exchange {
      Fixtures.exchange(
        query: "sessionId=\(Learned.session)&minutes=1440&maxCount=1",
        response:
          #"[{"DT":"/Date(1700000000000)/","ST":"/Date(1700000000000)/","WT":"/Date(1700000000000)/","Trend":"Alarm","Value":101,"Rate":1.5}]"#,
        fields: [("Content-Type", "application/json")], entry: entry)
    }
    let base = try Learned.latest()
    let summary = Fixtures.summary((1...6).map(answer))
    let overlay = try Overlay(#require(try Learner(base: base).proposal(from: summary).overlay))
    let document = try overlay.applied(to: base)
    let name = "Publisher/ReadPublisherLatestGlucoseValues"
    let (before, after) = (
      try SchemaReader.read(base).operations, try SchemaReader.read(document).operations
    )
    #expect(before.filter { $0.name != name } == after.filter { $0.name != name })
    let element = after.first { $0.name == name }?.responses["200"]?.body?
      .contents["application/json"]?.elements?.value
    #expect(element?.members.map(\.name).contains("Rate") == true)
    #expect(
      element?.members.first { $0.name == "Trend" }?.value.values.map(\.text).contains("Alarm")
        == true)
    // Once it is its own, it is changed in place, and what is there is not added again.
    #expect(try Learner(base: document).proposal(from: summary).overlay == nil)
    #expect(try overlay.accepted(by: document).root == document.root)
  }

  @Test func `of a known operation only what is new is proposed, seen twice at least`() throws {
    let reading =
      #"{"DT":"/Date(1700000000000)/","ST":"/Date(1700000000000)/","WT":"/Date(1700000000000)/","Trend":"Flat","Value":101"#
    func answer(
      _ entry: Int, more: String = "", trend: String = "Flat", query: String = ""
    ) -> Exchange {
      Fixtures.exchange(
        query: "sessionId=\(Learned.session)&minutes=1440&maxCount=1" + query,
        response: "[\(reading.replacing("Flat", with: trend))\(more)}]",
        fields: [("Content-Type", "application/json")], entry: entry)
    }
    let proposal = try Learned.proposal([
      [
        answer(1, more: #","Rate":1.5"#, query: "&unit=1"),
        answer(2, more: #","Rate":0.5"#, query: "&unit=1"),
        answer(3, more: #","Once":1"#, query: "&rare=1"), answer(4, trend: "Alarm"),
        answer(5, trend: "Alarm"),
      ]
    ])
    let operation = try #require(proposal.operations.first)
    #expect(operation.isKnown)
    #expect(operation.facts.map(\.name) == ["unit", "200 $[*].Trend", "200 $[*].Rate"])
    #expect(operation.facts[1].what == "also Alarm")
    #expect(operation.questions.contains(.belongs("the parameter `rare`", seen: 1)))
    #expect(operation.questions.contains(.belongs("`200 $[*].Once`", seen: 1)))
    // The members of a reading stand behind references; that is where they are added.
    let document = try Overlay(#require(proposal.overlay)).applied(to: Learned.latest())
    let schema = try SchemaReader.read(document)
    let known = try #require(
      schema.operations.first { $0.name == "Publisher/ReadPublisherLatestGlucoseValues" })
    let element = known.responses["200"]?.body?.contents["application/json"]?.elements?.value
    #expect(element?.members.contains { $0.name == "Rate" } == true)
    let trend = element?.members.first { $0.name == "Trend" }?.value
    #expect(
      trend?.values.first { $0.text == "Alarm" }?.meaning == "Learned from recordings: 2 of 5.")
    #expect(trend?.values.first { $0.text == "Flat" }?.meaning?.contains("earned") != true)
    #expect(known.query.contains { $0.name == "unit" })
  }

  @Test func `what was learned once is nothing new`() throws {
    let summary = try Summary.merged([
      Fixtures.summary(Learned.session(7, fails: 1), number: 1),
      Fixtures.summary(Learned.session(7, sizeIn: [3]), number: 2),
    ])
    let base = try Learned.latest()
    let overlay = try #require(try Learner(base: base).proposal(from: summary).overlay)
    // The text is read again as the overlays of the history are.
    let read = try Overlay(SchemaDocument(name: "a.yaml", text: Array(overlay.yaml.utf8)))
    let document = try read.applied(to: base)
    #expect(try Learner(base: document).proposal(from: summary).overlay == nil)
    let again = try Learner(base: base).proposal(from: summary).overlay
    #expect(again?.yaml == overlay.yaml)
  }

  @Test(.enabled(if: SharedFiles.isPresent, SharedFiles.reason))
  func `what all recordings teach is nothing new to the schema that has it`() throws {
    let summary = try Summary.merged(Recordings.sessions.map(\.summary))
    let base = try Learned.latest()
    let proposal = try Learner(base: base).proposal(from: summary)
    let overlay = try #require(proposal.overlay)
    let document = try Overlay(overlay).applied(to: base)
    #expect(try Learner(base: document).proposal(from: summary).overlay == nil)
  }
}
