internal import APISchema
internal import CallRendering
internal import Bytes
internal import Evidence

/// The first page, and that of each service; all texts are markup already.
struct IndexPage {
  var title: String
  var root: String
  var back: String?
  var paragraphs: [String]
  var topics: Rows<Topic>?
  var services: [Service]
  var hasEvidence: Bool

  struct Topic {
    var link: String
    var what: String
  }

  struct Service {
    var name: String
    var what: String
    var operations: [Operation]
  }

  struct Operation {
    var link: String
    var methods: String
    var what: String
    var confidence: String
    var seen: String
  }
}

/// Makes the pages that lead to others.
struct IndexPageBuilder {
  let reference: Reference
  let markup: Markup

  func pages() -> [(path: String, page: IndexPage)] {
    let names = reference.schema.operations.map { PagePath.service(of: $0.name) }.uniqued.sorted()
    let index = markup.format.indexName
    let first = IndexPage(
      title: markup.text(reference.notes.title), root: index, back: nil,
      paragraphs: markup.paragraphs(reference.notes.explanation)
        + [recordings].filter { !$0.isEmpty },
      topics: Rows(topics(from: index)), services: names.map { service($0, from: index) },
      hasEvidence: reference.evidence.isPresent)
    return [(index, first)]
      + names.map { name in
        let path = reference.paths.service(name, markup.format)
        let page = IndexPage(
          title: markup.text(name), root: PagePath.relative(index, from: path),
          back: markup.link(markup.text("All operations"), to: index, from: path),
          paragraphs: markup.paragraphs(reference.notes.services[name]), topics: nil,
          services: [service(name, from: path)], hasEvidence: reference.evidence.isPresent)
        return (path, page)
      }
  }

  private var recordings: String {
    let captures = reference.evidence.captures
    guard reference.evidence.isPresent else { return "" }
    let calls = captures.reduce(0) { $0 + $1.calls }
    let days = captures.flatMap { [$0.first, $0.last].compactMap(\.self) }.map(Words.day).sorted()
    let period = days.first.map { first in
      first == days.last ? " of \(first)" : " of \(first) … \(days.last ?? "")"
    }
    let origin = reference.recordedFrom.map {
      " In these \($0) answered, not the service itself: they show how clients behave, and examples, but "
        + "what nobody else tells of the service may be the invention of \($0)."
    }
    return markup.text(
      "How often something was seen is counted in \(NumberText.grouped(calls)) calls of "
        + "\(captures.count) recording\(captures.count == 1 ? "" : "s")\(period ?? "")."
        + (origin ?? ""))
  }

  private func topics(from page: String) -> [IndexPage.Topic] {
    TopicPageBuilder(reference: reference, markup: markup).topics.map { topic in
      IndexPage.Topic(
        link: markup.link(
          markup.text(topic.title), to: PagePath.page(topic.name, markup.format), from: page),
        what: markup.text(topic.what))
    }
  }

  private func service(_ name: String, from page: String) -> IndexPage.Service {
    let operations = reference.schema.operations.filter { PagePath.service(of: $0.name) == name }
    let path = reference.paths.service(name, markup.format)
    return IndexPage.Service(
      name: path == page
        ? markup.text("Operations") : markup.link(markup.text(name), to: path, from: page),
      what: path == page ? "" : markup.prose(reference.notes.services[name]),
      operations: operations.map { operation in
        let seen = reference.evidence.operation(operation.name)?.calls.count ?? 0
        return IndexPage.Operation(
          link: markup.link(
            markup.code(PagePath.short(operation.name)),
            to: reference.paths.operation(operation.name, markup.format), from: page),
          methods: markup.text(operation.methods.joined(separator: ", ")),
          what: (operation.isLearned ? markup.text("Learned: ") : "")
            + markup.prose(operation.summary),
          confidence: markup.text(operation.provenance.confidence ?? ""),
          seen: seen > 0 ? NumberText.grouped(seen) : "")
      })
  }
}
