import APIReference
import APISchema
import JSONDecoding
import Testing

/// What pages tell in words of their own: changes, dates, faults and flows.
struct ReferenceWordsTests {
  private static let pages = Result { try Reference.sharePages(.markdown) }

  private static func part(_ heading: String, of page: String) -> Substring {
    guard let start = page.firstRange(of: "\n## \(heading)\n") else { return "" }
    let rest = page[start.upperBound...]
    return rest[..<(rest.firstRange(of: "\n## ")?.lowerBound ?? rest.endIndex)]
  }

  @Test func `what changed is told in sentences`() throws {
    let pages = try Self.pages.get()
    for (path, page) in pages where path.contains("/") {
      let lines = Self.part("How it changed", of: page).split(separator: "\n")
        .filter { $0.hasPrefix("  - ") }
      for line in lines {
        #expect(!line.contains("→") && !line.contains("not there"), "\(path): \(line)")
        #expect(line.hasSuffix("."), "\(path): \(line)")
      }
    }
    let readings = Self.part(
      "How it changed", of: pages["Publisher/ReadPublisherLatestGlucoseValues.md"] ?? "")
    #expect(readings.contains("It is answered to `GET` as well as to `POST`."))
    let login = Self.part(
      "How it changed", of: pages["General/LoginPublisherAccountByName.md"] ?? "")
    #expect(login.contains("It fails with `SSO_AuthenticateAccountNotFound` no longer."))
    #expect(login.contains("may be a GUID of zeros too"))
  }

  @Test func `what the first write-up does not have is not said to be since then`() throws {
    let pages = try Self.pages.get()
    for name in [
      "General/LoginSubscriberAccount", "General/PauseSubscription",
      "Subscriber/ReadLastGlucoseFromSubscriptions", "Publisher/ReadContact",
    ] {
      let page = try #require(pages[name + ".md"])
      #expect(!page.contains("| Since | 2015-03 |") && page.contains("| Since | "), "\(name)")
    }
    #expect(pages["General/LoginSubscriberAccount.md"]?.contains("| Since | 2015-12 |") == true)
    #expect(pages["Publisher/CreateContact.md"]?.contains("| Since | 2015-03 |") == true)
  }

  @Test(arguments: ["2015-03", "2018-01", "2021-12-08", "latest"])
  func `the envelope on a page is of a fault that the operation gives`(revision: String) throws {
    let reference = try Reference.share(revision)
    let pages = try reference.pages(.markdown)
    var shown: Set<String> = []
    for operation in reference.schema.operations {
      let faults = Self.part("Faults", of: pages[operation.name + ".md"] ?? "")
      guard let code = faults.firstMatch(of: /"Code": "([^"]+)"/)?.1 else { continue }
      shown.insert(String(code))
      #expect(operation.faults.contains { $0.code == code }, "\(operation.name): \(code)")
      #expect(code == "SessionIdNotFound" || !faults.contains("SessionId = "), "\(operation.name)")
    }
    #expect(shown.contains("SessionIdNotFound") && shown.count > 1)
  }

  @Test func `the class of an invented fault is that of its code`() throws {
    let page = try #require(try Self.pages.get()["General/AuthenticatePublisherAccount.md"])
    #expect(page.contains(#"\"Type\": 10,"#) || page.contains(#"\"Type\": 13,"#))
    #expect(!page.contains("ObjectNotFound"))
  }

  @Test func `no cell of a flow is empty`() throws {
    let page = try #require(try Self.pages.get()["Flow.md"])
    for line in page.split(separator: "\n") where line.wholeMatch(of: /\| [0-9]+ \|.*/) != nil {
      #expect(!line.contains("|  |") && !line.contains("not said"), "\(line)")
    }
  }

  @Test func `every code that any revision has is among the faults`() throws {
    let page = try #require(try Self.pages.get()["Faults.md"])
    let history = try RevisionHistory.share()
    for revision in history.revisions {
      let codes = history.document(of: revision).root["components"]?["x-faults"]
      guard case .object(let members)? = codes else { continue }
      for code in members { #expect(page.contains("\n| `\(code.name)` |"), "\(code.name)") }
    }
    let former = Self.part("Codes of earlier revisions", of: page)
    #expect(former.contains("`SSO_AuthenticateAccountNotFound`"))
    #expect(former.contains("2021-12-16"))
    #expect(Self.part("Codes of other operations", of: page).contains("`IntegrityCheckFailed`"))
  }

  @Test func `long names in headings of HTML pages may be broken between their words`() throws {
    let pages = try Reference.sharePages(.html)
    let page = try #require(pages["Publisher/ReadPublisherLatestGlucoseValues.html"])
    #expect(
      page.contains("<h1>Publisher/<wbr>Read<wbr>Publisher<wbr>Latest<wbr>Glucose<wbr>Values</h1>"))
    #expect(page.contains("<title>Publisher/ReadPublisherLatestGlucoseValues</title>"))
  }
}
