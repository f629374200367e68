internal import APISchema

/// A page on something that all operations have in common; all texts are markup already.
struct TopicPage {
  var path: String
  var title: String
  var root: String
  var back: String
  var intro: [String]
  var sections: [Section]

  struct Section {
    var title: String
    var paragraphs: [String]
    var items: Rows<String>?
    var block: String?
    var table: Table?

    var isEmpty: Bool { paragraphs.isEmpty && items == nil && block == nil && table == nil }
  }

  struct Table {
    var columns: [String]
    var rows: [Row]
  }

  struct Row {
    var cells: [String]
  }
}

/// Makes the pages on what operations have in common.
struct TopicPageBuilder {
  let reference: Reference
  let markup: Markup

  /// The topics, in the order of the index.
  var topics: [(name: String, title: String, what: String)] {
    var topics = [
      ("Faults", "Faults", "the codes, what they mean, what to do, and who gives them"),
      ("Formats", "Value formats", "dates, identifiers, enumerations and header fields"),
    ]
    if !reference.notes.flows.isEmpty {
      topics.append(
        ("Flow", "Session flow", "which call follows which, and what goes from one to the next"))
    }
    if !reference.revisions.isEmpty {
      topics.append(("History", "History", "what changed when, whom it broke, and what shows it"))
    }
    topics.append(
      (
        "Questions", "Open questions",
        "what nobody has documented, and what recording would show it"
      ))
    return topics.map { ($0.0, $0.1, $0.2) }
  }

  func pages() -> [TopicPage] {
    topics.map { topic in
      let path = PagePath.page(topic.name, markup.format)
      let (intro, sections) =
        switch topic.name {
        case "Faults": faults(path)
        case "Formats": formats(path)
        case "Flow": flow(path)
        case "History": history()
        default: questions(path)
        }
      return TopicPage(
        path: path, title: markup.text(topic.title), root: markup.format.indexName,
        back: markup.link(markup.text("All operations"), to: markup.format.indexName, from: path),
        intro: intro, sections: sections.filter { !$0.isEmpty })
    }
  }

  func section(
    _ title: String, behind code: String? = nil, paragraphs: [String] = [], items: [String] = [],
    block: String = "",
    columns: [String] = [], rows: [[String]] = []
  ) -> TopicPage.Section {
    TopicPage.Section(
      title: (code.map { markup.code($0) + " " } ?? "") + markup.text(title),
      paragraphs: paragraphs, items: Rows(items),
      block: block.nonEmpty,
      table: rows.isEmpty
        ? nil
        : TopicPage.Table(
          columns: columns.map(markup.text), rows: rows.map { TopicPage.Row(cells: $0) }))
  }

  func link(_ operation: String, from page: String) -> String {
    reference.link(operation, from: page, markup)
  }
}
