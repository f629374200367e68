import APIReference
import APISchema
import Bytes
import HTTPMessages
import JSONDecoding
import ShareAPI
import Testing

struct ExampleCollectorTests {
  private static let name = "Publisher/ReadPublisherLatestGlucoseValues"
  private static let session = "6f1e2d3c-4b5a-4968-8776-655443322110"

  private static func call(
    _ answer: String, status: Int = 200, of name: String = name, _ request: String = ""
  ) -> Call {
    var decoder = CallDecoder()
    return decoder.decode(
      Exchange(
        place: .init(capture: "a.har", entry: 0),
        request: HTTPRequest(
          method: "POST",
          target: RequestTarget(
            url: "https://share2.dexcom.com/ShareWebServices/Services/\(name)"
              + "?sessionId=\(session)&minutes=1440&maxCount=3&note=%3Cb%3E"),
          fields: HTTPFields([(name: "Content-Type", value: "application/json")]),
          body: HTTPBody(bytes: Array(request.utf8))),
        response: HTTPResponse(
          status: status, fields: HTTPFields([(name: "Content-Type", value: "application/json")]),
          body: HTTPBody(bytes: Array(answer.utf8)))))
  }

  private static func reading(_ value: Int, _ trend: String, more: String = "") -> String {
    #"{"WT":"Date(1721522993527)","ST":"Date(1721522993527)","DT":"Date(1721522993527-0400)","#
      + #""Value":\#(value),"Trend":"\#(trend)"\#(more)}"#
  }

  private static func collected(_ calls: [Call]) throws -> ExampleMessages? {
    let history = try RevisionHistory.share()
    var collector = ExampleCollector(for: try history.schema(of: history.latest))
    for call in calls { collector.add(call) }
    return collector.examples[name]
  }

  /// What the schema has from recordings alone is not said to be no health data.
  @Test(arguments: [true, false])
  func `numbers of what was learned are replaced, as those of what is not known`(
    isWhole: Bool
  ) throws {
    let history = try RevisionHistory.share()
    var schema = try history.schema(of: history.latest)
    let index = try #require(schema.operations.firstIndex { $0.name == Self.name })
    schema.operations[index].isLearned = isWhole
    if isWhole {
      for query in schema.operations[index].query.indices {
        schema.operations[index].query[query].provenance.isLearned = true
      }
    } else {
      var body = try #require(schema.operations[index].responses["200"]?.body)
      var list = try #require(body.contents["application/json"])
      var learned = PropertySchema("Calibration", .optional, ValueSchema(kinds: [.integer]))
      learned.provenance.isLearned = true
      var reading = try #require(list.elements?.value)
      reading.members.append(learned)
      list.elements = Indirect(reading)
      body.contents["application/json"] = list
      schema.operations[index].responses["200"]?.body = body
    }
    var collector = ExampleCollector(for: schema)
    collector.add(Self.call("[" + Self.reading(154, "Flat", more: #","Calibration":187"#) + "]"))
    let messages = try #require(collector.examples[Self.name])
    let text = "\(messages)"
    #expect(!text.contains("187") && !text.contains("154"), "\(text)")
    #expect(isWhole == !text.contains("1440"))
  }

  @Test func `measured values and secrets are replaced, and two elements are shown`() throws {
    let answer =
      "["
      + [
        Self.reading(54, "DoubleDown"), Self.reading(57, "SingleDown"),
        Self.reading(61, "SingleDown"),
      ].joined(separator: ",") + "]"
    let messages = try #require(try Self.collected([Self.call(answer)]))
    guard case .array(let readings)? = messages.answer else {
      Issue.record("no list")
      return
    }
    #expect(readings.count == 2)
    for (reading, measured) in zip(readings, [54, 57]) {
      #expect(reading["Value"] != nil && reading["Value"] != .integer(measured))
      #expect(reading["Trend"] == .string("Flat"))
      #expect(reading["WT"]?.string?.wholeMatch(of: /Date\([0-9]+\)/) != nil)
    }
    let query = try #require(messages.query)
    #expect(!query.contains(Self.session))
    #expect(query.wholeMatch(of: /sessionId=[0-9a-f-]{36}&minutes=1440&maxCount=3/) != nil)
  }

  @Test func `of texts that the schema does not know the shape stays alone`() throws {
    let more =
      #","Predicted":"181","Share":"7.25","Day":"1958-03-17","Braced":"{6F1E2D3C-4B5A-4968-8776-655443322111}","#
      + #""Key":"6f1e2d3c4b5a49688776655443322112","Page":"https://hjalmar.example/1958","#
      + #""Seen":1612345678,"Levels":{"137":"139"},"Note":"was 143mg/dL then","More":"{\"Value\":144}""#
    let answer = "[" + Self.reading(154, "Flat", more: more) + "]"
    let messages = try #require(try Self.collected([Self.call(answer)]))
    guard case .array(let readings)? = messages.answer, let reading = readings.first else {
      Issue.record("no list")
      return
    }
    let expected: [(String, StringShape)] = [
      ("Predicted", .integerText), ("Share", .numberText), ("Day", .isoDate),
      ("Braced", .bracedGUID), ("Key", .hex32), ("Page", .url),
    ]
    for (name, shape) in expected {
      #expect(reading[name]?.string.map { StringShape($0) } == shape, "\(name)")
    }
    #expect(reading["Seen"] == .integer(1_700_000_000))
    let text = "\(reading)"
    for secret in [
      "181", "7.25", "1958", "2211", "hjalmar", "16123", "137", "139", "143", "144", "154",
    ] {
      #expect(!text.contains(secret), "\(secret): \(text)")
    }
  }

  /// A service may call a date of birth anything, and may write it in any of these forms.
  @Test(arguments: [false, true])
  func `no time or duration stays as it was recorded, and each keeps its form`(
    isLearned: Bool
  ) throws {
    let born: [(form: String, shown: String)] = [
      ("Date(-266889600000)", "Date(1700000000000)"),
      ("Date(-266889600123)", "Date(1700000000527)"),
      (#"\/Date(-266889600000+0200)\/"#, "/Date(1700000000000-0500)/"),
      ("Date(-266889600000+0000)", "Date(1700000000000+0000)"),
      ("1961-07-18", "2023-11-14"),
      ("1961-07-18T00:00:00Z", "2023-11-14T22:13:20Z"),
      ("1961-07-18T07:37:13.496", "2023-11-14T22:13:20.527"),
      ("1961-07-18T07:37:13.4960123Z", "2023-11-14T22:13:20.5270695Z"),
      ("1961-07-18T07:37:13.000+02:00", "2023-11-14T17:13:20.000-05:00"),
      ("1961-07-18 07:37:13.0695709+00:00", "2023-11-14 22:13:20.5270695+00:00"),
      ("1961-07-18 07:37:13.06+0200", "2023-11-14 17:13:20.52-0500"),
      ("PT37M13S", "PT30M15S"), ("PT0S", "PT0S"),
      ("Date(-62135596800000)", "Date(-62135596800000)"), ("Date(25200000)", "Date(0)"),
    ]
    // Each on a day of its own, so that none has others near it.
    let forms = born.enumerated().map { index, born in
      born.form.replacing("1961", with: "\(1931 + index)")
        .replacing("-266889600", with: "-\(266_889_600 + index * 40_000_000)")
    }
    let more = forms.enumerated().map { #","Vux\#($0)":"\#($1)""# }.joined()
    let others =
      #","1961-07-18":{"1961-07-19":1},"Epoch":-266889600,"Millis":-266889600000,"#
      + #""Float":266889600.5"#
    let text = "[" + Self.reading(154, "Flat", more: more + others) + "]"
    let history = try RevisionHistory.share()
    var schema = try history.schema(of: history.latest)
    let index = try #require(schema.operations.firstIndex { $0.name == Self.name })
    schema.operations[index].isLearned = isLearned
    var collector = ExampleCollector(for: schema)
    collector.add(Self.call(text))
    let messages = try #require(collector.examples[Self.name])
    guard case .array(let readings)? = messages.answer, let reading = readings.first else {
      Issue.record("no list")
      return
    }
    // Names that nobody knows may be hidden.
    guard case .object(let members) = reading, members.count == 9 + born.count else {
      Issue.record("\(reading)")
      return
    }
    let all = "\(messages)"
    for (index, (form, shown)) in zip(forms, born.map(\.shown)).enumerated() {
      #expect(members[5 + index].value == .string(shown), "\(form)")
      #expect(form == shown || !all.contains(form), "\(form): \(all)")
    }
    for trace in ["1961", "2668896", "17215229", "37M", "07:37", "496"] {
      #expect(!all.contains(trace), "\(trace): \(all)")
    }
  }

  @Test func `times that people write are replaced in details of faults`() throws {
    let details =
      #"<OnlineException DateThrown=\"2019-04-12T10:49:40.196Z\" Message=\"born 18.07.1961, 7/18/1961, "#
      + #"19610718, 18 Jul 1961 10:49:40, July 18th, 1961; until 1612345678901 or 1612345678\" />"#
    let fault =
      #"{"Code":"SessionIdNotFound","Message":"since 1961-07-18","SubCode":"\#(details)","#
      + #""TypeName":"FaultException"}"#
    let history = try RevisionHistory.share()
    var schema = try history.schema(of: history.latest)
    // Here it matters that it is shown, not that it is right.
    for index in schema.operations.indices { schema.operations[index].responses["500"] = nil }
    var collector = ExampleCollector(for: schema)
    collector.add(Self.call(fault, status: 500))
    let shown = try #require(collector.examples[Self.name]?.fault)
    #expect(
      shown["SubCode"]?.string?.contains(#"DateThrown="2023-11-14T22:13:20.527Z""#) == true,
      "\(shown)")
    for trace in ["1961", "61", "2019", "10:49", "196", "16123", "07.", "Jul"] {
      #expect(!"\(shown)".contains(trace), "\(trace): \(shown)")
    }
  }

  @Test func `readings stay five minutes apart`() throws {
    func reading(_ time: Int, _ more: String) -> String {
      #"{"WT":"Date(\#(time))","ST":"Date(\#(time))","DT":"Date(\#(time)-0400)","Value":154,"Trend":"Flat"\#(more)}"#
    }
    let time = 1_721_522_993_527
    let answer =
      "[" + reading(time, #","Until":"Date(1821522993527)""#) + "," + reading(time - 299_993, "")
      + "]"
    let messages = try #require(try Self.collected([Self.call(answer)]))
    guard case .array(let readings)? = messages.answer else {
      Issue.record("no list")
      return
    }
    #expect(
      readings.map { $0["DT"] } == [
        .string("Date(1700000000527-0500)"), .string("Date(1699999700527-0500)"),
      ])
    #expect(readings[0]["Until"] == .string("Date(1700000000527)"))
  }

  @Test func `a message of a fault quotes no number`() throws {
    let history = try RevisionHistory.share()
    let examples = history.document(of: history.latest).root["components"]?["examples"]
    guard case .object(var members)? = examples?["Fault"]?["value"],
      let index = members.firstIndex(where: { $0.name == "Message" })
    else {
      Issue.record("no fault")
      return
    }
    members[index].value = .string("glucose 143, then 98% of it")
    let writer = JSONWriter()
    writer.value(.object(members))
    let fault = String(decoding: writer.bytes, as: UTF8.self)
    let messages = try #require(try Self.collected([Self.call(fault, status: 500)]))
    let text = "\(try #require(messages.fault))"
    #expect(!text.contains("143") && !text.contains("98"), "\(text)")
  }

  @Test func `numbers that the schema does not know are replaced too`() throws {
    let answer =
      "["
      + Self.reading(
        54, "Flat",
        more:
          #","insulin":7.25,"steps":4711,"Egv":187,"Low":-7,"Mean":143.5,"Age":34,"Total":5000000"#)
      + "]"
    let messages = try #require(try Self.collected([Self.call(answer)]))
    guard case .array(let readings)? = messages.answer else {
      Issue.record("no list")
      return
    }
    let text = "\(readings[0])"
    for number in ["7.25", "4711", "187", "-7", "143.5", "34", "5000000"] {
      #expect(!text.contains(number), "\(text)")
    }
    // Each is one of its size.
    let names = ["insulin", "steps", "Egv", "Low", "Mean", "Age", "Total"]
    #expect(
      names.map { readings[0][$0] } == [
        .number(.double(1.5)), .integer(1_000), .integer(112), .integer(-1),
        .number(.double(112.5)), .integer(20), .integer(100_000),
      ])
  }

  @Test func `a call of another time is no example, and a list says more than an empty one`() throws
  {
    let old =
      #"[{"DT":"\/Date(1426780716000-0700)\/","ST":"\/Date(1426784306000)\/","Trend":4,"Value":99}]"#
    #expect(try Self.collected([Self.call(old)]) == nil)
    let full = "[" + Self.reading(99, "Flat") + "]"
    let messages = try Self.collected([Self.call("[]"), Self.call(old), Self.call(full)])
    guard case .array(let readings)? = messages?.answer else {
      Issue.record("no list")
      return
    }
    #expect(readings.count == 1)
  }

  @Test func `a fault is shown beside an answer, without its session`() throws {
    let history = try RevisionHistory.share()
    let examples = history.document(of: history.latest).root["components"]?["examples"]
    let fault = try #require(examples?["Fault"]?["value"])
    let writer = JSONWriter()
    writer.value(fault)
    let text = String(decoding: writer.bytes, as: UTF8.self)
    let session = "6e5d4c3b-2a19-4f8e-9d7c-6b5a4f3e2d1c"
    #expect(text.contains(session))
    let messages = try #require(try Self.collected([Self.call(text, status: 500)]))
    let shown = try #require(messages.fault)
    #expect(shown["Code"] == .string("SessionIdNotFound"))
    #expect(!"\(shown)".contains(session))
    #expect(messages.answer == nil)
  }

  @Test func `the order of captures makes no difference, and the latest day is shown`() throws {
    func call(_ day: Int, _ value: Int) -> Call {
      var call = Self.call("[" + Self.reading(value, "Flat") + "]")
      call.exchange.time = Timestamp(
        nanoseconds: 1_721_500_000_000_000_000 + Int64(day) * 86_400_000_000_000)
      return call
    }
    let captures = [
      [call(0, 100), call(1, 101)], [call(5, 102)], [call(5, 103), call(2, 90)], [Self.call("[]")],
    ]
    let history = try RevisionHistory.share()
    let schema = try history.schema(of: history.latest)
    var all: Set<[String: ExampleMessages]> = []
    for order in [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1], [1, 3, 0, 2]] {
      var collector = ExampleCollector(for: schema)
      for index in order {
        collector.beginCapture()
        for call in captures[index] { collector.add(call) }
      }
      all.insert(collector.examples)
    }
    #expect(all.count == 1)
    #expect(all.first?[Self.name]?.day == "2024-07-25")
  }

  @Test func `a session of zeros is no example of the envelope of a fault`() throws {
    let name = "General/LoginPublisherAccountById"
    let call = Self.call(
      #""00000000-0000-0000-0000-000000000000""#, of: name,
      #"{"accountId":"","applicationId":"d89443d2-327c-4a6f-89e5-496bbb0317db","password":"x"}"#)
    #expect(call.fault != nil)
    let history = try RevisionHistory.share()
    var collector = ExampleCollector(for: try history.schema(of: history.latest))
    collector.add(call)
    #expect(collector.examples[name]?.fault == nil)
  }
}
