import APISchema
import Evidence
import HTTPMessages
import Testing

@testable import Drift

/// Fields of headers, of all operations and of one.
struct HeaderTests {
  private static let names = ["ReadPublisherAccountEmail", "ReadPublisherAccountDisplayName"]

  /// Calls of two operations, each with its own fields.
  private static func calls(
    _ one: [(String, String)], _ other: [(String, String)], count: Int = 8
  ) -> [ExampleCall] {
    zip(names, [one, other]).map { name, fields in
      ExampleCall(
        "POST \(OperationAdded.root)Publisher/\(name)", answer: #""text""#, fields: fields,
        count: count)
    }
  }

  private func findings(_ before: [ExampleCall], _ after: [ExampleCall]) throws -> [Finding] {
    let baseline = try RuleExample.Side.calls(before).schema("before")
    let observed = try RuleExample.Side.calls(after).summary()
    return FindingGroups.acrossOperations(Comparison(of: observed, with: baseline).findings)
  }

  private static let cache = ("Pragma", "no-cache")
  private static let store = ("Pragma", "no-store")
  private static let first = "Publisher/ReadPublisherAccountEmail"

  @Test func `a field that is gone from one operation is gone there`() throws {
    let before = Self.calls([Self.cache], [Self.cache])
    let found = try findings(before, Self.calls([], [Self.cache]))
    #expect(found.map(\.rule) == ["response-header-removed"])
    #expect(found.map(\.operation) == [Self.first])
    #expect(found.first?.frequency == Frequency(8, of: 8, "answers"))
    #expect(try findings(before, Self.calls([], [Self.cache], count: 4)) == [])
    let all = try findings(before, Self.calls([], []))
    #expect(all.map(\.operation) == [nil])
    #expect(all.first?.frequency == Frequency(16, of: 16, "answers"))
  }

  @Test func `a field that one operation has otherwise has changed there`() throws {
    let before = Self.calls([Self.cache], [Self.cache])
    let found = try findings(before, Self.calls([Self.store], [Self.cache]))
    #expect(found.map(\.rule) == ["response-header-changed"])
    #expect(found.map(\.operation) == [Self.first])
    #expect(try findings(before, Self.calls([Self.store], [Self.cache], count: 4)) == [])
    #expect(try findings(before, Self.calls([Self.store], [Self.store])).map(\.operation) == [nil])
  }

  @Test func `a field that one operation has is new there, and a known one takes a sample`() throws
  {
    let none = Self.calls([], [])
    let found = try findings(none, Self.calls([Self.cache], [], count: 1))
    #expect(found.map(\.rule) == ["response-header-added"])
    #expect(found.map(\.operation) == [Self.first])
    #expect(try findings(none, Self.calls([Self.cache], [Self.cache])).map(\.operation) == [nil])
    let before = Self.calls([("Expires", "0")], [("Expires", "0"), Self.cache])
    let both = [("Expires", "0"), Self.cache]
    #expect(try findings(before, Self.calls(both, both)).map(\.operation) == [Self.first])
    #expect(try findings(before, Self.calls(both, both, count: 4)) == [])
  }

  @Test func `of a field that came from elsewhere before, only what is the service's own is new`()
    throws
  {
    let schema = try ShareRevisions.shared().schema(named: "share@2015-08")
    func call(_ cache: String) -> ExampleCall {
      ExampleCall(
        RuleExample.readings, answer: "[]", fields: [("Cache-Control", cache)])
    }
    let before = call("private")
    let after = call("no-cache, no-store, max-age=0, must-revalidate")
    func added(_ calls: [ExampleCall]) throws -> [Finding] {
      let observed = try RuleExample.Side.calls(calls).summary()
      return Comparison(of: observed, with: schema).findings.filter {
        $0.rule == "response-header-added"
      }
    }
    #expect(try added([before]) == [])
    let found = try added([before, after])
    #expect(found.map(\.location.pointer) == ["cache-control"])
    #expect(found.first?.frequency == Frequency(8, of: 16, "answers"))
    #expect(found.first?.first?.place == Exchange.Place(capture: "example", entry: 9))
  }

  @Test func `fields that came in different revisions are findings of their own`() throws {
    let call = ExampleCall(
      RuleExample.readings, answer: "[]",
      fields: [
        ("Cache-Control", "no-cache, no-store, max-age=0, must-revalidate"), ("Pragma", "no-cache"),
        ("CF-Cache-Status", "DYNAMIC"),
      ])
    let schemas = try ShareRevisions.shared().schemas.filter { $0.name == "share@2015-08" }
    var checker = try DriftChecker(.schemas(schemas), today: "2026-01-01")
    checker.add(try RuleExample.Side.calls([call]).summary())
    let found = checker.finish().findings.filter { $0.rule == "response-header-added" }
    #expect(
      Set(found.map { "\($0.pointers.sorted()) \($0.explanation?.revision ?? "-")" })
        == [
          #"["cache-control", "pragma"] share@2024-07-01"#,
          #"["cf-cache-status"] share@2023-04"#,
        ])
  }

  @Test func `an operation is new from when it was there, not from when somebody asked for it`()
    throws
  {
    let path = "POST \(OperationAdded.root)General/LoginPublisherAccountById"
    let calls = [
      ExampleCall(path, status: 404, type: "text/html", answer: "<html></html>"),
      ExampleCall(path, answer: #""6e5d4c3b-2a19-4f8e-9d7c-6b5a4f3e2d1c""#),
    ]
    let schema = try ShareRevisions.shared().schema(named: "share@2015-08")
    let found = Comparison(of: try RuleExample.Side.calls(calls).summary(), with: schema).findings
      .filter { $0.rule == "operation-added" }
    #expect(found.map(\.frequency) == [Frequency(8, of: 16, "calls")])
    #expect(found.first?.first?.place == Exchange.Place(capture: "example", entry: 9))
  }
}
