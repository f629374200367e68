internal import APISchema
internal import JSONDecoding

extension TopicPageBuilder {
  func faults(_ page: String) -> ([String], [TopicPage.Section]) {
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
}
