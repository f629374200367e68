import HTTPMessages
import JSONDecoding
import Redaction
import ShareAPI
import Synchronization
import Testing

@testable import SessionReplay

struct ReplayerTests {
  private static let read = "Publisher/ReadPublisherLatestGlucoseValues?sessionId="

  private static let recorded = [
    Session.call(
      "General/LoginPublisherAccountByName", Session.login, answer: "\"\(Session.id(1))\""),
    Session.call(
      read + Session.id(1), answer: #"[{"WT":"Date(1700000000000)","Value":120,"Trend":"Flat"}]"#,
      second: 1),
  ]

  private func run(
    _ calls: [Call], _ target: ScriptedTarget, allowsWrites: Bool = false,
    comparison: AnswerComparison = AnswerComparison()
  ) async throws -> ReplayReport {
    let plan = try Session.plan(calls, allowsWrites: allowsWrites)
    return await Replayer(
      secrets: Session.secrets, sender: target, options: ReplayOptions(), comparison: comparison
    ).run([plan])
  }

  @Test
  func `the target's own values are sent back to it`() async throws {
    let target = ScriptedTarget { request, _ throws(SendFailure) in
      request.target.path.hasSuffix("Values")
        ? ScriptedTarget.json(#"[{"WT":"Date(1700000300000)","Value":99,"Trend":"FortyFiveUp"}]"#)
        : ScriptedTarget.json("\"\(Session.id(7))\"")
    }
    let report = try await run(Self.recorded, target)
    #expect(target.lines[1] == Self.read + Session.id(7) + " ")
    #expect(target.lines[0].contains(#""accountName":"me","password":"own-pass""#))
    #expect(report.verdict == .clean)
    #expect(report.summary == "2 sent · 2 equal, 0 differ")
  }

  @Test
  func `another shape, status or fault is a difference`() async throws {
    let answers: [(HTTPResponse, String)] = [
      (ScriptedTarget.json(#"[{"WT":"Date(1700000300000)","Value":99,"Trend":4}]"#), "Trend"),
      (
        ScriptedTarget.json(Session.fault("SessionNotValid"), status: 500),
        "status: 200 → 500 SessionNotValid"
      ),
      (ScriptedTarget.json("<html>", status: 200), "fault: none → html-page"),
    ]
    for (answer, words) in answers {
      let target = ScriptedTarget { _, number throws(SendFailure) in
        number == 1 ? ScriptedTarget.json("\"\(Session.id(7))\"") : answer
      }
      let report = try await run(Self.recorded, target)
      #expect(report.verdict == .differs)
      let text = ReplayText(.hiding(), width: 200).report(report, isVerbose: false)
      #expect(text.contains(words), "\(text)")
    }
  }

  /// What a target does differently that gives some answers to the same call, one after another.
  private func differences(
    recorded: [String], given: [String], comparison: AnswerComparison = AnswerComparison()
  ) async throws -> [[String]] {
    let calls =
      [Self.recorded[0]]
      + recorded.enumerated().map {
        Session.call(Self.read + Session.id(1), answer: $1, second: Int64($0) + 1)
      }
    let target = ScriptedTarget { _, number throws(SendFailure) in
      ScriptedTarget.json(number == 1 ? "\"\(Session.id(7))\"" : given[number - 2])
    }
    let report = try await run(calls, target, comparison: comparison)
    let words = ReplayWords(.hiding())
    return report.sessions[0].outcomes.dropFirst().map { words.details($0) }
  }

  private static let usual = #"[{"WT":"Date(1700000000000)","Value":120,"Trend":"Flat"}]"#

  @Test
  func `members that are gone or new are differences, in the first answer and in each`()
    async throws
  {
    let two = #"[{"WT":"Date(1800000000000)","Value":99},{"Value":98}]"#
    for (recorded, given, expected) in [
      (Self.usual, "[{}]", ["$[*].WT", "$[*].Value", "$[*].Trend"]),
      (Self.usual, #"[{"WT":"Date(1700000000000)","Trend":"Flat"}]"#, ["$[*].Value"]),
      (
        Self.usual, #"[{"WT":"Date(1700000000000)","Value":99,"Trend":"Flat","TrendRate":0.5}]"#,
        ["$[*].TrendRate"]
      ),
      // What the recorded answer has in each of its objects, the other has in some.
      (#"[{"WT":"Date(1800000000000)","Value":99}]"#, two, ["$[*].WT"]),
      (
        #"{"DateTime":"Date(1800000000000)","OffsetMinutes":0}"#,
        #"{"DateTime":"Date(1800000000000)"}"#,
        ["$.OffsetMinutes"]
      ),
    ] {
      let lines = try await differences(recorded: [recorded], given: [given])[0]
      #expect(lines.count == expected.count, "\(lines)")
      for place in expected { #expect(lines.contains { $0.contains("at \(place):") }, "\(lines)") }
    }
    // What only some of the recorded objects have may be missing.
    #expect(try await differences(recorded: [two], given: [#"[{"Value":99}]"#]) == [[]])
  }

  @Test
  func `how long a list is and which values it has is no difference`() async throws {
    let other = #"[{"WT":"Date(1700000300000)","Value":40,"Trend":"DoubleDown"}]"#
    for given in ["[]", other, "[\(other.dropFirst().dropLast()),\(Self.usual.dropFirst())"] {
      #expect(try await differences(recorded: [Self.usual], given: [given]) == [[]], "\(given)")
    }
    #expect(try await differences(recorded: ["[]"], given: [Self.usual]) == [[]])
  }

  @Test
  func `an answer is held against its own recorded one, not against all to its operation`()
    async throws
  {
    for (changed, rule) in [
      (#"[{"WT":"2023-11-14T22:13:20Z","Value":120,"Trend":"Flat"}]"#, "date-form-changed"),
      (
        #"[{"WT":"Date(1700000000000)","GlucoseValue":120,"Trend":"Flat"}]"#, "property-renamed"
      ),
      (#"[{"WT":"Date(1700000000000)","Value":"120","Trend":"Flat"}]"#, "type-changed"),
      (#"[{"WT":"Date(1700000000000)","Value":120,"Trend":"RisingSlowly"}]"#, "value-added"),
      (#"[{"WT":"Date(1700000000000)","Value":120,"Trend":"FLAT"}]"#, "encoding-changed"),
    ] {
      let lines = try await differences(
        recorded: [Self.usual, changed], given: [Self.usual, Self.usual])
      #expect(lines[0].isEmpty)
      #expect(lines[1].count == 1 && lines[1][0].contains(rule), "\(lines)")
      // And the other way round.
      let reversed = try await differences(
        recorded: [changed, Self.usual], given: [changed, Self.usual])
      #expect(reversed == [[], []], "\(reversed)")
    }
  }

  @Test(arguments: ["", "4", "/Date(1700000000000)/", "Flat again"])
  func `what stands in the place of a word of an enumeration is one`(text: String) async throws {
    let lines = try await differences(
      recorded: [Self.usual], given: [Self.usual.replacing("Flat", with: text)])[0]
    #expect(lines.count == 1 && lines[0].contains("shape-changed at $[*].Trend"), "\(lines)")
  }

  @Test
  func `a known word in the place of one that is none is another word`() async throws {
    let recorded =
      Self.usual.dropLast() + ","
      + Self.usual.dropFirst()
      .replacing("Flat", with: "RisingSlowly")
    let given = Self.usual.replacing("Flat", with: "FortyFiveUp")
    let lines = try await differences(recorded: [String(recorded)], given: [given])[0]
    #expect(lines.count == 1 && lines[0].contains("value-added"), "\(lines)")
  }

  @Test
  func `words may come from anywhere in the recording`() async throws {
    let rising = Self.usual.replacing("Flat", with: "RisingSlowly")
    let lines = try await differences(
      recorded: [Self.usual, rising], given: [rising, rising.replacing("Rising", with: "Falling")])
    #expect(lines[0].isEmpty)
    #expect(lines[1].count == 1 && lines[1][0].contains("FallingSlowly"), "\(lines)")
  }

  @Test
  func `a fault whose body was not recorded may have any code`() async throws {
    var calls = Self.recorded
    calls.append(
      Session.call(Self.read + Session.id(1), status: 500, answer: "", second: 2))
    for completeness in [HTTPBody.Completeness.dropped(size: 900), .cut, .whole] {
      calls[2].exchange.response?.body.completeness = completeness
      let target = ScriptedTarget { _, number throws(SendFailure) in
        switch number {
        case 1: ScriptedTarget.json("\"\(Session.id(7))\"")
        case 2: ScriptedTarget.json(#"[{"WT":"Date(1700000000000)","Value":120,"Trend":"Flat"}]"#)
        default: ScriptedTarget.json(Session.fault("SubscriptionIdNotFound"), status: 500)
        }
      }
      let report = try await run(calls, target)
      #expect(report.counts.differs == (completeness == .whole ? 1 : 0), "\(completeness)")
    }
  }

  @Test
  func `values are compared when asked, but for IDs and exceptions`() async throws {
    var comparison = AnswerComparison()
    comparison.isExact = true
    comparison.exceptions = [JSONPointer(text: "/*/WT")]
    let target = ScriptedTarget { _, number throws(SendFailure) in
      number == 1
        ? ScriptedTarget.json("\"\(Session.id(7))\"")
        : ScriptedTarget.json(#"[{"WT":"Date(1800000000000)","Value":99,"Trend":"Flat"}]"#)
    }
    let report = try await run(Self.recorded, target, comparison: comparison)
    guard case .differs(let differences) = report.sessions[0].outcomes[1].result else {
      Issue.record("no difference")
      return
    }
    #expect(differences == [.value(JSONPointer(text: "/0/Value"))])
    guard case .equal = report.sessions[0].outcomes[0].result else {
      Issue.record("another session ID is a difference")
      return
    }
  }

  @Test
  func `of members that are missing or new the name is told, not their object`() async throws {
    var comparison = AnswerComparison()
    comparison.isExact = true
    comparison.exceptions = [JSONPointer(text: "/*/Trend")]
    let given = #"[{"WT":"Date(1700000000000)","TrendRate":0.5}]"#
    let lines = try await differences(
      recorded: [Self.usual], given: [given], comparison: comparison)[0]
    #expect(lines.suffix(2) == ["/0/Value is missing", "/0/TrendRate was added"], "\(lines)")
  }

  @Test
  func `only what reads is sent again`() async throws {
    let calls =
      Self.recorded + [
        Session.call(
          "Publisher/CreateContact?sessionId=\(Session.id(1))", answer: "true", second: 2)
      ]
    let target = ScriptedTarget { request, _ throws(SendFailure) in
      if request.target.path.hasSuffix("ByName") {
        return ScriptedTarget.json("\"\(Session.id(7))\"")
      }
      throw SendFailure("no answer in time", isUnsent: false)
    }
    let report = try await run(calls, target, allowsWrites: true)
    #expect(report.sessions[0].outcomes.map(\.attempts) == [1, 3, 1])
    #expect(report.verdict == .incomplete)
    #expect(report.summary == "3 sent · 1 equal, 0 differ, 2 failed")
  }

  /// Half an answer, and what comes after it; how often each step was tried, and the report.
  @Test(arguments: [
    (2, [1, 2, 1], "3 sent · 2 equal, 1 differs"),
    (9, [1, 3, 1], "3 sent · 1 equal, 2 differ"),
  ])
  func `what reads is sent again after half an answer, and what writes is not`(
    whole: Int, attempts: [Int], summary: String
  ) async throws {
    let calls =
      Self.recorded + [
        Session.call(
          "Publisher/CreateContact?sessionId=\(Session.id(1))", answer: "true", second: 2)
      ]
    let reads = Mutex(0)
    let target = ScriptedTarget { request, _ throws(SendFailure) in
      if request.target.path.hasSuffix("ByName") {
        return ScriptedTarget.json("\"\(Session.id(7))\"")
      }
      let number = reads.withLock { reads in
        reads += 1
        return reads
      }
      var answer = ScriptedTarget.json(Self.usual)
      if number < whole || request.target.path.hasSuffix("CreateContact") {
        answer.body = HTTPBody(bytes: Array("[{".utf8), completeness: .cut)
      }
      return answer
    }
    let report = try await run(calls, target, allowsWrites: true)
    #expect(report.sessions[0].outcomes.map(\.attempts) == attempts)
    #expect(report.summary == summary)
    let words = ReplayWords(.hiding())
    let broken = report.sessions[0].outcomes.map { words.details($0).first ?? "" }
    #expect(broken[2] == "the answer was broken off")
    if whole == 9 { #expect(broken[1] == "the answer was broken off (tried 3 times)") }
  }

  @Test
  func `what found no connection was not sent`() async throws {
    let calls = (0..<5).map { Session.call("General/SystemUtcTime", answer: "{}", second: $0) }
    let target = ScriptedTarget { _, number throws(SendFailure) in
      if number == 1 { return ScriptedTarget.json("{}") }
      throw SendFailure("nobody answers", isUnsent: number != 2)
    }
    let report = try await run(calls, target)
    // Of the second the first try may have arrived.
    #expect(report.counts.sent == 2)
    #expect(report.counts.unreached == 2)
    #expect(
      report.summary
        == "2 sent, 2 did not reach the target, 1 not sent · 1 equal, 0 differ, 3 failed")
    #expect(ReplayJSON.text(report, .hiding()).contains(#""sent":2,"#))
    // And what is recorded is what was sent.
    #expect(report.exchanges(with: try ReplayTarget("http://127.0.0.1:80")).count == 2)
  }

  @Test
  func `a session is given up when nobody answers, and the report has every step`() async throws {
    let calls = (0..<9).map { Session.call("General/SystemUtcTime", answer: "{}", second: $0) }
    let target = ScriptedTarget { _, _ throws(SendFailure) in
      throw SendFailure("nobody answers", isUnsent: true)
    }
    let report = try await run(calls, target)
    #expect(report.counts.failed == 3)
    #expect(report.counts.notSent == 6)
  }

  @Test
  func `what needs a value that the target did not give is not sent`() async throws {
    let target = ScriptedTarget { _, _ throws(SendFailure) in
      ScriptedTarget.json(Session.fault("AccountPasswordInvalid"), status: 500)
    }
    let report = try await run(Self.recorded, target)
    #expect(target.sent.count == 1)
    #expect(report.counts.notSent == 1)
  }

  @Test
  func `a stopped replay says what was done`() async throws {
    let calls = (0..<5).map {
      Session.call("General/SystemUtcTime", answer: "{}", second: $0 * 3_600)
    }
    let plan = try Session.plan(calls)
    let target = ScriptedTarget { _, _ throws(SendFailure) in ScriptedTarget.json("{}") }
    var options = ReplayOptions()
    options.pace = .times(1)
    let replayer = Replayer(secrets: Session.secrets, sender: target, options: options)
    let task = Task { await replayer.run([plan]) { _ in } }
    while target.sent.isEmpty { await Task.yield() }
    task.cancel()
    let report = await task.value
    #expect(report.isStopped)
    #expect(report.sessions[0].outcomes.count == 5)
    #expect(report.counts.notSent == 4)
  }

  @Test
  func `reports give nothing of a recording away, and obey no markup of it`() async throws {
    let calls = [
      Session.call(
        "Publisher/Read<b>\u{1B}[31m\(Session.id(3))?sessionId=\(Session.id(3))", answer: "{}")
    ]
    let target = ScriptedTarget { _, _ throws(SendFailure) in ScriptedTarget.json("{}") }
    let report = try await run(calls, target, allowsWrites: true)
    let markup = ReplayMarkup(report, .hiding())
    for text in [
      ReplayText(.hiding(), width: 80).report(report, isVerbose: true), markup.junit, markup.html,
      ReplayJSON.text(report, .hiding()),
    ] {
      #expect(!text.contains(Session.id(3)))
      #expect(!text.contains("\u{1B}"))
      #expect(!text.contains("Read<b>"))
    }
  }
}
