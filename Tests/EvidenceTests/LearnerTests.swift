import APISchema
import Bytes
import Evidence
import HTTPMessages
import JSONDecoding
import TestSupport
import Testing

/// What is proposed, and how much evidence that needs.
struct LearnerTests {
  private static let session = "6e5d4c3b-2a19-4f8e-9d7c-6b5a4f3e2d1c"
  private static let account = "7d6c5b4a-3928-4716-8504-f3e2d1c0b9a8"

  private static func latest() throws -> SchemaDocument {
    let history = try RevisionHistory.share()
    return history.document(of: history.latest)
  }

  private static func subscription(_ number: Int) -> String {
    "0a1b2c3d-4e5f-4061-8273-8495a6b7c8\(String(number + 16, radix: 16))"
  }

  /// A session that logs in, lists, and asks for an image of one subscription so many times.
  private static func session(_ times: Int, fails: Int = 0, sizeIn: Set<Int> = []) -> [Exchange] {
    var entry = 0
    func exchange(
      _ operation: String, query: String = "", request: String = "", status: Int = 200,
      response: String, type: String = "application/json"
    ) -> Exchange {
      entry += 1
      return Fixtures.exchange(
        operation, query: query, request: request, status: status, response: response,
        fields: [("Content-Type", type)], entry: entry, seconds: Int64(entry))
    }
    var exchanges = [
      exchange(
        "General/AuthenticatePublisherAccount",
        request: #"{"accountName":"demo-user","password":"x","applicationId":"\#(account)"}"#,
        response: "\"\(account)\""),
      exchange(
        "General/LoginPublisherAccountById",
        request: #"{"accountId":"\#(account)","password":"x","applicationId":"\#(account)"}"#,
        response: "\"\(session)\""),
    ]
    for number in 0..<times {
      let subscription = subscription(number)
      exchanges.append(
        exchange(
          "Publisher/ListPublisherAccountSubscriptions", query: "sessionId=\(session)",
          response: #"[{"SubscriptionId":"\#(subscription)"}]"#))
      let size = sizeIn.contains(number) ? "&size=64" : ""
      let isFault = number < fails
      var image = exchange(
        "Publisher/GetPublisherImage",
        query: "sessionId=\(session)&subscriptionId=\(subscription.uppercased())\(size)",
        status: isFault ? 500 : 200,
        response: isFault
          ? #"{"Code":"SessionIdNotFound","Message":"m","SubCode":"","TypeName":"FaultException"}"#
          : "", type: isFault ? "application/json" : "image/png")
      if !isFault {
        image.response?.body = HTTPBody(
          bytes: [0x89, 0x50, 0xFF] + Array(repeating: 0, count: 3_500))
      }
      exchanges.append(image)
    }
    return exchanges
  }

  private static func image(_ proposal: Proposal) throws -> Proposal.Operation {
    try #require(proposal.operations.first { $0.name == "Publisher/GetPublisherImage" })
  }

  private static func proposal(_ exchanges: [[Exchange]]) throws -> Proposal {
    let summaries = exchanges.enumerated().map { Fixtures.summary($1, number: $0) }
    return try Learner(base: latest()).proposal(from: try Summary.merged(summaries))
  }

  @Test func `an operation nobody has described is described as it was seen`() throws {
    let proposal = try Self.proposal([
      Self.session(7, fails: 1), Self.session(7, sizeIn: [3]),
    ])
    let image = try Self.image(proposal)
    #expect(image.methods == ["POST"])
    #expect((image.calls.seen, image.calls.captures) == (14, 2))
    func fact(_ part: Fact.Part, _ name: String) -> Fact? {
      image.facts.first { $0.part == part && $0.name == name }
    }
    #expect(fact(.query, "sessionId")?.what == "guid, always")
    #expect(
      fact(.query, "sessionId")?.sources.map(\.place) == ["General/LoginPublisherAccountById $"])
    let subscription = fact(.query, "subscriptionId")
    #expect(subscription?.what == "guid, always")
    #expect(
      subscription?.sources.map(\.place)
        == ["Publisher/ListPublisherAccountSubscriptions $[*].SubscriptionId"])
    #expect(subscription?.evidence.description == "14 of 14")
    #expect(fact(.answer, "200 $")?.what == "image/png, 2–4 kB")
    #expect(fact(.answer, "200 $")?.evidence.seen == 13)
    #expect(fact(.fault, "SessionIdNotFound")?.evidence.description == "1 of 14")
    #expect(fact(.place, "after Publisher/ListPublisherAccountSubscriptions")?.evidence.seen == 14)
    // Seen once among fourteen calls, it may be a stray.
    #expect(fact(.query, "size") == nil)
    #expect(image.questions.contains(.belongs("the parameter `size`", seen: 1)))
  }

  @Test func `what was seen once is said to be, and is not required`() throws {
    let proposal = try Self.proposal([Self.session(1, sizeIn: [0])])
    let image = try Self.image(proposal)
    #expect(
      Question.sentences(image.questions).contains(
        "whether `sessionId`, `subscriptionId`, `size` (seen once) are optional"))
    #expect(image.facts.first { $0.name == "size" }?.what.contains("seen once") == true)
    let document = try Overlay(#require(proposal.overlay)).applied(to: Self.latest())
    let schema = try SchemaReader.read(document)
    let learned = try #require(
      schema.operations.first { $0.name == "Publisher/GetPublisherImage" })
    #expect(learned.query.map(\.name) == ["sessionId", "subscriptionId", "size"])
    #expect(learned.query.allSatisfy { $0.presence == .optional })
    // A shape takes more than one text.
    #expect(learned.query.allSatisfy { $0.value.shapes.isEmpty })
  }

  /// The operation that a proposal describes, as the schema has it that takes it.
  private static func operation(
    _ proposal: Proposal, _ name: String = "Publisher/GetPublisherImage"
  ) throws -> OperationSchema {
    let document = try Overlay(#require(proposal.overlay)).applied(to: latest())
    return try #require(
      try SchemaReader.read(document).operations.first { $0.name == name })
  }

  @Test(arguments: [4, 5])
  func `always takes as many messages as the table says, and is never called required`(
    count: Int
  ) throws {
    let learned = try Self.operation(Self.proposal([Self.session(count)]))
    let parameter = try #require(learned.query.first)
    #expect(parameter.presence == .optional)
    #expect(parameter.isUsual == (count >= EvidenceThreshold.always))
  }

  /// Calls of an operation with a query, a body and a status each; a refused one has the fault of arguments.
  private static func calls(
    _ calls: [(query: String, body: String, isRefused: Bool)]
  ) -> [Exchange] {
    calls.enumerated().map { number, call in
      Fixtures.exchange(
        "Publisher/SetUnit", query: call.query, request: call.body,
        status: call.isRefused ? 500 : 200,
        response: call.isRefused
          ? #"{"Code":"InvalidArgument","Message":"m","SubCode":"","TypeName":"FaultException"}"#
          : "true", fields: [("Content-Type", "application/json")], entry: number + 1)
    }
  }

  @Test func `required is what requests were refused for that lacked nothing else`() throws {
    let accepted = Array(
      repeating: (query: "unit=1&scale=2", body: #"{"Note":"a"}"#, isRefused: false), count: 5)
    let proposal = try Self.proposal([
      Self.calls(
        accepted + [
          ("unit=1", #"{"Note":"a"}"#, true), ("unit=1", #"{"Note":"a"}"#, true),
          // A value that no accepted request had may be what was wrong, be it of the same shape.
          ("unit=3", #"{"Note":"a"}"#, true), ("unit=1", #"{"Note":"b"}"#, true),
          // Of two that are missing, nobody knows which it was.
          ("", #"{"Note":"a"}"#, true), ("", #"{"Note":"a"}"#, true),
          // One may be an accident, and a body that is cut does not tell what it had.
          ("unit=1&scale=2", "{}", true), ("unit=1&scale=2", "{\"No", true),
        ])
    ])
    let learned = try Self.operation(proposal, "Publisher/SetUnit")
    #expect(
      Dictionary(uniqueKeysWithValues: learned.query.map { ($0.name, $0.presence) })
        == ["unit": .optional, "scale": .required])
    let body = learned.requestBody?.contents.values.first
    #expect(body?.members.map(\.presence) == [.optional])
    #expect(body?.members.map(\.isUsual) == [true])
    let facts = try #require(proposal.operations.first).facts
    let scale = try #require(facts.first { $0.name == "scale" })
    #expect(scale.what.hasSuffix("required"))
    #expect(scale.evidence.description == "5 of 5, refused without it 2 times")
  }

  @Test func `a parameter in the query of some and the body of all others is always there`() throws
  {
    let inQuery = (query: "unit=1", body: "", isRefused: false)
    let inBody = (query: "", body: #"{"Unit":"1"}"#, isRefused: false)
    func learned(_ calls: [(query: String, body: String, isRefused: Bool)]) throws -> Fact {
      let operation = try #require(try Self.proposal([Self.calls(calls)]).operations.first)
      return try #require(operation.facts.first { $0.part == .query && $0.name == "unit" })
    }
    let either = Array(repeating: inQuery, count: 4) + [inBody, inBody]
    #expect(try learned(either).what.hasSuffix("always, in the query or the body"))
    #expect(try learned(either).evidence.description == "6 of 6")
    // One with neither, or with both, is none of that.
    #expect(try learned(either + [("", "", false)]).what.hasSuffix("not always"))
    #expect(
      try learned(either + [("unit=1", #"{"Unit":"1"}"#, false)]).what.hasSuffix("not always"))
  }

  @Test func `what an app says in the header is a parameter, what all clients send is none`() throws
  {
    let exchanges = (0..<6).map { number in
      var exchange = Fixtures.exchange(
        "Publisher/ReadDeviceSettings", response: "{}",
        fields: [("Content-Type", "application/json")], entry: number + 1)
      exchange.request.fields = HTTPFields([
        ("User-Agent", "x"), ("Cookie", "a=b"), ("Accept-Language", "de"),
        ("Sec-Fetch-Mode", "cors"),
        ("X-App-Version", "3.0.2"), ("X-Device-Id", Self.session), ("X-Zbigniew", "1"),
      ])
      if number == 0 { exchange.request.fields.append(name: "X-Retry".utf8, value: "1".utf8) }
      return exchange
    }
    let proposal = try Self.proposal([exchanges])
    let operation = try #require(proposal.operations.first)
    let facts = operation.facts.filter { $0.part == .header }
    #expect(Set(facts.map(\.name)) == ["x-app-version", "x-device-id"])
    #expect(facts.allSatisfy { $0.evidence.description == "6 of 6" && $0.what.hasSuffix("always") })
    #expect(facts.first { $0.name == "x-device-id" }?.what == "guid, always")
    #expect(operation.questions.contains(.belongs("the parameter `x-retry`", seen: 1)))
    #expect(operation.questions.contains(.hidden(place: "the header", messages: 6)))
    let learned = try Self.operation(proposal, "Publisher/ReadDeviceSettings")
    #expect(learned.requestFields.contains { $0.name == "x-device-id" && $0.isUsual })
    let document = try Overlay(#require(proposal.overlay)).applied(to: Self.latest())
    let again = try Learner(base: document).proposal(from: Fixtures.summary(exchanges))
    #expect(again.overlay == nil)
  }

  @Test func `what is learned of one operation changes no other that shares its schema`() throws {
    func answer(_ entry: Int) -> Exchange {
      Fixtures.exchange(
        query: "sessionId=\(Self.session)&minutes=1440&maxCount=1",
        response:
          #"[{"DT":"/Date(1700000000000)/","ST":"/Date(1700000000000)/","WT":"/Date(1700000000000)/","Trend":"Alarm","Value":101,"Rate":1.5}]"#,
        fields: [("Content-Type", "application/json")], entry: entry)
    }
    let base = try Self.latest()
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

  @Test func `an open question is answered by what recordings have, with how often they do`() throws
  {
    func questions(_ document: SchemaDocument) throws -> [ReferenceNotes.Question] {
      try ReferenceNotes(document).questions
    }
    let base = try Self.latest()
    let proposal = try Self.proposal([Self.session(3), Self.session(4)])
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
    ("Publisher/CreateSubscriptionInvitation", -1),
  ])
  func `each open question knows what answers it by name`(name: String, number: Int) throws {
    let exchanges = (1...2).map {
      Fixtures.exchange(
        name, response: "{}", fields: [("Content-Type", "application/json")], entry: $0)
    }
    let asked = try ReferenceNotes(Self.latest()).questions.map(\.asked)
    #expect(asked.count == 12)
    let answers = try Self.proposal([exchanges]).answers
    #expect(answers.map(\.asked) == (number < 0 ? [] : [asked[number]]))
    // Where the service never answered, nothing is answered, and what is needed is said.
    let failed = exchanges.map { exchange in
      var exchange = exchange
      exchange.response?.status = 404
      return exchange
    }
    let open = try Self.proposal([failed])
    #expect(open.answers.isEmpty)
    if number >= 0 {
      #expect(open.leftAlone.first?.reason.contains("still needed is a recording") == true)
    }
  }

  @Test func `one body does not say that there is always one, nor that there may be none`() throws {
    let one = try Self.operation(Self.proposal([Self.session(1)])).responses["200"]?.body
    #expect(one?.isRequired == false && one?.isUnsure == true)
    let five = try Self.operation(Self.proposal([Self.session(5)])).responses["200"]?.body
    #expect(five?.isRequired == true && five?.isUnsure == false)
    var exchanges = Self.session(5)
    exchanges[3].response?.body = HTTPBody(bytes: [])
    exchanges[5].response?.body = HTTPBody(bytes: [])
    let some = try Self.operation(Self.proposal([exchanges])).responses["200"]?.body
    #expect(some?.isRequired == false && some?.isUnsure == false)
  }

  @Test func `requests that failed are counted, with the names that they had`() throws {
    let calls = Self.calls([
      ("unit=1", #"{"Note":"a"}"#, true), ("unit=1", #"{"Note":"a"}"#, false), ("", "", true),
    ])
    let operation = try #require(try Self.proposal([calls]).operations.first)
    #expect(operation.questions.contains(.failed(2, names: ["Note", "unit"])))
    #expect(
      Question.sentences(operation.questions).contains(
        "what the 2 requests that failed should have had (they had `Note`, `unit`)"))
  }

  @Test func `a refusal of a request with a value of its own proves nothing`() throws {
    let accepted = (0..<6).map { (query: "unit=\($0)&note=x", body: "", isRefused: false) }
    for (value, isRequired) in [("zz", false), ("x", true)] {
      let refused = [(query: "note=\(value)", body: "", isRefused: true)]
      let summary = Fixtures.summary(Self.calls(refused + accepted + refused))
      // The mark survives writing, and tells no value.
      let line = SummaryWriter.line(summary)
      #expect(try SummaryReader().summary(in: Array(line)) == summary)
      #expect(
        summary.operations["Publisher/SetUnit"]?.refusals.keys.sorted()
          == [isRequired ? "note=" : "note"])
      let proposal = try Learner(base: Self.latest()).proposal(from: summary)
      let learned = try Self.operation(proposal, "Publisher/SetUnit")
      #expect(
        learned.query.first { $0.name == "unit" }?.presence == (isRequired ? .required : .optional))
    }
  }

  @Test func `pages of something in front are no requests that should have had anything`() throws {
    var exchanges = Self.session(5)
    for number in 0..<3 {
      exchanges.append(
        Fixtures.exchange(
          "Publisher/GetPublisherImage", status: 502, response: "<html>Bad Gateway</html>",
          fields: [("Content-Type", "text/html")], entry: 100 + number))
    }
    let questions = try Self.image(Self.proposal([exchanges])).questions
    #expect(questions.contains(.page(status: 502)))
    #expect(!questions.contains { if case .failed = $0 { true } else { false } })
  }

  @Test func `spellings of a name are no captures, and the one with clear words is taken`() throws {
    let exchanges = (0..<2).map { number in
      var session = Self.session(6)
      var count = 0
      for index in session.indices {
        let url = session[index].request.target.url
        guard url.contains("GetPublisherImage") else { continue }
        count += 1
        guard count % 2 == number % 2 else { continue }
        session[index].request.target = RequestTarget(
          url: url.replacing("sessionId", with: "SESSIONID"))
      }
      return session
    }
    let proposal = try Self.proposal(exchanges)
    let image = try Self.image(proposal)
    let fact = try #require(image.facts.first { $0.name.lowercased() == "sessionid" })
    #expect(fact.name == "sessionId")
    #expect(fact.what.hasSuffix(", in any letter case"))
    #expect(fact.evidence.captures == 2)
    #expect(fact.sources.map(\.evidence.captures) == [2])
    #expect(try !#require(proposal.overlay).yaml.contains("captures: 4"))
    #expect(image.facts.filter { $0.part == .place }.allSatisfy { $0.evidence.captures <= 2 })
  }

  /// What `replay --probe` sends: each once as it is and once in capitals.
  @Test func `a name that was seen as often in capitals is not learned so`() throws {
    let exchanges = ["size=1", "SIZE=1", "sn=1&size=1"].enumerated().map { number, query in
      Fixtures.exchange(
        "Publisher/GetPublisherImage", query: query, response: "true",
        fields: [("Content-Type", "application/json")], entry: number + 1)
    }
    let two = try Self.image(Self.proposal([Array(exchanges[..<2])]))
    #expect(two.facts.filter { $0.part == .query }.map(\.name) == ["size"])
    let words = try Self.image(Self.proposal([exchanges])).facts.filter { $0.part == .query }
    #expect(words.first { $0.name == "size" }?.what.hasSuffix(", in any letter case") == true)
    #expect(!words.contains { $0.name == "sn" && $0.what.contains("letter case") })
  }

  /// Calls of an operation whose parameters come from answers of two others, so many from each, and so many
  /// from nowhere.
  private static func twoSources(_ one: Int, _ other: Int, _ none: Int) -> [Exchange] {
    let sources =
      Array(repeating: "Publisher/ListImages", count: one)
      + Array(repeating: "Subscriber/ListImages", count: other)
      + Array(repeating: "", count: none)
    return sources.enumerated().flatMap { number, source in
      let asked = Fixtures.exchange(
        "Publisher/GetPublisherImage", query: "imageId=\(subscription(number))", response: "true",
        fields: [("Content-Type", "application/json")], entry: 2 * number + 2)
      guard !source.isEmpty else { return [asked] }
      let given = Fixtures.exchange(
        source, response: "\"\(subscription(number))\"",
        fields: [("Content-Type", "application/json")], entry: 2 * number + 1)
      return [given, asked]
    }
  }

  @Test func `identifiers may come from several places, of which each gave its share`() throws {
    func sources(_ one: Int, _ other: Int, _ none: Int) throws -> [String] {
      let proposal = try Self.proposal([Self.twoSources(one, other, none)])
      let fact = try #require(try Self.image(proposal).facts.first { $0.name == "imageId" })
      return fact.sources.map { "\($0.place): \($0.evidence.description)" }
    }
    let (one, other) = ("Publisher/ListImages $", "Subscriber/ListImages $")
    #expect(try sources(5, 5, 0) == ["\(one): 5 of 10", "\(other): 5 of 10"])
    #expect(try sources(3, 4, 3) == ["\(other): 4 of 10", "\(one): 3 of 10"])
    #expect(try sources(9, 1, 0) == ["\(one): 9 of 10"])
    #expect(try sources(3, 2, 5) == [])
    let proposal = try Self.proposal([Self.twoSources(5, 5, 0)])
    let document = try Overlay(#require(proposal.overlay)).applied(to: Self.latest())
    let links = try ReferenceNotes(document).operations["Publisher/GetPublisherImage"]?.links
    #expect(links?.map(\.operation) == ["Publisher/ListImages", "Subscriber/ListImages"])
    #expect(links?.map(\.sightings?.seen) == [5, 5])
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
      let proposal = try Self.proposal([exchanges])
      return (
        try Self.operation(proposal, "Publisher/Feature"),
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
    let proposal = try Self.proposal([exchanges, exchanges])
    #expect(proposal.answers.map(\.operation) == ["Subscriber/GetPublisherImage"])
    let document = try Overlay(#require(proposal.overlay)).applied(to: Self.latest())
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

  @Test func `words are listed where they come again, not where each is another`() throws {
    func learned(_ words: [String]) throws -> ValueSchema? {
      let exchanges = words.enumerated().map {
        Fixtures.exchange(
          "Publisher/ReadDeviceSettings", response: #"{"Mode":"\#($1)"}"#,
          fields: [("Content-Type", "application/json")], entry: $0 + 1)
      }
      return try Self.operation(Self.proposal([exchanges]), "Publisher/ReadDeviceSettings")
        .responses["200"]?.body?.contents.values.first?.members.first?.value
    }
    let listed = try learned([
      "Alarm", "Silent", "Alarm", "Silent", "Alarm", "Alarm", "Alarm", "Silent",
    ])
    #expect(listed?.values.map(\.text) == ["Alarm", "Silent"])
    #expect(listed?.isOpenEnumeration == true && listed?.hasLearnedValues == true)
    #expect(
      try learned(["Alarm", "Silent", "Clock", "Battery", "Sound", "Tone", "Volume", "Image"])?
        .values
        .isEmpty == true)
  }

  @Test(arguments: [
    (404, "", ""), (503, "text/html", "<html><body>Down</body></html>"),
    (502, "text/plain", "down"),
  ])
  func `a failure that is no JSON is asked about, beside others too`(
    status: Int, type: String, body: String
  ) throws {
    var exchanges = Self.session(5)
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
    let proposal = try Self.proposal([exchanges])
    let image = try Self.image(proposal)
    #expect(image.questions.contains(.page(status: status)))
    #expect(!image.facts.contains { $0.part == .answer && $0.name.hasPrefix("\(status)") })
    #expect(try Self.operation(proposal).responses.keys.sorted() == ["200"])
  }

  @Test func `signed calls, names that may be secrets and wrong paths are left alone`() throws {
    let operations = ["Publisher/GetPublisherImage2", "Publisher/x8J2K4M99", "Publisher/Nothing"]
    let exchanges = operations.enumerated().map { index, name in
      Fixtures.exchange(
        name, status: name.hasSuffix("Nothing") ? 404 : 200, response: "{}", entry: index + 1)
    }
    let proposal = try Self.proposal([exchanges])
    #expect(proposal.operations.isEmpty)
    #expect(proposal.overlay == nil)
    #expect(proposal.leftAlone.count == 3)
  }

  @Test func `of a known operation only what is new is proposed, seen twice at least`() throws {
    let reading =
      #"{"DT":"/Date(1700000000000)/","ST":"/Date(1700000000000)/","WT":"/Date(1700000000000)/","Trend":"Flat","Value":101"#
    func answer(
      _ entry: Int, more: String = "", trend: String = "Flat", query: String = ""
    ) -> Exchange {
      Fixtures.exchange(
        query: "sessionId=\(Self.session)&minutes=1440&maxCount=1" + query,
        response: "[\(reading.replacing("Flat", with: trend))\(more)}]",
        fields: [("Content-Type", "application/json")], entry: entry)
    }
    let proposal = try Self.proposal([
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
    let document = try Overlay(#require(proposal.overlay)).applied(to: Self.latest())
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
      Fixtures.summary(Self.session(7, fails: 1), number: 1),
      Fixtures.summary(Self.session(7, sizeIn: [3]), number: 2),
    ])
    let base = try Self.latest()
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
    let base = try Self.latest()
    let proposal = try Learner(base: base).proposal(from: summary)
    let overlay = try #require(proposal.overlay)
    let document = try Overlay(overlay).applied(to: base)
    #expect(try Learner(base: document).proposal(from: summary).overlay == nil)
  }
}
