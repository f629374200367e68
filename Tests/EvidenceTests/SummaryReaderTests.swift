import APISchema
import Evidence
import Foundation
import HTTPMessages
import TestSupport
import Testing

struct SummaryReaderTests {
  private static let sample = Fixtures.summary([
    Fixtures.exchange(
      query: "minutes=10",
      response: #"[{"Trend":"Flat","Value":120,"ST":"Date(1691455258007)","x":[[1]]}]"#,
      fields: [("Content-Type", "application/json")]),
    Fixtures.exchange(
      "Publisher/ReadImage", status: 302, response: "<a>1</a>",
      fields: [("Location", "https://example.org/")], entry: 2),
  ])

  @Test func `what was written is read back`() throws {
    let line = SummaryWriter.line(Self.sample)
    #expect(try SummaryReader().summary(in: line) == Self.sample)
    #expect(line.last == UInt8(ascii: "\n"))
    #expect(SummaryReader.isSummary(beginning: line))
    #expect(!SummaryReader.isSummary(beginning: #"{"log":{}}"#.utf8))
  }

  @Test(.enabled(if: SharedFiles.isPresent, SharedFiles.reason))
  func `summaries of all recordings are read back`() throws {
    for summary in Recordings.sessions.map(\.summary) {
      #expect(try SummaryReader().summary(in: SummaryWriter.line(summary)) == summary)
    }
  }

  @Test func `another version is told from damage`() {
    let text = Fixtures.text(Self.sample)
    func error(_ text: String) -> SummaryError? {
      #expect(throws: SummaryError.self) { try SummaryReader().summary(in: Array(text.utf8)) }
    }
    #expect(error(text.replacing("\"version\":3", with: "\"version\":2"))?.kind == .version)
    #expect(error("{}")?.kind == .invalid)
    #expect(error("")?.kind == .invalid)
    #expect(error(String(text.dropLast(9)))?.kind == .invalid)
  }

  @Test(arguments: [
    (#""Trend":"#, #""Hjalmar Olsenby":"#), (#""Flat":"#, #""tr0ub4dor":"#),
    (#""application/json":"#, #""x/hjalmar":"#), (#""POST":"#, #""GRAB":"#),
    (#""Publisher/ReadImage":"#, #""Publisher/a b":"#),
    (#""https://share2.dexcom.com":"#, #""a.example":"#),
    (#""https://share2.dexcom.com":"#, #""http://a.example":"#),
    (#""https://share2.dexcom.com":"#, #""http://other":"#),
    (#""https://share2.dexcom.com":"#, #""ftp://share2.dexcom.com":"#),
    (#""word":"#, #""wort":"#), (#"[1,1,0,0]"#, #"[1,1,0,9]"#), (#"[1,1,0,0]"#, #"[1,1]]"#),
    (#"[1,1,0,0]"#, #"[99999999999999,1,0,0]"#), (#"[1,1,0,0]"#, #"[1,1,0,-1]"#),
    (#""sha256":[""#, #""sha256":["x"#), (#""302":"#, #""x":"#),
    (#""json":{"#, #""json":[],"x":{"#),
  ])
  func `a name or a number that no summary has is refused`(old: String, new: String) throws {
    let text = Fixtures.text(Self.sample)
    #expect(text.contains(old))
    let changed = text.replacing(old, with: new, maxReplacements: 1)
    if old == #""json":{"# {
      // An array in the place of a value holds nothing.
      _ = try? SummaryReader().summary(in: Array(changed.utf8))
    } else {
      #expect(throws: SummaryError.self) {
        _ = try SummaryReader().summary(in: Array(changed.utf8))
      }
    }
  }

  @Test func `no change of bytes makes it fail otherwise`() {
    let line = SummaryWriter.line(Self.sample)
    let reader = SummaryReader()
    var random = SystemRandomNumberGenerator()
    var read = 0
    for _ in 0..<1_000 {
      var changed = line
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let index = Int.random(in: 0..<changed.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: changed[index] = UInt8.random(in: 0...255, using: &random)
        case 1: changed.remove(at: index)
        default: changed.insert(contentsOf: "-9]{\"".utf8, at: index)
        }
      }
      guard let summary = try? reader.summary(in: changed) else { continue }
      read += 1
      // What is read can be written, read and turned into a schema.
      #expect((try? reader.summary(in: SummaryWriter.line(summary))) != nil)
      _ = Schema(inferredFrom: summary)
    }
    #expect(read > 0)
  }
}
