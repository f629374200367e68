internal import APISchema
internal import CallRendering
internal import Evidence

extension TopicPageBuilder {
  func questions(_ page: String) -> ([String], [TopicPage.Section]) {
    let (answered, open) = (
      reference.notes.questions.filter { $0.answer != nil },
      reference.notes.questions.filter { $0.answer == nil }
    )
    var sections: [TopicPage.Section] = []
    if !open.isEmpty {
      sections.append(
        section(
          "Open", columns: ["question", "what would answer it"],
          rows: open.map { [markup.prose($0.asked), markup.prose($0.needs)] }))
    }
    if !answered.isEmpty {
      sections.append(
        section(
          "Answered", columns: ["question", "answer", "operation", "seen", "confidence", "source"],
          rows: answered.map { question in
            let seen = question.operation.flatMap { reference.evidence.operation($0) }?.calls.count
            return [
              markup.prose(question.asked), markup.prose(question.answer),
              question.operation.map { link($0, from: page) } ?? "",
              seen.map(NumberText.grouped) ?? "", markup.text(question.provenance.confidence ?? ""),
              markup.text(question.provenance.sources.joined(separator: ", ")),
            ]
          }))
    }
    let unknown = reference.evidence.unknown(besides: reference.schema)
    if !unknown.isEmpty {
      sections.append(
        section(
          "Seen in recordings, and not in the schema",
          paragraphs: [
            markup.prose("`shareproto learn` says what they take and give."),
            reference.recordedFrom.map {
              markup.text("In these recordings \($0) answered, which may have invented them.")
            } ?? "",
          ].filter { !$0.isEmpty },
          columns: ["operation", "standing", "seen"],
          rows: unknown.map {
            [
              markup.code($0.name), markup.text($0.summary.standing),
              markup.text(Words.seen($0.summary.calls)),
            ]
          }))
    }
    let faults = reference.schema.operations.filter(\.hasOpenFaults)
    if !faults.isEmpty {
      sections.append(
        section(
          "How these fail",
          paragraphs: [
            markup.text(
              "Only some of their faults are known, or none: a recording of another one would show it."
            )
          ],
          items: faults.map { link($0.name, from: page) }))
    }
    if sections.isEmpty {
      sections.append(
        section("None", paragraphs: [markup.text("The schema names no open question.")]))
    }
    return ([], sections)
  }
}
