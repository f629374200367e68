import Bytes
import Evidence
import FindingRendering
import HTTPMessages
import Testing

@testable import Drift

struct FindingWordsTests {
  private static func finding(
    _ operation: String, _ count: Int, of total: Int, _ noun: String, entry: Int
  ) -> Finding {
    let sighting = Sighting(
      time: Timestamp(nanoseconds: Int64(entry) * 1_000_000_000),
      place: Exchange.Place(capture: "c", entry: entry))
    return Finding(
      rule: "response-property-type-changed", severity: .error, effect: .breaksReaders,
      operation: operation, location: Location(.responseBody(status: 200), "$[*].Trend"),
      expected: "an integer", observed: "a string", key: "string",
      frequency: Frequency(count, of: total, noun), first: sighting, last: sighting)
  }

  @Test func `the same change of several operations is counted over all of them`() {
    var finding = Self.finding("Publisher/A", 1_288, of: 1_300, "readings", entry: 9)
    finding.others = [
      Self.finding("Subscriber/B", 12, of: 13, "readings", entry: 4),
      Self.finding("Subscriber/C", 2, of: 2, "answers", entry: 11),
    ]
    var report = DriftReport()
    report.findings = [finding]
    let text = FindingRenderer(.text).text(report)
    let words = text.split { $0.isWhitespace }.joined(separator: " ")
    #expect(
      words.contains(
        "seen 1,300 of 1,313 readings, 2 of 2 answers, from entry 4 (1970-01-01 00:00:04)"),
      "\(text)")
  }
}
