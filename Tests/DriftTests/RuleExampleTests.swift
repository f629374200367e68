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

  @Test func `ids and titles are there once, and say whom they break`() {
    #expect(Set(RuleCatalog.all.map(\.id)).count == RuleCatalog.all.count)
    for rule in RuleCatalog.all {
      #expect(rule.id.utf8.allSatisfy { $0 == 45 || 97...122 ~= $0 }, "\(rule.id)")
      #expect(rule.title.count <= 72 && !rule.title.hasSuffix("."), "\(rule.title)")
    }
  }
}
