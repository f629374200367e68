internal import APISchema
internal import JSONDecoding

extension TopicPageBuilder {
  func formats(_ page: String) -> ([String], [TopicPage.Section]) {
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
      rows: reference.notes.agents.map { agent in
        [
          markup.code(agent.text), markup.text(agent.client), markup.text(agent.years),
          markup.text(agent.sources.joined(separator: ", ")),
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
}
