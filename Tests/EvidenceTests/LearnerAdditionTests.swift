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

  /// Calls that read reports which an earlier call made.
  private static func reports(_ numbers: Range<Int>) -> [Exchange] {
    let json = [(name: "Content-Type", value: "application/json")]
    return numbers.flatMap { number in
      let id = Learned.subscription(number)
      return [
        Fixtures.exchange(
          "Publisher/CreateReport", query: "sessionId=\(Learned.session)", response: "\"\(id)\"",
          fields: json, entry: 2 * number + 1),
        Fixtures.exchange(
          "Publisher/ReadReport",
          query:
            "sessionId=\(Learned.session)&reportId=\(id)&windowMinutes=\(60 + number)&days=\(number)",
          response:
            #"{"Id":"\#(id)","Mode":"\#(["Alarm", "Silent"][number % 2])","WindowMinutes":\#(number),"#
            + #""Rows":[\#(number == 0 ? "" : "\"\(id)\"")],"Owner":{"Id":"\#(id)"}}"#,
          fields: json, entry: 2 * number + 2),
      ]
    }
  }

  @Test(arguments: [1, 2])
  func `what was learned from too little is refined by more, once`(first: Int) throws {
    let base = try Learned.latest()
    let few = Fixtures.summary(Self.reports(0..<first), number: 1)
    let overlay = try #require(try Learner(base: base).proposal(from: few).overlay)
    let little = try Overlay(overlay).applied(to: base)
    #expect(try Learner(base: little).proposal(from: few).overlay == nil)
    let many = Fixtures.summary(Self.reports(0..<20), number: 2)
    let refining = try Learner(base: little).proposal(from: many)
    let more = try Overlay(#require(refining.overlay)).applied(to: little)
    #expect(try Learner(base: more).proposal(from: many).overlay == nil)
    #expect(try Learner(base: more).proposal(from: few).overlay == nil)
    #expect(
      try Learner(base: more).proposal(from: Summary.merged([few, many])).overlay == nil)

    /// What the schema says, but for what only a new description has.
    func operation(_ document: SchemaDocument, _ name: String) throws -> OperationSchema {
      try #require(try SchemaReader.read(document).operations.first { $0.name == name })
    }
    let anew = try Overlay(#require(try Learner(base: base).proposal(from: many).overlay))
      .applied(to: base)
    let (refined, whole) = try (
      operation(more, "Publisher/ReadReport"), operation(anew, "Publisher/ReadReport")
    )
    #expect(refined.query == whole.query)
    #expect(refined.provenance == whole.provenance)
    let (own, other) = (
      refined.responses["200"]?.body?.contents, whole.responses["200"]?.body?.contents
    )
    #expect(own != nil && own == other)
    let query = Dictionary(uniqueKeysWithValues: refined.query.map { ($0.name, $0) })
    #expect(query["days"]?.value.kinds == [.integer])
    #expect(query["windowMinutes"]?.value.unit == "min")
    #expect(query["reportId"]?.value.shapes.contains(.guid) == true)
    #expect(query["reportId"]?.isUsual == true)
    #expect(query["reportId"]?.provenance.sightings?.seen == 20)
    #expect(
      try operation(more, "Publisher/CreateReport").responses["200"]?.body?
        .contents["application/json"]?.shapes.contains(.guid) == true)
    let facts = try #require(
      refining.operations.first { $0.name == "Publisher/ReadReport" }
    ).facts
    #expect(facts.first { $0.name == "days" }?.what == "now integer, d, always")
    #expect(facts.first { $0.name == "200 $.Mode" }?.what == "now one of Alarm, Silent, always")
  }

  @Test func `a link that was not seen comes where most identifiers have one`() throws {
    let base = try Learned.latest()
    // The recording began behind the calls that made them.
    let alone = Self.reports(0..<2).filter { $0.request.target.url.contains("ReadReport") }
    let overlay = try #require(
      try Learner(base: base).proposal(from: Fixtures.summary(alone)).overlay)
    let document = try Overlay(overlay).applied(to: base)
    func sources(_ count: Int) throws -> [String] {
      let summary = Fixtures.summary(Self.reports(2..<(2 + count)), number: 2)
      return try Learner(base: document).proposal(from: summary).operations
        .first { $0.name == "Publisher/ReadReport" }?.facts.first { $0.name == "reportId" }?
        .sources.map(\.place) ?? []
    }
    #expect(try sources(2) == [])
    #expect(try sources(3) == ["Publisher/CreateReport $"])
  }

  @Test func `what enough messages spoke against is not learned from others`() throws {
    func summary(_ values: [String]) -> Summary {
      Fixtures.summary(
        values.enumerated().map { number, value in
          Fixtures.exchange(
            "Publisher/ReadReport", query: "days=\(value)", response: #"{"Note":"\#(value)"}"#,
            fields: [("Content-Type", "application/json")], entry: number + 1)
        })
    }
    let base = try Learned.latest()
    func again(_ count: Int) throws -> [String] {
      let overlay = try #require(
        try Learner(base: base).proposal(
          from: summary(Array(["all", "1", "2 or 3"].prefix(count)))
        ).overlay)
      let proposal = try Learner(base: Overlay(overlay).applied(to: base))
        .proposal(from: summary((1...4).map { "/Date(170000000000\($0))/" }))
      return proposal.operations.flatMap(\.facts).map(\.name)
    }
    #expect(try again(2) == ["days", "200 $.Note"])
    #expect(try again(3) == [])
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
