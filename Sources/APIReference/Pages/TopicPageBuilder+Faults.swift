internal import APISchema
internal import JSONDecoding

extension TopicPageBuilder {
  func faults(_ page: String) -> ([String], [TopicPage.Section]) {
    var operations: [String: [String]] = [:]
    var faults: [FaultSchema] = []
    var statuses: [String: Set<Int>] = [:]
    for operation in reference.schema.operations {
      for (fault, own) in operation.faultsByCode {
        if operations[fault.code] == nil { faults.append(fault) }
        statuses[fault.code, default: []].formUnion(own)
        operations[fault.code, default: []].append(operation.name)
      }
    }
    let all = reference.schema.operations.count
    let rows = faults.sorted { $0.code < $1.code }.map { fault in
      let givers = operations[fault.code] ?? []
      return [
        markup.code(fault.code),
        (statuses[fault.code] ?? []).sorted().map(String.init).joined(separator: ", "),
        markup.prose(fault.summary), markup.code(message(of: fault)),
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
          rows: rows),
        earlier(page),
        section(
          "Codes of other operations",
          paragraphs: [markup.text("No operation that is described here gives them.")],
          columns: ["code", "what it means, and what to do", "confidence", "source"],
          rows: others(besides: Set(operations.keys))),
      ] + envelopes()
    )
  }

  /// The codes that operations of earlier revisions gave.
  private func earlier(_ page: String) -> TopicPage.Section {
    section(
      "Codes of earlier revisions",
      paragraphs: [markup.text("No operation gives them any more; old recordings have them.")],
      columns: [
        "code", "status", "what it meant", "message", "of", "until", "confidence", "source",
      ],
      rows: reference.formerFaults.map { former in
        let fault = former.fault
        return [
          markup.code(fault.code), String(fault.status), markup.prose(fault.summary),
          markup.code(message(of: fault)),
          former.operations.sorted().map { link($0, from: page) }.joined(separator: ", "),
          markup.link(
            markup.text(Words.date(former.end.id)),
            to: PagePath.page("History", markup.format), from: page),
          markup.text(fault.provenance.confidence ?? ""), markup.source(fault.provenance),
        ]
      })
  }

  /// Codes that the document explains, though neither operations nor earlier revisions give them.
  private func others(besides known: Set<String>) -> [[String]] {
    guard case .object(let faults)? = reference.document.root["components"]?["x-faults"] else {
      return []
    }
    let known = known.union(reference.formerFaults.map(\.fault.code))
    return faults.filter { !known.contains($0.name) }.sorted { $0.name < $1.name }.map { fault in
      var sources: [String] = []
      if case .array(let keys)? = fault.value["x-sources"] { sources = keys.compactMap(\.string) }
      return [
        markup.code(fault.name), markup.prose(fault.value["description"]?.string),
        markup.text(fault.value["x-confidence"]?.string ?? ""),
        markup.text(sources.joined(separator: ", ")),
      ]
    }
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
}
