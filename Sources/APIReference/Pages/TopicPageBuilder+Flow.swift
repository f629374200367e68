internal import APISchema
internal import CallRendering
internal import Evidence

extension TopicPageBuilder {
  func flow(_ page: String) -> ([String], [TopicPage.Section]) {
    let sections = reference.notes.flows.map { flow in
      section(
        flow.name, paragraphs: markup.paragraphs(flow.explanation),
        block: markup.format == .markdown ? SequenceDiagram.markdown(flow) : "",
        columns: ["", "operation", "takes", "gives"],
        rows: flow.steps.enumerated().map { index, step in
          [
            String(index + 1), link(step.operation, from: page),
            markup.prose(step.takes ?? "not said"),
            step.fails.map { markup.code($0) + ": " + markup.prose(step.then) }
              ?? [step.gives ?? "an empty answer", step.repeats].compactMap { $0.map(markup.prose) }
              .joined(separator: ", "),
          ]
        })
    }
    return ([markup.text("Which call follows which.")], sections + observed(page))
  }

  /// What came before each operation in recordings.
  private func observed(_ page: String) -> [TopicPage.Section] {
    var rows: [[String]] = []
    for operation in reference.schema.operations {
      let before = reference.evidence.before(operation.name)
      guard !before.isEmpty else { continue }
      rows.append([
        link(operation.name, from: page),
        before.map {
          link($0.operation, from: page) + " " + markup.text("(\(NumberText.grouped($0.count)))")
        }
        .joined(separator: ", "),
      ])
    }
    guard !rows.isEmpty else { return [] }
    return [
      section(
        "In these recordings",
        paragraphs: [markup.text("What came before in the same session, and how often.")],
        columns: ["operation", "came after"], rows: rows)
    ]
  }
}
