import JSONDecoding
import Foundation
import HTTPMessages
import Testing

@testable import MockServer

struct ScenarioTests {
  static let time = "General/SystemUtcTime"

  func statuses(_ scenario: String, _ count: Int) throws -> [Int] {
    let standIn = try StandIn(scenario: scenario)
    return (0..<count).map { _ in standIn.send(Self.time, method: "GET").status }
  }

  @Test
  func `a rule strikes when it is meant to`() throws {
    let rule = "rules: [{on: SystemUtcTime, after: 1, times: 2, every: 2, answer: 429}]"
    #expect(try statuses(rule, 7) == [200, 429, 200, 429, 200, 200, 200])
    #expect(try statuses("rules: [{on: '*', answer: outage}]", 2) == [503, 503])
    #expect(try statuses("rules: [{on: ReadContact, answer: outage}]", 2) == [200, 200])
    let chance = "rules: [{chance: 0.5, status: 418}]"
    let found = try statuses(chance, 100)
    #expect(found == (try statuses(chance, 100)))
    #expect((30...70).contains(found.count { $0 == 418 }))
  }

  @Test(arguments: [
    ("answer: SessionNotValid", 500, "SessionNotValid"), ("answer: page", 200, "<!DOCTYPE html>"),
    ("answer: SSO_InternalError", 500, "Keycloak endpoint"),
    ("answer: empty", 200, ""), ("answer: 'null'", 200, "null"),
    ("{status: 599, body: hm, contentType: text/x}", 599, "hm"),
    ("drift: {rename: {DateTime: Time}}", 200, #"{"Time":"#),
    ("drift: {drop: [DateTime]}", 200, #"{"OffsetMinutes":0}"#),
    ("drift: {add: {Zone: 1}}", 200, #""OffsetMinutes":0,"Zone":1}"#),
    ("drift: {dates: iso8601}", 200, #"{"DateTime":"2025-11-20T12:00:00Z""#),
  ])
  func `a rule answers what it says`(rule: String, status: Int, text: String) throws {
    let standIn = try StandIn(scenario: "rules: [\(rule.hasPrefix("{") ? rule : "{\(rule)}")]")
    let answer = standIn.send(Self.time, method: "GET")
    #expect(answer.status == status)
    #expect(answer.text.contains(text) || answer.text == text)
    #expect(answer.whole.rule == "rule 1")
  }

  /// A revision, and how its readings begin and go on.
  @Test(arguments: [
    ("2015-03", #"[{"DT":"\/Date(1447761600000-0400)\/","ST":"\/Date("#, "; charset=utf-8"),
    ("2021-12-08", #"[{"WT":"Date(1447761600000)","ST":"Date("#, ""),
  ])
  func `readings that are broken off have the form of the revision`(
    revision: String, start: String, type: String
  ) throws {
    let standIn = try StandIn(
      revision, scenario: "rules: [{answer: brokenJSON}]", at: "2015-11-17T12:00:00Z")
    let answer = standIn.send("Publisher/ReadPublisherLatestGlucoseValues")
    #expect(answer.text.hasPrefix(start), "\(answer.text)")
    #expect(answer.json == nil)
    #expect(answer.fields["Content-Type"] == "application/json" + type)
  }

  @Test
  func `delays and cuts go with the answer`() throws {
    let standIn = try StandIn(scenario: "rules: [{delay: 1500ms, cut: 20}]")
    let answer = standIn.send(Self.time, method: "GET").whole
    #expect(answer.delay == 1.5)
    #expect(answer.cut == 20)
  }

  @Test(arguments: [
    ("accounts:\n  - name: a\n    pasword: b", 3),
    ("rules:\n  - on: Nothing\n    answer: outage", 2),
    ("rules:\n  - on: ReadContact", 2), ("sessionLifetime: long", 1), ("\nrules: [{after: -1}]", 2),
    ("rules:\n  - answer: 1000", 2), ("rules:\n  - answer: outge", 2),
    ("rules: [{contentType: \"a\\nb\", status: 200}]", 1),
    ("accounts: [{name: a, password: b, utcOffset: 5}]", 1),
    ("rules:\n  - answer: SessionNotValidd", 2), ("rules:\n  - {answer: 429, status: 503}", 2),
    ("rules:\n  - {answer: 429, body: x}", 2), ("rules:\n  - {contentType: a/b, delay: 1s}", 2),
    ("rules:\n  - {status: 503, drift: {drop: [WT]}}", 2),
    ("rules:\n  - {answer: empty, drift: {drop: [WT]}}", 2),
    ("accounts:\n  - {name: a, password: b}\n  - {name: a, password: c}", 2),
  ])
  func `what nobody understands is named with its line`(yaml: String, line: Int) {
    let error = #expect(throws: ScenarioError.self) { try Scenario(yaml: yaml) }
    #expect(error?.line == line)
    #expect(error?.advice.isEmpty == false)
  }

  @Test(arguments: ["{", "- a\n b", "&a [*a, *b]", "\t: x", "!!binary x", "a: &x {b: *x}"])
  func `damaged YAML is refused`(yaml: String) {
    #expect(throws: ScenarioError.self) { try Scenario(yaml: yaml) }
  }

  @Test
  func `the scenario of the documentation is one, and each of its rules can strike`() throws {
    let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Docs/serve.md")
    let text = try String(contentsOf: page, encoding: .utf8)
    let block = try #require(text.firstMatch(of: #/```yaml\n(?<yaml>[\s\S]*?)```/#)).output.yaml
    let standIn = try StandIn(scenario: String(block))
    let names = ["General/SystemUtcTime", "Publisher/ReadPublisherLatestGlucoseValues"]
    let met = (0..<40).map { standIn.send(names[$0 % 2], method: "GET").whole.rule }
    let login = StandIn.login("accountName", "other-user", "other-Passw0rd")
    let last = standIn.send("General/LoginPublisherAccountByName", login).whole.rule
    #expect(Set(met + [last]).subtracting([nil]).count == standIn.service.settings.rules.count)
  }

  @Test
  func `an empty scenario has the built-in account`() throws {
    #expect(try Scenario(yaml: "").freshAccounts(seed: 1).map(\.name) == ["demo-user"])
    let more = try Scenario(yaml: "accounts: [{name: other, password: x}]")
    #expect(more.freshAccounts(seed: 1).map(\.name) == ["demo-user", "other"])
  }
}
