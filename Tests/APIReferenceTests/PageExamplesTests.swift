import APIReference
import APISchema
import Foundation
import TestSupport
import Testing

struct PageExamplesTests {
  private static func check(_ pages: [String: String], atLeast count: Int) {
    var compared = 0
    for (path, page) in pages.sorted(by: { $0.key < $1.key }) where page.contains("## Request") {
      let examples = PageExamples(page)
      compared += examples.compared
      for text in examples.contradictions { Issue.record("\(path): \(text)") }
    }
    #expect(compared >= count)
  }

  @Test func `in the reference of this checkout no example contradicts its table`() throws {
    var pages: [String: String] = [:]
    for service in ["General", "Publisher", "Subscriber"] {
      for name in CheckoutFiles.names(in: "Docs/Reference/\(service)") {
        pages["\(service)/\(name)"] = try CheckoutFiles.text("Docs/Reference/\(service)/\(name)")
      }
    }
    Self.check(pages, atLeast: 40)
  }

  @Test(arguments: ["2015-03", "2021-12-08", "latest"])
  func `no invented example contradicts its table`(_ revision: String) throws {
    Self.check(try Reference.share(revision).pages(.markdown), atLeast: 40)
  }

  @Test func `what contradicts a table is found`() {
    let page = """
      ## Request

      ```http
      POST /x?a=1&b=2 HTTP/1.1
      ```

      | name | where | type | shape | required |
      |---|---|---|---|---|
      | `a` | query | integer |  | yes |
      | `c` | query | integer |  | yes |

      ## Answer

      | name | type | shape | required |
      |---|---|---|---|
      | `A` | object |  | yes |
      | \u{2003}`B` | string | `guid` | yes |
      | `C` | integer |  | no |

      ```json
      [{"A": {"B": "x"}, "D": 1}, {"C": "1"}, {"A": {}}]
      ```
      """
    #expect(
      PageExamples(page).contradictions == [
        "the query has b, the table has it not", "the table requires c, the query has it not",
        "$[].A.B has the shape word, the table says [\"guid\"]",
        "$[].D is in no line of the table", "$[].C is string, the table says integer",
        "$[] lacks A, which is required", "$[].A lacks B, which is required",
      ])
  }
}
