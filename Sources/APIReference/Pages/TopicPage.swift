internal import APISchema
internal import CallRendering
internal import Evidence
internal import JSONDecoding

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
      ("Faults", "Faults", "every code, what it means, what to do, and who gives it"),
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

  private func section(
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

  private func link(_ operation: String, from page: String) -> String {
    let known = reference.schema.operations.first { $0.name.lowercased() == operation.lowercased() }
    guard let known else { return markup.code(operation) }
    return markup.link(
      markup.code(PagePath.short(known.name)),
      to: reference.paths.operation(known.name, markup.format), from: page)
  }

  // MARK: Faults

  private func faults(_ page: String) -> ([String], [TopicPage.Section]) {
    var operations: [String: [String]] = [:]
    var faults: [FaultSchema] = []
    for operation in reference.schema.operations {
      for fault in operation.faults {
        if operations[fault.code] == nil { faults.append(fault) }
        operations[fault.code, default: []].append(operation.name)
      }
    }
    let all = reference.schema.operations.count
    let rows = faults.sorted { $0.code < $1.code }.map { fault in
      let givers = operations[fault.code] ?? []
      return [
        markup.code(fault.code), String(fault.status), markup.prose(fault.summary),
        markup.code(message(of: fault)),
        givers.count > 8
          ? markup.text("\(givers.count) of \(all) operations")
          : givers.map { link($0, from: page) }.joined(separator: ", "),
        markup.text(fault.provenance.confidence ?? ""),
        markup.source(fault.provenance),
      ]
    }
    return (
      [
        markup.prose(
          "A call that fails is answered with the status of its fault and an envelope of `Code`, "
            + "`Message`, `SubCode` and `TypeName`, whose form has changed over the years.")
      ],
      [
        section(
          "Codes",
          columns: [
            "code", "status", "what it means, and what to do", "message", "of", "confidence",
            "source",
          ],
          rows: rows)
      ] + envelopes()
    )
  }

  /// The text that comes with a code, as far as anybody has seen it.
  private func message(of fault: FaultSchema) -> String {
    reference.document.root["components"]?["x-faults"]?[fault.code]?["x-message"]?.string ?? ""
  }

  /// The forms of the envelope, as the answers with status 500 have them.
  private func envelopes() -> [TopicPage.Section] {
    let bodies = reference.schema.operations.compactMap { $0.responses["500"]?.body }
    guard let body = bodies.first else { return [] }
    let table = reference.table(markup)
    return body.contents.sorted { $0.key < $1.key }.filter { !$0.value.members.isEmpty }.map {
      type, value in
      let rows = table.rows(of: value, in: "body", provenance: Provenance(), seen: nil).map {
        [
          $0.name, $0.type, $0.shape, $0.required,
          [$0.meaning, $0.choices ?? ""].filter { !$0.isEmpty }.joined(separator: " "), $0.since,
          $0.confidence, $0.source,
        ]
      }
      return section(
        "The envelope in \(type)",
        block: body.examples[type].map { markup.block(Samples.json($0), language: "json") } ?? "",
        columns: ["name", "type", "shape", "required", "meaning", "since", "confidence", "source"],
        rows: rows)
    }
  }

  // MARK: Formats

  private func formats(_ page: String) -> ([String], [TopicPage.Section]) {
    var shapes: [[String]] = []
    var lists: [TopicPage.Section] = []
    for (name, schema) in components {
      guard schema["properties"] == nil, schema["items"] == nil else { continue }
      let type = schema["type"]?.string ?? ""
      let format = schema["format"]?.string ?? ""
      let unit = schema["x-unit"]?.string ?? ""
      let values = Self.elements(schema["enum"])
      if !values.isEmpty {
        lists.append(enumeration(name, schema, values))
      } else if !type.isEmpty {
        shapes.append([
          markup.code(name), markup.text(type), markup.code(format),
          markup.code(schema["pattern"]?.string ?? ""), markup.text(unit),
          markup.prose(schema["description"]?.string),
        ])
      }
    }
    let fields = reference.schema.operations.first?.requestFields.map {
      [
        markup.code($0.name), markup.prose($0.value.summary),
        markup.text($0.provenance.confidence ?? ""),
        markup.source($0.provenance),
      ]
    }
    return (
      [
        markup.text(
          "The forms that values have on the wire, by the names that the schema has for them.")
      ],
      [
        section(
          "Values", columns: ["name", "type", "shape", "pattern", "unit", "meaning"], rows: shapes)
      ] + lists + [
        section(
          "Shapes", columns: ["shape", "what it is"],
          rows: reference.shapes.map { [markup.code($0.rawValue), markup.prose($0.meaning)] }),
        section(
          "Fields of requests", columns: ["name", "what it is for", "confidence", "source"],
          rows: fields ?? []),
        clients(),
        hosts(),
        section(
          "Sources", columns: ["key", "what it stands for"],
          rows: reference.notes.sources.sorted { $0.key < $1.key }.map {
            [markup.text($0.key), markup.prose($0.value)]
          }),
      ]
    )
  }

  /// The user agents that were seen.
  private func clients() -> TopicPage.Section {
    section(
      "User agents", columns: ["user agent", "client", "seen", "source"],
      rows: Self.elements(reference.document.root["x-clients"]).map { client in
        [
          markup.code(client["agent"]?.string ?? ""), markup.text(client["name"]?.string ?? ""),
          markup.text(client["years"]?.string ?? ""),
          markup.text(
            Self.elements(client["x-sources"]).compactMap(\.string).joined(separator: ", ")),
        ]
      })
  }

  private func hosts() -> TopicPage.Section {
    section(
      "Hosts", columns: ["root of all paths", "for", "since", "confidence", "source"],
      rows: Self.elements(reference.document.root["servers"]).map { server in
        [
          markup.code(server["url"]?.string ?? ""), markup.prose(server["description"]?.string),
          markup.text(server["x-since"]?.string.map(Words.date) ?? reference.base),
          markup.text(server["x-confidence"]?.string ?? ""),
          markup.text(
            Self.elements(server["x-sources"]).compactMap(\.string).joined(separator: ", ")),
        ]
      })
  }

  private var components: [(String, JSONValue)] {
    guard case .object(let members)? = reference.document.root["components"]?["schemas"] else {
      return []
    }
    return members.map { ($0.name, $0.value) }
  }

  private static func elements(_ value: JSONValue?) -> [JSONValue] {
    if case .array(let elements)? = value { elements } else { [] }
  }

  private func enumeration(
    _ name: String, _ schema: JSONValue, _ values: [JSONValue]
  ) -> TopicPage.Section {
    let names = Self.elements(schema["x-enum-varnames"])
    let rows = values.enumerated().map { index, value in
      let text = value.string ?? Samples.json(value)
      return [
        markup.code(text), index < names.count ? markup.code(names[index].string ?? "") : "",
        markup.prose(schema["x-enum-meanings"]?[text]?.string),
      ]
    }
    let isOpen = schema["x-open-enum"] == .bool(true)
    return section(
      name,
      paragraphs: [
        markup.prose(schema["description"]?.string),
        isOpen ? markup.text("There are others, which nobody has named.") : "",
      ].filter { !$0.isEmpty }, columns: ["value", "name", "meaning"], rows: rows)
  }

  // MARK: Flow

  private func flow(_ page: String) -> ([String], [TopicPage.Section]) {
    let sections = reference.notes.flows.map { flow in
      section(
        flow.name, paragraphs: markup.paragraphs(flow.explanation),
        block: markup.format == .markdown ? SequenceDiagram.markdown(flow) : "",
        columns: ["", "operation", "takes", "gives"],
        rows: flow.steps.enumerated().map { index, step in
          [
            String(index + 1), link(step.operation, from: page), markup.prose(step.takes),
            step.fails.map { markup.code($0) + ": " + markup.prose(step.then) }
              ?? [step.gives, step.repeats].compactMap { $0.map(markup.prose) }
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
      guard let delays = reference.evidence.operation(operation.name)?.delays, !delays.isEmpty
      else { continue }
      let before = delays.mapValues { $0.values.reduce(0) { $0 + $1.count } }
        .sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(3)
      rows.append([
        link(operation.name, from: page),
        before.map {
          link($0.key, from: page) + " " + markup.text("(\(NumberText.grouped($0.value)))")
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

  // MARK: History

  private func history() -> ([String], [TopicPage.Section]) {
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

  // MARK: Questions

  private func questions(_ page: String) -> ([String], [TopicPage.Section]) {
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
          paragraphs: [markup.prose("`shareproto learn` says what they take and give.")],
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
