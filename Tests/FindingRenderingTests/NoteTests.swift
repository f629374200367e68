import Evidence
import FindingRendering
import JSONDecoding
import Testing

@testable import Drift

/// What is too small a sample to tell is said in every format: a report without it looks clean.
struct NoteTests {
  private static var report: DriftReport {
    var report = DriftReport()
    report.notes = [
      SampleNote(
        operation: "Publisher/ReadPublisherLatestGlucoseValues",
        location: Location(.responseBody(status: 200), "$[*].WT"), missing: 3, noun: "answers")
    ]
    return report
  }

  @Test(arguments: FindingFormat.allCases)
  func `every format has the notes`(_ format: FindingFormat) {
    let words = FindingRenderer(format, width: 400).text(Self.report)
    #expect(words.contains("too small a sample to tell"))
    #expect(words.contains("WT"))
  }

  @Test func `a note is a line of its own kind`() throws {
    let line = try JSONParser().value(of: FindingRenderer(.ndjson).text(Self.report))
    #expect(line["note"] == .string("too-small-a-sample"))
    #expect(line["rule"] == nil)
    #expect(line["part"] == .string("response-body 200"))
    #expect(line["missing"] == .number(.integer(3)))
  }
}
