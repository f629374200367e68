import APISchema
import Evidence
import Foundation
import HTTPMessages
import JSONDecoding
import ShareAPI
import TestSupport
import Testing

struct SummaryBuilderTests {
  @Test func `members are counted by objects, values by kind, and absence from the beginning`() {
    let summary = Fixtures.summary([
      Fixtures.exchange(response: #"[{"a":1},{"a":"x"}]"#, entry: 1, seconds: 10),
      Fixtures.exchange(response: #"[{"a":null,"b":[]}]"#, entry: 2, seconds: 20),
      Fixtures.exchange(response: #"[{"b":[1,2]}]"#, entry: 3, seconds: 30),
    ])
    let object = Fixtures.elements(summary)?.object
    let (a, b) = (object?.members["a"], object?.members["b"])
    #expect(object?.all.count == 4)
    #expect(object?.all.messages == 3)
    #expect(a?.present.count == 3)
    #expect(a?.present.messages == 2)
    #expect(a?.missing.count == 1)
    #expect(b?.missing.count == 2)
    #expect(b?.missing.messages == 1)
    #expect(b?.missing.last?.place.number == 1)
    #expect(b?.present.first?.place.number == 2)
    #expect(a?.value.kinds.mapValues(\.count) == [.integer: 1, .string: 1, .null: 1])
    #expect(b?.value.lengths.mapValues(\.count) == [.none: 1, .more: 1])
    #expect(object?.orders.mapValues(\.count) == [["a"]: 2, ["a", "b"]: 1, ["b"]: 1])
  }

  @Test func `below another root only a known operation is a call of the service`() {
    var exchange = Fixtures.exchange()
    exchange.request.target = RequestTarget(
      url: "https://share2.dexcom.com/api/Publisher/ReadPublisherLatestGlucoseValues")
    for (known, names) in [
      (nil, ["Publisher/ReadPublisherLatestGlucoseValues"]), ([], []),
    ] as [(Set<String>?, [String])] {
      var decoder = CallDecoder()
      var builder = SummaryBuilder(known: known)
      builder.add(decoder.decode(exchange))
      #expect(Array(builder.summary(label: "a.har").operations.keys) == names)
    }
  }

  @Test func `a member that is there twice is there once, with two values`() {
    let summary = Fixtures.summary([Fixtures.exchange(response: #"[{"a":1,"a":2.5}]"#)])
    let member = Fixtures.elements(summary)?.object.members["a"]
    #expect(member?.present.count == 1)
    #expect(member?.value.kinds.mapValues(\.count) == [.integer: 1, .number: 1])
  }

  @Test func `the earliest sighting is first whatever the order of the entries`() {
    let summary = Fixtures.summary([
      Fixtures.exchange(entry: 1, seconds: 500), Fixtures.exchange(entry: 2, seconds: 100),
      Fixtures.exchange(entry: 3, seconds: nil), Fixtures.exchange(entry: 4, seconds: 300),
    ])
    let calls = summary.operations["Publisher/ReadPublisherLatestGlucoseValues"]?.calls
    #expect(calls?.first?.place.number == 2)
    // What has no time is later than nothing.
    #expect(calls?.last?.place.number == 1)
    #expect(summary.captures.first?.isInOrder == false)
  }

  @Test func `a clock from before the service is none`() throws {
    let summary = Fixtures.summary([
      Fixtures.exchange(entry: 1, seconds: 7 - Fixtures.start),
      Fixtures.exchange(entry: 2, seconds: 20),
    ])
    let record = try #require(summary.captures.first)
    #expect(record.first != nil && record.first == record.last)
    let calls = summary.operations["Publisher/ReadPublisherLatestGlucoseValues"]?.calls
    #expect(calls?.count == 2)
    #expect(calls?.first?.place.number == 2)
  }

  @Test func `a state in an unknown operation may be of an address, and is not shown`() throws {
    let answer = #"[{"State":"Texas","Trend":"Annabell"}]"#
    func line(_ operation: String) -> String {
      let summary = Fixtures.summary([Fixtures.exchange(operation, response: answer)])
      return String(decoding: SummaryWriter.line(summary), as: UTF8.self)
    }
    #expect(!line("Publisher/ReadAddress").contains("Texas"))
    #expect(!line("Publisher/ReadAddress").contains("Annabell"))
    #expect(line("Publisher/ReadPublisherLatestGlucoseValues").contains("Texas"))
  }

  @Test func `a word is shown where all of it is of the vocabulary`() {
    let summary = Fixtures.summary([
      Fixtures.exchange(
        response: #"[{"Mood":"AnnaPrivate"},{"Mood":"AlarmSound"},{"Mood":"Flat"}]"#)
    ])
    let mood = Fixtures.elements(summary)?.object.members["Mood"]?.value.values.keys.sorted()
    #expect(mood == ["(hidden)", "AlarmSound", "Flat"])
  }

  @Test func `numbers are classes`() {
    let numbers =
      "-1,0,9,10,38,39,401,402,9999,10000,1600000000,1600000000000,1e300,5.5,0.5,99999999999999999999"
    let summary = Fixtures.summary([Fixtures.exchange(response: "[\(numbers)]")])
    #expect(
      Fixtures.elements(summary)?.numbers.mapValues(\.count) == [
        .negative: 1, .zero: 1, .units: 3, .tens: 2, .glucose: 2, .thousands: 2, .large: 1,
        .epochSeconds: 1, .epochMilliseconds: 1, .huge: 2,
      ])
    #expect(Fixtures.elements(summary)?.kinds.mapValues(\.count) == [.integer: 13, .number: 3])
  }

  @Test func `a new word of a trend is shown, and the same word elsewhere is not`() throws {
    let summary = Fixtures.summary([
      Fixtures.exchange(response: #"[{"Trend":"SoaringGently","Mood":"SoaringGently"}]"#),
      Fixtures.exchange(response: #"[{"Trend":"hjalmar@home","Mood":"Flat"}]"#),
    ])
    let members = Fixtures.elements(summary)?.object.members
    #expect(members?["Trend"]?.value.values.keys.sorted() == ["SoaringGently"])
    #expect(members?["Mood"]?.value.values.keys.sorted() == ["(hidden)", "Flat"])
    #expect(try SummaryReader().summary(in: SummaryWriter.line(summary)) == summary)
    let moved = Fixtures.text(summary).replacing("\"(hidden)\":", with: "\"SoaringGently\":")
    #expect(throws: SummaryError.self) { try SummaryReader().summary(in: Array(moved.utf8)) }
  }

  @Test(arguments: [
    ("Trend", "NOT_CLIMBING", true), ("Trend", "Climbing", true), ("State", "HandedOver", true),
    ("Trend", "qwertzuiop", false), ("Trend", "Zanzibar7", false), ("Trend", "Tr0ub4dor", false),
    ("Trend", "AbCdEfGhIj", false), ("Trend", "OlsenbyOlsenbyHjalmarHjalmar", false),
    ("Mood", "HjalmarOlsenby", false), ("Type", "HjalmarOlsenby", false),
    ("DisplayName", "HjalmarOlsenby", false), ("password", "RisingSlowly", false),
  ])
  func `a word in the place of an enumeration is shown where it looks like the name of a value`(
    member: String, word: String, isShown: Bool
  ) throws {
    for value in ["\"\(word)\"", "[\"\(word)\"]"] {
      let summary = Fixtures.summary([Fixtures.exchange(response: "[{\"\(member)\":\(value)}]")])
      #expect(Fixtures.text(summary).contains("\"\(word)\"") == isShown)
      #expect(try SummaryReader().summary(in: SummaryWriter.line(summary)) == summary)
    }
  }

  @Test func `a fault has its code and the document in its details`() {
    let detail =
      #"<OnlineException DateThrown=\"2018-09-12 16:51:32.0695709+00:00\" Type=\"5\" "#
      + #"TypeString=\"ObjectNotFound\" FullText=\"Dexcom.Common.OnlineException: no\" />"#
    let fault =
      #"{"Code":"SessionIdNotFound","Message":"m","SubCode":"\#(detail)","TypeName":"FaultException"}"#
    let summary = Fixtures.summary([Fixtures.exchange(status: 500, response: fault)])
    let response = summary.operations["Publisher/ReadPublisherLatestGlucoseValues"]?.responses[500]
    #expect(response?.faultCodes.keys.sorted() == ["SessionIdNotFound"])
    let subCode = response?.body.json.object.members["SubCode"]?.value
    #expect(subCode?.shapes.keys.sorted() == [.exceptionXML])
    let attributes = subCode?.contents[.exceptionXML]?.value.object.members["OnlineException"]?
      .value.object
    #expect(
      attributes?.orders.keys.first == ["DateThrown", "Type", "TypeString", "FullText"])
    #expect(attributes?.members["FullText"]?.value.shapes.keys.first == .dotnetExceptionText)
    #expect(attributes?.members["DateThrown"]?.value.shapes.keys.first == .dotnetDateTimeUTC)
  }

  @Test func `a dropped or cut body proves nothing, and a preflight is no call`() {
    var dropped = Fixtures.exchange()
    dropped.response?.body.completeness = .dropped(size: nil)
    var cut = Fixtures.exchange()
    cut.response?.body = HTTPBody(bytes: Array("[{\"a\":1".utf8), completeness: .cut)
    let options = Fixtures.exchange(method: "OPTIONS", response: "")
    let summary = Fixtures.summary([dropped, cut, options])
    let operation = summary.operations["Publisher/ReadPublisherLatestGlucoseValues"]
    #expect(operation?.calls.count == 2)
    #expect(operation?.methods.mapValues(\.count) == ["POST": 2, "OPTIONS": 1])
    #expect(
      operation?.responses[200]?.body.forms.mapValues(\.count) == [.dropped: 1, .cut: 1])
    #expect(operation?.responses[200]?.body.json == ValueSummary())
  }

  @Test func `delays are counted within a session, and not where the entries are out of order`() {
    let ids = ["d8665ade-9673-4e27-9ff6-92db4ce13d10", "d8665ade-9673-4e27-9ff6-92db4ce13d11"]
    func read(_ session: Int, _ seconds: Int64) -> Exchange {
      Fixtures.exchange(query: "sessionId=\(ids[session])", seconds: seconds)
    }
    let inOrder = [read(0, 1_000), read(1, 1_100), read(0, 1_300), read(1, 1_405)]
    let name = "Publisher/ReadPublisherLatestGlucoseValues"
    let summary = Fixtures.summary(inOrder)
    #expect(
      summary.operations[name]?.delays[name]?.mapValues(\.count) == [.tenMinutes: 2])
    let unordered = Fixtures.summary([inOrder[2], inOrder[0], inOrder[1]])
    #expect(unordered.operations[name]?.delays.isEmpty == true)
  }

  @Test func `fields have their values where these are nobody's secret`() {
    let summary = Fixtures.summary([
      Fixtures.exchange(fields: [
        ("Content-Type", "application/json;  charset=UTF-8"), ("X-Trace-Id", "abc"),
        ("Vary", "Origin"), ("vary", "Accept-Encoding"), ("Server", "hjalmar.example"),
        ("Date", "Sun"), ("X-Olsenby8821", "1"), (":status", "200"),
      ])
    ])
    let fields = summary.operations["Publisher/ReadPublisherLatestGlucoseValues"]?.responses[200]?
      .fields
    #expect(
      fields?.mapValues { $0.values.keys.sorted() } == [
        "content-type": ["application/json; charset=utf-8"], "x-trace-id": [],
        "vary": ["origin, accept-encoding"], "server": ["other"], "date": [], "(hidden)": [],
      ])
    #expect(fields?["vary"]?.messages.count == 1)
  }

  @Test func `bodies of signed calls are not looked at`() {
    let summary = Fixtures.summary([
      Fixtures.exchange(
        "Publisher/PostReceiverEgvRecords2", request: #"{"a":1}"#, response: #"{"b":1}"#)
    ])
    let operation = summary.operations["Publisher/PostReceiverEgvRecords2"]
    #expect(operation?.standing == "signed")
    #expect(operation?.requestBody.json == ValueSummary())
    #expect(operation?.responses[200]?.body.json == ValueSummary())
  }

  @Test func `forms and XML are looked into`() {
    var form = Fixtures.exchange(request: "minutes=10&flag=true", response: "<a><b>PT30M</b></a>")
    form.request.fields = HTTPFields([("Content-Type", "application/x-www-form-urlencoded")])
    let operation = Fixtures.summary([form]).operations[
      "Publisher/ReadPublisherLatestGlucoseValues"]
    #expect(operation?.requestBody.form.members.keys.sorted() == ["flag", "minutes"])
    let xml = operation?.responses[200]?.body.xml.object.members["b"]?.value
    #expect(xml?.shapes.keys.first == .isoDuration)
  }

  @Test(.enabled(if: SharedFiles.isPresent, SharedFiles.reason))
  func `counts over all recordings are those of a plain walk`() throws {
    var places = 0
    for (session, references, summary) in Recordings.sessions {
      var expected: [String: Int] = [:]
      for reference in references {
        let method = reference.text("method") ?? ""
        guard let operation = reference.text("operation"), !["OPTIONS", "HEAD"].contains(method)
        else { continue }
        expected["\(operation)", default: 0] += 1
        let status = reference.integer("status") ?? 0
        for (part, name) in [("requestBody", "request"), ("responseBody", "\(status)")] {
          if part == "responseBody", status == 0 { continue }
          if part == "requestBody", PlainWalk.isRefused(reference, status) { continue }
          let bytes = reference.body(part)
          guard let value = try? JSONParser().read(bytes, { JSONValue($0) }) else { continue }
          PlainWalk.count(value, "\(operation) \(name) $", &expected)
        }
      }
      var found: [String: Int] = [:]
      for (name, operation) in summary.operations where operation.standing == "documented" {
        guard operation.calls.count > 0 else { continue }
        found[name] = operation.calls.count
        PlainWalk.list(operation.requestBody.json, "\(name) request $", &found)
        for (status, response) in operation.responses {
          PlainWalk.list(response.body.json, "\(name) \(status) $", &found)
        }
      }
      places += found.count
      let differences = Set(found.keys).union(expected.keys).filter { place in
        // One client puts an object in the place of an ID; all names in it are hidden.
        found[place] != expected[place] && !place.contains("$.accountId.")
      }
      #expect(differences.isEmpty, "\(session): \(differences.sorted().prefix(5))")
    }
    #expect(places > 5_000)
  }
}

/// Counts kinds and members by a recursion over values, and lists what a summary counted in the same way.
private enum PlainWalk {
  /// Whether a request failed for no known reason, or because something was wrong with it.
  static func isRefused(_ reference: ReferenceExchange, _ status: Int) -> Bool {
    guard status >= 400 else { return false }
    let code = try? JSONParser().read(reference.body("responseBody")) { $0["Code"]?.string }
    return (code ?? nil).map { $0 == "InvalidArgument" } ?? true
  }

  static func count(_ value: JSONValue, _ place: String, _ counts: inout [String: Int]) {
    let kind =
      switch value {
      case .null: "null"
      case .bool: "boolean"
      case .number(.double): "number"
      case .number: "integer"
      case .string: "string"
      case .array: "array"
      case .object: "object"
      }
    counts["\(place) \(kind)", default: 0] += 1
    switch value {
    case .array(let elements):
      for element in elements { count(element, place + "[*]", &counts) }
    case .object(let members):
      for name in Set(members.map(\.name)) { counts["\(place).\(name)", default: 0] += 1 }
      for member in members { count(member.value, "\(place).\(member.name)", &counts) }
    default: break
    }
  }

  static func list(_ value: ValueSummary, _ place: String, _ counts: inout [String: Int]) {
    for (kind, tally) in value.kinds { counts["\(place) \(kind.rawValue)"] = tally.count }
    if let elements = value.elements { list(elements.value, place + "[*]", &counts) }
    for (name, member) in value.object.members {
      counts["\(place).\(name)"] = member.present.count
      #expect(member.present.count + member.missing.count == value.object.all.count)
      list(member.value, "\(place).\(name)", &counts)
    }
  }
}
