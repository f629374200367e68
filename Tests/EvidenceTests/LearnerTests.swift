import APISchema
import Evidence
import HTTPMessages
import Testing

/// What is proposed, and how much evidence that needs.
struct LearnerTests {
  @Test func `an operation nobody has described is described as it was seen`() throws {
    let proposal = try Learned.proposal([
      Learned.session(7, fails: 1), Learned.session(7, sizeIn: [3]),
    ])
    let image = try Learned.image(proposal)
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

  @Test func `a fault with several statuses is one code, and what was learned from is as learned`()
    throws
  {
    let xml = #"<OnlineException Type=\"5\" FullText=\"Failed\" />"#
    let base = Learned.session(6)
    func fault(_ status: Int, _ entry: Int) -> Exchange {
      Fixtures.exchange(
        "Publisher/GetPublisherImage",
        query: "sessionId=\(Learned.session)&subscriptionId=\(Learned.subscription(1))",
        status: status,
        response:
          #"{"Code":"SessionIdNotFound","Message":"m","SubCode":"\#(xml)","TypeName":"FaultException"}"#,
        fields: [("Content-Type", "application/json")], entry: 100 + entry,
        seconds: Int64(100 + entry))
    }
    let summary = Fixtures.summary(base + [fault(401, 0), fault(500, 1), fault(401, 2)])
    let nothing = Learner.nothing
    let proposal = try Learner(base: nothing).proposal(from: summary)
    let document = try Overlay(#require(proposal.overlay)).accepted(by: nothing)
    let read = try SchemaReader.read(
      SchemaDocument(name: "learned", text: Array(document.yaml.utf8)))
    let image = try #require(read.operations.first { $0.name == "Publisher/GetPublisherImage" })
    #expect(image.faults.map(\.status) == [401, 500])
    #expect(image.faultsByCode.map(\.statuses) == [[401, 500]])
    #expect(image.faults[0].provenance.sightings?.seen == 3)
    // Three are too few to tell the shape of the details, but they are XML.
    let detail = image.responses["401"]?.body?.contents["application/json"]?.members
      .first { $0.name == "SubCode" }
    #expect(detail?.value.shapes == [.xmlText, .exceptionXML])
  }

  @Test func `what was seen once is said to be, and is not required`() throws {
    let proposal = try Learned.proposal([Learned.session(1, sizeIn: [0])])
    let image = try Learned.image(proposal)
    #expect(
      Question.sentences(image.questions).contains(
        "whether `sessionId`, `subscriptionId`, `size` (seen once) are optional"))
    #expect(image.facts.first { $0.name == "size" }?.what.contains("seen once") == true)
    let document = try Overlay(#require(proposal.overlay)).applied(to: Learned.latest())
    let schema = try SchemaReader.read(document)
    let learned = try #require(
      schema.operations.first { $0.name == "Publisher/GetPublisherImage" })
    #expect(learned.query.map(\.name) == ["sessionId", "subscriptionId", "size"])
    #expect(learned.query.allSatisfy { $0.presence == .optional })
    // A shape takes more than one text.
    #expect(learned.query.allSatisfy { $0.value.shapes.isEmpty })
  }

  @Test(arguments: [4, 5])
  func `always takes as many messages as the table says, and is never called required`(
    count: Int
  ) throws {
    let learned = try Learned.operation(Learned.proposal([Learned.session(count)]))
    let parameter = try #require(learned.query.first)
    #expect(parameter.presence == .optional)
    #expect(parameter.isUsual == (count >= EvidenceThreshold.always))
  }

  @Test func `required is what requests were refused for that lacked nothing else`() throws {
    let accepted = Array(
      repeating: (query: "unit=1&scale=2", body: #"{"Note":"a"}"#, isRefused: false), count: 5)
    let proposal = try Learned.proposal([
      Learned.calls(
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
    let learned = try Learned.operation(proposal, "Publisher/SetUnit")
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
      let operation = try #require(try Learned.proposal([Learned.calls(calls)]).operations.first)
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
        ("X-App-Version", "3.0.2"), ("X-Device-Id", Learned.session), ("X-Zbigniew", "1"),
      ])
      if number == 0 { exchange.request.fields.append(name: "X-Retry".utf8, value: "1".utf8) }
      return exchange
    }
    let proposal = try Learned.proposal([exchanges])
    let operation = try #require(proposal.operations.first)
    let facts = operation.facts.filter { $0.part == .header }
    #expect(Set(facts.map(\.name)) == ["x-app-version", "x-device-id"])
    #expect(facts.allSatisfy { $0.evidence.description == "6 of 6" && $0.what.hasSuffix("always") })
    #expect(facts.first { $0.name == "x-device-id" }?.what == "guid, always")
    #expect(operation.questions.contains(.belongs("the parameter `x-retry`", seen: 1)))
    #expect(operation.questions.contains(.hidden(place: "the header", messages: 6)))
    let learned = try Learned.operation(proposal, "Publisher/ReadDeviceSettings")
    #expect(learned.requestFields.contains { $0.name == "x-device-id" && $0.isUsual })
    let document = try Overlay(#require(proposal.overlay)).applied(to: Learned.latest())
    let again = try Learner(base: document).proposal(from: Fixtures.summary(exchanges))
    #expect(again.overlay == nil)
  }

  @Test func `spellings of a name are no captures, and the one with clear words is taken`() throws {
    let exchanges = (0..<2).map { number in
      var session = Learned.session(6)
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
    let proposal = try Learned.proposal(exchanges)
    let image = try Learned.image(proposal)
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
    let two = try Learned.image(Learned.proposal([Array(exchanges[..<2])]))
    #expect(two.facts.filter { $0.part == .query }.map(\.name) == ["size"])
    let words = try Learned.image(Learned.proposal([exchanges])).facts.filter { $0.part == .query }
    #expect(words.first { $0.name == "size" }?.what.hasSuffix(", in any letter case") == true)
    #expect(!words.contains { $0.name == "sn" && $0.what.contains("letter case") })
  }

  @Test func `identifiers may come from several places, of which each gave its share`() throws {
    func sources(_ one: Int, _ other: Int, _ none: Int) throws -> [String] {
      let proposal = try Learned.proposal([Learned.twoSources(one, other, none)])
      let fact = try #require(try Learned.image(proposal).facts.first { $0.name == "imageId" })
      return fact.sources.map { "\($0.place): \($0.evidence.description)" }
    }
    let (one, other) = ("Publisher/ListImages $", "Subscriber/ListImages $")
    #expect(try sources(5, 5, 0) == ["\(one): 5 of 10", "\(other): 5 of 10"])
    #expect(try sources(3, 4, 3) == ["\(other): 4 of 10", "\(one): 3 of 10"])
    #expect(try sources(9, 1, 0) == ["\(one): 9 of 10"])
    #expect(try sources(3, 2, 5) == [])
    let proposal = try Learned.proposal([Learned.twoSources(5, 5, 0)])
    let document = try Overlay(#require(proposal.overlay)).applied(to: Learned.latest())
    let links = try ReferenceNotes(document).operations["Publisher/GetPublisherImage"]?.links
    #expect(links?.map(\.operation) == ["Publisher/ListImages", "Subscriber/ListImages"])
    #expect(links?.map(\.sightings?.seen) == [5, 5])
  }

  @Test func `words are listed where they come again, not where each is another`() throws {
    func learned(_ words: [String]) throws -> ValueSchema? {
      let exchanges = words.enumerated().map {
        Fixtures.exchange(
          "Publisher/ReadDeviceSettings", response: #"{"Mode":"\#($1)"}"#,
          fields: [("Content-Type", "application/json")], entry: $0 + 1)
      }
      return try Learned.operation(Learned.proposal([exchanges]), "Publisher/ReadDeviceSettings")
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

  @Test func `of words that are not shown it is said that they are not`() throws {
    let exchanges = (0..<10).map {
      Fixtures.exchange(
        "Publisher/ReadDeviceSettings", response: #"{"Mode":"\#(["Xyrqua", "Zbigniew"][$0 % 2])"}"#,
        fields: [("Content-Type", "application/json")], entry: $0 + 1)
    }
    let operation = try #require(
      Learned.proposal([exchanges]).operations.first { $0.name == "Publisher/ReadDeviceSettings" })
    let fact = try #require(operation.facts.first { $0.name.hasSuffix("Mode") })
    #expect(fact.what.contains("words that are not shown"))
    #expect(!fact.what.contains("Zbigniew"))
  }

  @Test func `a unit is proposed where the name ends in it and every number may be one`() throws {
    func unit(_ name: String, _ values: [String]) throws -> String? {
      let exchanges = values.enumerated().map { number, value in
        Fixtures.exchange(
          "Publisher/ReadDeviceSettings", response: #"{"\#(name)":\#(value)}"#,
          fields: [("Content-Type", "application/json")], entry: number + 1)
      }
      let proposal = try Learned.proposal([exchanges])
      let value = try Learned.operation(proposal, "Publisher/ReadDeviceSettings")
        .responses["200"]?.body?.contents["application/json"]
      return value?.members.first { $0.name == name }?.value.unit
    }
    #expect(try unit("OffsetMinutes", ["-60", "0", "120"]) == "min")
    #expect(try unit("delay_seconds", ["5", "20", "86400"]) == "s")
    #expect(try unit("TargetMgdl", ["70", "180", "120"]) == "mg/dL")
    #expect(try unit("TargetMmol", ["4.5", "10.5", "6.0"]) == "mmol/L")
    #expect(try unit("BatteryPercent", ["0", "50", "100"]) == "%")
    // A time is none of a span, a text is no number, and twice is no evidence.
    #expect(try unit("OffsetMinutes", ["1700000000", "0", "5"]) == nil)
    #expect(try unit("TargetMgdl", ["4.5", "10.5", "6.0"]) == nil)
    #expect(try unit("OffsetMinutes", ["\"a\"", "\"b\"", "\"c\""]) == nil)
    #expect(try unit("OffsetMinutes", ["1", "2"]) == nil)
    // Letters at the end of a word are no word.
    #expect(try unit("Terminus", ["1", "2", "3"]) == nil)
    #expect(try unit("TimeSeconds", Array(repeating: "1700000000", count: 3)) == "s since 1970")
  }

  /// All of a query is text, of which summaries have no ranges.
  @Test func `of a parameter that is a number the name alone tells the unit`() throws {
    func unit(_ name: String, _ values: [String]) throws -> ValueSchema? {
      let exchanges = values.enumerated().map { number, value in
        Fixtures.exchange(
          "Publisher/ReadDeviceSettings", query: "\(name)=\(value)", response: "true",
          fields: [("Content-Type", "application/json")], entry: number + 1)
      }
      let proposal = try Learned.proposal([exchanges])
      let value = try Learned.operation(proposal, "Publisher/ReadDeviceSettings").query.first?.value
      let yaml = try #require(proposal.overlay).yaml
      #expect(yaml.contains("by: name") == (value?.unit != nil) && !yaml.contains("range"))
      return value
    }
    for (name, expected) in [
      ("windowMinutes", "min"), ("thresholdMgdl", "mg/dL"), ("timeoutMs", "ms"),
      ("durationSeconds", "s"),
    ] {
      let value = try unit(name, ["70", "180", "120"])
      #expect(value?.unit == expected && value?.kinds == [.integer])
      #expect(try unit(name, ["70", "180"])?.unit == nil)
      #expect(try unit(name, ["70", "180", "all"])?.unit == nil)
    }
    #expect(try unit("thresholdMgdl", ["4.5", "10.5", "6.0"])?.unit == nil)
  }

  @Test func `the description of an operation tells that it takes a body`() throws {
    let calls = Array(
      repeating: (query: "unit=1", body: #"{"Note":"a"}"#, isRefused: false), count: 3)
    let operation = try Learned.operation(
      Learned.proposal([Learned.calls(calls)]), "Publisher/SetUnit")
    #expect(operation.summary?.contains("takes unit, a body of JSON") == true)
  }
}
