import APIReference
import APISchema
import Evidence
import JSONDecoding
import Testing

struct ReferenceTests {
  private static let history = Result { try RevisionHistory.share() }

  private static let reference = Result {
    let history = try Self.history.get()
    return try Reference(history.document(of: history.latest), history: history)
  }

  private static func pages(_ format: ReferenceFormat) throws -> [String: String] {
    try reference.get().pages(format)
  }

  @Test(arguments: ReferenceFormat.allCases)
  func `every operation has a page, with all of its parameters, members, statuses and faults`(
    format: ReferenceFormat
  ) throws {
    let history = try Self.history.get()
    let pages = try Self.pages(format)
    let ending = format == .markdown ? "md" : "html"
    for operation in try history.schema(of: history.latest).operations {
      let page = try #require(pages["\(operation.name).\(ending)"])
      func expect(_ name: String) {
        let code = format == .markdown ? "`\(name)`" : "<code>\(name)</code>"
        #expect(page.contains(code), "\(operation.name) has no \(name)")
      }
      for parameter in operation.query { expect(parameter.name) }
      for code in operation.faults.map(\.code) { expect(code) }
      for (status, response) in operation.responses {
        expect(status)
        guard status.hasPrefix("2") else { continue }
        for value in response.body?.contents.values.map(\.self) ?? [] {
          for name in Self.names(value) { expect(name) }
        }
      }
      for value in operation.requestBody?.contents.values.map(\.self) ?? [] {
        for name in Self.names(value) { expect(name) }
      }
      #expect(page.contains(operation.path))
    }
  }

  private static func names(_ value: ValueSchema) -> [String] {
    value.members.flatMap { [$0.name] + names($0.value) }
      + (value.elements.map { names($0.value) } ?? [])
      + (value.content.map { names($0.value) } ?? [])
  }

  @Test(arguments: ReferenceFormat.allCases)
  func `every link leads to a page`(format: ReferenceFormat) throws {
    let pages = try Self.pages(format)
    let links = format == .markdown ? #/\]\(([^)]*)\)/# : #/href="([^"]*)"/#
    var count = 0
    for (path, text) in pages {
      for match in text.matches(of: links) {
        var steps = path.split(separator: "/").dropLast().map(String.init)
        for step in match.1.split(separator: "/") {
          if step == ".." { _ = steps.popLast() } else { steps.append(String(step)) }
        }
        #expect(pages[steps.joined(separator: "/")] != nil, "\(path): \(match.1)")
        count += 1
      }
    }
    #expect(count > 200)
  }

  @Test func `the same input makes the same pages`() throws {
    let history = try Self.history.get()
    let again = try Reference(history.document(of: history.latest), history: history)
    #expect(try Self.pages(.markdown) == again.pages(.markdown))
  }

  @Test func `each of the twelve open items has its row, and open ones what would answer them`()
    throws
  {
    let history = try Self.history.get()
    let notes = try ReferenceNotes(history.document(of: history.latest))
    #expect(notes.questions.count == 12)
    let names = Set(try history.schema(of: history.latest).operations.map(\.name))
    for question in notes.questions {
      #expect((question.answer == nil) == (question.needs != nil), "\(question.asked)")
      #expect((question.answer == nil) == (question.operation == nil), "\(question.asked)")
      if let operation = question.operation { #expect(names.contains(operation)) }
    }
    for step in notes.flows.flatMap(\.steps) { #expect(names.contains(step.operation)) }
    let page = try #require(try Self.pages(.markdown)["Questions.md"])
    #expect(page.contains("acknowledges an alarm"))
  }

  @Test func `a revision stands on the pages of the operations that it changed`() throws {
    let pages = try Self.pages(.markdown)
    let readings = try #require(pages["Publisher/ReadPublisherLatestGlucoseValues.md"])
    let change = try #require(
      readings.split(separator: "\n").first { $0.contains("Trends are words") })
    #expect(change.hasPrefix("- [2021-12-08](../History.md)"))
    #expect(readings.contains("Trend"))
    let clock = try #require(pages["General/SystemUtcTime.md"])
    #expect(!clock.contains("$[*].Trend"))
  }
}
