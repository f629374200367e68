internal import APISchema

extension TopicPageBuilder {
  func history() -> ([String], [TopicPage.Section]) {
    let sections = reference.revisions.reversed().map { revision in
      section(
        revision.title, behind: revision.id,
        paragraphs: [
          markup.text("\(revision.period) · \(revision.effect) · \(revision.confidence)"),
          markup.text("Evidence: ") + revision.evidence.map(markup.prose).joined(separator: "; "),
        ], items: revision.changes.map(markup.prose))
    }
    return ([markup.text("The latest revision first.")], sections)
  }
}
