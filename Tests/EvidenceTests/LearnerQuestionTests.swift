import APISchema
import Evidence
import HTTPMessages
import JSONDecoding
import Testing

/// What is asked about rather than proposed, and which questions are answered.
struct LearnerQuestionTests {
  @Test func `an open question is answered by what recordings have, with how often they do`() throws
  {
    func questions(_ document: SchemaDocument) throws -> [ReferenceNotes.Question] {
      try ReferenceNotes(document).questions
    }
    let base = try Learned.latest()
    let proposal = try Learned.proposal([Learned.session(3), Learned.session(4)])
    #expect(proposal.answers.map(\.operation) == ["Publisher/GetPublisherImage"])
    let document = try Overlay(#require(proposal.overlay)).applied(to: base)
    let image = try #require(try questions(document).first)
    #expect(image.answer?.contains("seen 7 times in 2 captures") == true)
    #expect(image.operation == "Publisher/GetPublisherImage" && image.provenance.isLearned)
    #expect(try questions(base).first?.answer == nil && questions(base).first?.needs != nil)
    #expect(
      try questions(document).dropFirst().map(\.answer) == questions(base).dropFirst().map(\.answer)
    )
  }

  @Test(arguments: [
    ("Subscriber/AcknowledgeAlarm", 8), ("Subscriber/ReadSubscriptionInvitation", 9),
    ("Subscriber/AcceptSubscriptionInvitation", 10),
    ("Subscriber/UpdateSubscriberAccountRuntimeInfo", 11), ("Publisher/ReadDeviceSettings", -1),
    ("Publisher/CreateSubscriptionInvitation", -1), ("Publisher/ListFollowerImages", -1),
    ("Publisher/ReadPublisherPhoto", 0), ("Subscriber/ListThreadImages", -1),
    ("Publisher/getpublisherimage", 0), ("Publisher/GetImages", 0),
  ])
  func `each open question knows what answers it by name`(name: String, number: Int) throws {
    let exchanges = (1...2).map {
      Fixtures.exchange(
        name, response: "{}", fields: [("Content-Type", "application/json")], entry: $0)
    }
    let asked = try ReferenceNotes(Learned.latest()).questions.map(\.asked)
    #expect(asked.count == 12)
    let answers = try Learned.proposal([exchanges]).answers
    #expect(answers.map(\.asked) == (number < 0 ? [] : [asked[number]]))
    // Where the service never answered, nothing is answered, and what is needed is said.
    let failed = exchanges.map { exchange in
      var exchange = exchange
      exchange.response?.status = 404
      return exchange
    }
    let open = try Learned.proposal([failed])
    #expect(open.answers.isEmpty)
    if number >= 0 {
      #expect(open.leftAlone.first?.reason.contains("still needed is a recording") == true)
    }
  }

  @Test func `one body does not say that there is always one, nor that there may be none`() throws {
    let one = try Learned.operation(Learned.proposal([Learned.session(1)])).responses["200"]?.body
    #expect(one?.isRequired == false && one?.isUnsure == true)
    let five = try Learned.operation(Learned.proposal([Learned.session(5)])).responses["200"]?.body
    #expect(five?.isRequired == true && five?.isUnsure == false)
    var exchanges = Learned.session(5)
    exchanges[3].response?.body = HTTPBody(bytes: [])
    exchanges[5].response?.body = HTTPBody(bytes: [])
    let some = try Learned.operation(Learned.proposal([exchanges])).responses["200"]?.body
    #expect(some?.isRequired == false && some?.isUnsure == false)
  }

  @Test func `requests that failed are counted, with the names that they had`() throws {
    let calls = Learned.calls([
      ("unit=1", #"{"Note":"a"}"#, true), ("unit=1", #"{"Note":"a"}"#, false), ("", "", true),
    ])
    let operation = try #require(try Learned.proposal([calls]).operations.first)
    #expect(operation.questions.contains(.failed(2, names: ["Note", "unit"])))
    #expect(
      Question.sentences(operation.questions).contains(
        "what the 2 requests that failed should have had (one or another had `Note`, `unit`)"))
  }

  /// A probe sends many: the service that it was found with calls each of them an unknown session.
  @Test(arguments: [true, false])
  func `values of requests that failed do not change what right ones look like`(isInBody: Bool)
    throws
  {
    let values = (0..<6).map(Learned.subscription) + ["", "x"]
    let calls = values.enumerated().map { number, value in
      Fixtures.exchange(
        "Publisher/SetUnit", query: isInBody ? "" : "person=\(value)",
        request: isInBody ? #"{"person":"\#(value)"}"# : "", status: number < 6 ? 200 : 500,
        response: number < 6
          ? "true"
          : #"{"Code":"SessionIdNotFound","Message":"m","SubCode":"","TypeName":"FaultException"}"#,
        fields: [("Content-Type", "application/json")], entry: number + 1)
    }
    let facts = try #require(try Learned.proposal([calls]).operations.first).facts
    let person = facts.filter { $0.name.hasSuffix("person") }
    #expect(person.map(\.what) == ["guid, always"])
    // Where none is right, they are all that there is.
    let failed = try #require(try Learned.proposal([Array(calls.suffix(2))]).operations.first)
    #expect(failed.facts.contains { $0.name.hasSuffix("person") && $0.what.contains("string") })
  }

  @Test func `a refusal of a request with a value of its own proves nothing`() throws {
    let accepted = (0..<6).map { (query: "unit=\($0)&note=x", body: "", isRefused: false) }
    for (value, isRequired) in [("zz", false), ("x", true)] {
      let refused = [(query: "note=\(value)", body: "", isRefused: true)]
      let summary = Fixtures.summary(Learned.calls(refused + accepted + refused))
      // The mark survives writing, and tells no value.
      let line = SummaryWriter.line(summary)
      #expect(try SummaryReader().summary(in: Array(line)) == summary)
      #expect(
        summary.operations["Publisher/SetUnit"]?.refusals.keys.sorted()
          == [isRequired ? "note=" : "note"])
      let proposal = try Learner(base: Learned.latest()).proposal(from: summary)
      let learned = try Learned.operation(proposal, "Publisher/SetUnit")
      #expect(
        learned.query.first { $0.name == "unit" }?.presence == (isRequired ? .required : .optional))
    }
  }

  @Test func `what refusals answered is not asked`() throws {
    let accepted = Array(
      repeating: (query: "unit=1&scale=2", body: "", isRefused: false), count: 5)
    let refused = Array(repeating: (query: "unit=1", body: "", isRefused: true), count: 3)
    func questions(_ more: [(query: String, body: String, isRefused: Bool)]) throws -> [Question] {
      let calls = Learned.calls(accepted + more)
      let operation = try #require(try Learned.proposal([calls]).operations.first)
      return operation.questions.filter { if case .failed = $0 { true } else { false } }
    }
    #expect(try questions(refused).isEmpty)
    #expect(try questions(refused + [("note=1", "", true)]) == [.failed(1, names: ["note"])])
    // Once is no answer.
    #expect(try questions([refused[0]]) == [.failed(1, names: ["unit"])])
  }

  @Test func `pages of something in front are no requests that should have had anything`() throws {
    var exchanges = Learned.session(5)
    for number in 0..<3 {
      exchanges.append(
        Fixtures.exchange(
          "Publisher/GetPublisherImage", status: 502, response: "<html>Bad Gateway</html>",
          fields: [("Content-Type", "text/html")], entry: 100 + number))
    }
    let questions = try Learned.image(Learned.proposal([exchanges])).questions
    #expect(questions.contains(.page(status: 502)))
    #expect(!questions.contains { if case .failed = $0 { true } else { false } })
  }

  @Test func `which of two methods takes and gives what is asked where not all are alike`() throws {
    func learned(_ getsBody: Bool) throws -> (OperationSchema, [Question]) {
      let exchanges = (0..<6).flatMap { number in
        [
          Fixtures.exchange(
            "Publisher/Feature", method: "GET", request: getsBody ? #"{"Enabled":true}"# : "",
            response: getsBody ? "" : #"{"Enabled":true}"#,
            fields: [("Content-Type", "application/json")], entry: 2 * number + 1),
          Fixtures.exchange(
            "Publisher/Feature", method: "PUT", request: #"{"Enabled":true}"#, response: "",
            fields: [("Content-Type", "application/json")], entry: 2 * number + 2),
        ]
      }
      let proposal = try Learned.proposal([exchanges])
      return (
        try Learned.operation(proposal, "Publisher/Feature"),
        try #require(proposal.operations.first).questions
      )
    }
    let (mixed, questions) = try learned(false)
    #expect(questions.contains(.methods(["GET", "PUT"])))
    #expect(mixed.methods == ["GET", "PUT"] && mixed.unsureMethods == ["PUT"])
    let (alike, none) = try learned(true)
    #expect(!none.contains(.methods(["GET", "PUT"])))
    #expect(alike.methods == ["GET", "PUT"] && alike.unsureMethods == [])
  }

  @Test func `of two operations that a question may mean, the one with its words answers it`()
    throws
  {
    let exchanges = ["DownloadContactPhoto", "GetPublisherImage"].enumerated().flatMap {
      index, name in
      (0..<(4 - index)).map { number in
        Fixtures.exchange(
          "Subscriber/\(name)", response: "true", fields: [("Content-Type", "application/json")],
          entry: 10 * index + number + 1)
      }
    }
    let proposal = try Learned.proposal([exchanges, exchanges])
    #expect(proposal.answers.map(\.operation) == ["Subscriber/GetPublisherImage"])
    let document = try Overlay(#require(proposal.overlay)).applied(to: Learned.latest())
    let answer = try #require(try ReferenceNotes(document).questions.first)
    #expect(answer.operation == "Subscriber/GetPublisherImage")
    // Its name says so, however many captures have it.
    #expect(answer.provenance.confidence == "inferred" && answer.provenance.isLearned)
  }

  @Test func `one hidden name in many messages is not many names`() {
    #expect(
      Question.sentences([
        .hidden(place: "$", messages: 24), .hidden(place: "the query", messages: 1),
      ])
        == [
          "what stands in `$` under a name that may be secret (in 24 messages)",
          "what stands in the query under a name that may be secret (in 1 message)",
        ])
  }

  @Test(arguments: [
    (404, "", ""), (503, "text/html", "<html><body>Down</body></html>"),
    (502, "text/plain", "down"),
  ])
  func `a failure that is no JSON is asked about, beside others too`(
    status: Int, type: String, body: String
  ) throws {
    var exchanges = Learned.session(5)
    for number in 0..<3 {
      exchanges.append(
        Fixtures.exchange(
          "Publisher/GetPublisherImage", status: status, response: body,
          fields: [("Content-Type", type)], entry: 100 + number))
    }
    // Text of another character set than that of JSON is text, not an unknown file.
    var latin = try #require(exchanges.last)
    latin.response?.body = HTTPBody(bytes: Array("<html>Wartung f".utf8) + [0xFC] + Array("r".utf8))
    latin.response?.fields = HTTPFields([("Content-Type", "text/html; charset=iso-8859-1")])
    exchanges.append(latin)
    let proposal = try Learned.proposal([exchanges])
    let image = try Learned.image(proposal)
    #expect(image.questions.contains(.page(status: status)))
    #expect(!image.facts.contains { $0.part == .answer && $0.name.hasPrefix("\(status)") })
    #expect(try Learned.operation(proposal).responses.keys.sorted() == ["200"])
  }

  @Test func `signed calls, names that may be secrets and wrong paths are left alone`() throws {
    let operations = ["Publisher/GetPublisherImage2", "Publisher/x8J2K4M99", "Publisher/Nothing"]
    let exchanges = operations.enumerated().map { index, name in
      Fixtures.exchange(
        name, status: name.hasSuffix("Nothing") ? 404 : 200, response: "{}", entry: index + 1)
    }
    let proposal = try Learned.proposal([exchanges])
    #expect(proposal.operations.isEmpty)
    #expect(proposal.overlay == nil)
    #expect(proposal.leftAlone.count == 3)
  }
}
