import Evidence
import HTTPMessages
import Testing

/// Where the identifiers of requests were first seen.
struct LinkTests {
  private static func guid(_ number: Int) -> String {
    let digits = String(number + 1, radix: 16)
    return "0a1b2c3d-4e5f-4061-8273-" + String(repeating: "0", count: 12 - digits.count) + digits
  }

  private static func links(_ summary: Summary, _ name: String) -> [String: Int] {
    summary.operations["Publisher/GetPublisherImage"]?.query.members[name]?.value.links
      .mapValues(\.count) ?? [:]
  }

  private static func ask(_ query: String, entry: Int) -> Exchange {
    Fixtures.exchange("Publisher/GetPublisherImage", query: query, response: "{}", entry: entry)
  }

  private static func give(_ operation: String, _ response: String, entry: Int) -> Exchange {
    Fixtures.exchange(operation, response: response, entry: entry)
  }

  @Test func `the first place counts, in any letter case, and only of earlier answers`() {
    let summary = Fixtures.summary([
      Self.ask("imageId=\(Self.guid(1))", entry: 1),
      Self.give("Publisher/ListImages", #"{"Images":["\#(Self.guid(1))"]}"#, entry: 2),
      Self.give("Publisher/ReadImages", #"["\#(Self.guid(1))"]"#, entry: 3),
      Self.ask("imageId=\(Self.guid(1).uppercased())&imageName=abc", entry: 4),
      Self.ask("imageId=%7B\(Self.guid(1))%7D", entry: 5),
    ])
    #expect(
      Self.links(summary, "imageId") == ["none": 1, "Publisher/ListImages $.Images[*]": 2])
    #expect(Self.links(summary, "imageName").isEmpty)
  }

  @Test func `no value of a link stands in a summary, and it is read as it was written`() throws {
    let summary = Fixtures.summary([
      Self.give("Publisher/ListImages", #"{"x8J2K4M99":"\#(Self.guid(1))"}"#, entry: 1),
      Self.ask("imageId=\(Self.guid(1))", entry: 2),
    ])
    let text = Fixtures.text(summary)
    #expect(!text.contains("0a1b2c3d") && !text.contains("8J2K4M"))
    #expect(text.contains("Publisher/ListImages $.(hidden)"))
    #expect(try SummaryReader().summary(in: Array(text.utf8)) == summary)
    let forged = text.replacing("ListImages $.(hidden)", with: "ListImages $.8J2K4M99x")
    #expect(throws: SummaryError.self) { _ = try SummaryReader().summary(in: Array(forged.utf8)) }
  }

  @Test func `sources past the limit are left out the same in any order, and counted`() throws {
    let words = ["Alarm", "Alert", "Battery", "Buffer", "Cache", "Client", "Clock", "Count"]
    let summaries = (0..<3).map { number in
      var exchanges: [Exchange] = []
      for index in 0..<24 {
        let name = words[(index + number) % 8] + words[(index / 8 + number) % 8]
        exchanges.append(
          Self.give("Publisher/Read\(name)", "\"\(Self.guid(index))\"", entry: 2 * index + 1))
        exchanges.append(Self.ask("imageId=\(Self.guid(index))", entry: 2 * index + 2))
      }
      return Fixtures.summary(exchanges, number: number)
    }
    let merged = try Summary.merged(summaries)
    for order in [[2, 0, 1], [1, 2, 0]] {
      let two = try Summary.merged([summaries[order[0]], summaries[order[1]]])
      #expect(
        SummaryWriter.line(try Summary.merged([summaries[order[2]], two]))
          == SummaryWriter.line(merged))
    }
    let links = Self.links(merged, "imageId")
    let value = merged.operations["Publisher/GetPublisherImage"]?.query.members["imageId"]?.value
    #expect(links.count == 16)
    #expect(links.values.reduce(0, +) + (value?.leftOut[.links] ?? 0) == 72)
  }

  @Test func `what a capture has too many of is counted, not remembered`() {
    let limit = 1 << 16
    var builder = SummaryBuilder()
    let ids = (0..<limit + 10).map { "\"\(Self.guid($0))\"" }.joined(separator: ",")
    for exchange in [
      Self.give("Publisher/ListImages", "[\(ids)]", entry: 1),
      Self.ask("imageId=\(Self.guid(limit - 1))", entry: 2),
      Self.ask("imageId=\(Self.guid(limit + 5))", entry: 3),
    ] {
      builder.add(Fixtures.call(exchange))
    }
    let summary = builder.summary(label: "1.har", digests: [Fixtures.digest(1)])
    #expect(summary.leftOut[.identifiers] == 10)
    #expect(Self.links(summary, "imageId") == ["Publisher/ListImages $[*]": 1, "none": 1])
  }
}
