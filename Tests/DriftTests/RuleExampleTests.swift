import APISchema
import Evidence
import Testing

@testable import Drift

/// Every rule's example is run: before and after give just its finding.
struct RuleExampleTests {
  @Test(arguments: RuleCatalog.all.map(\.id))
  func `the change of an example is found by its rule alone, and nothing where nothing changed`(
    _ id: String
  ) throws {
    let rule = try #require(RuleCatalog.rule(id))
    let (before, after) = (rule.example.before, rule.example.after)
    let baseline = try before.schema("before")
    let found = Comparison(of: try after.summary(), with: baseline).findings
    #expect(found.map(\.rule) == [id], "\(found)")
    #expect(found.first?.location.pointer == rule.example.pointer)
    #expect(Comparison(of: try before.summary(), with: baseline).findings == [])
    let reverse = Comparison(of: try before.summary(), with: try after.schema("after"))
    #expect(Set(reverse.findings.map(\.rule)) == Set(rule.example.reverse), "\(reverse.findings)")
  }

  @Test func `a field whose name is not shown is missed and found as any other`() throws {
    func side(_ fields: [(String, String)]) -> RuleExample.Side {
      var call = OperationAdded.clock
      call.fields += fields
      return .calls([call])
    }
    let (without, with) = (side([]), side([("X-Qwzyx-Plugh", "1")]))
    for (before, after, rule) in [
      (without, with, "response-header-added"), (with, without, "response-header-removed"),
    ] {
      let found = Comparison(of: try after.summary(), with: try before.schema("before")).findings
      #expect(found.map(\.rule) == [rule])
      #expect(found.map(\.location.pointer) == ["(hidden)"])
    }
    // Another one of them is not told from the first.
    let other = side([("X-Qwzyx-Xyzzy", "1")])
    #expect(Comparison(of: try other.summary(), with: try with.schema("before")).findings == [])
  }

  @Test func `a word that is not shown is a new word`() throws {
    func side(_ words: [String]) -> RuleExample.Side {
      .calls(
        words.map {
          ExampleCall(OperationAdded.clock.request, answer: #"{"Mood": "\#($0)"}"#)
        })
    }
    let before = side(["Flat", "Flat", "SingleUp", "Flat", "Flat", "SingleUp"])
    let after = side(["Flat", "Qwzyxplugh", "SingleUp", "Flat", "Flat", "SingleUp"])
    let found = Comparison(of: try after.summary(), with: try before.schema("before")).findings
    #expect(found.map(\.rule) == ["response-property-enum-value-added"])
    #expect(found.allSatisfy { !"\($0)".contains("Qwzyx") })
    let same = Comparison(of: try after.summary(), with: try after.schema("before")).findings
    #expect(same == [])
  }

  @Test func `ids and titles are there once, and say whom they break`() {
    #expect(Set(RuleCatalog.all.map(\.id)).count == RuleCatalog.all.count)
    for rule in RuleCatalog.all {
      #expect(rule.id.utf8.allSatisfy { $0 == 45 || 97...122 ~= $0 }, "\(rule.id)")
      #expect(rule.title.count <= 72 && !rule.title.hasSuffix("."), "\(rule.title)")
    }
  }
}
