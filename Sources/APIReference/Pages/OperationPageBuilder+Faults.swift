internal import APISchema
internal import CallRendering
internal import Evidence
internal import JSONDecoding

// How calls fail.

extension OperationPageBuilder {
  func faults(
    _ operation: OperationSchema, _ evidence: OperationSummary?
  ) -> [OperationPage.Fault] {
    var seen: [String: (status: Int, count: Int)] = [:]
    for (status, response) in (evidence?.responses ?? [:]).sorted(by: { $0.key < $1.key }) {
      for (code, tally) in response.faultCodes {
        seen[code] = (seen[code]?.status ?? status, (seen[code]?.count ?? 0) + tally.count)
      }
    }
    let known = operation.faultsByCode.map { fault, statuses in
      let seen = seen.removeValue(forKey: fault.code)?.count ?? 0
      return OperationPage.Fault(
        code: markup.code(fault.code), status: statuses.map(String.init).joined(separator: ", "),
        meaning: markup.prose(fault.summary),
        confidence: markup.text(fault.provenance.confidence ?? ""),
        source: markup.source(fault.provenance),
        seen: seen > 0 ? NumberText.grouped(seen) : "")
    }
    return known
      + seen.sorted { $0.key < $1.key }.map { code, seen in
        .init(
          code: markup.code(code), status: String(seen.status),
          meaning: markup.text("Not in the schema; seen in these recordings."), confidence: "",
          source: "", seen: NumberText.grouped(seen.count))
      }
  }

  /// What requests lacked that were refused for an invalid argument.
  func refusals(_ operation: OperationSchema, _ evidence: OperationSummary?) -> [String] {
    let members = operation.requestBody?.contents["application/json"]?.members ?? []
    let required = (operation.query + members).filter { $0.presence == .required }.map(\.name)
      .uniqued
    var counts: [String: Int] = [:]
    for (names, count) in evidence?.refusedNames ?? [] {
      let given = Set(names.map { $0.lowercased() })
      let what = refused(names, lacking: required.filter { !given.contains($0.lowercased()) })
      counts[what, default: 0] += count
    }
    return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { what, count in
      markup.text("Refused with ") + markup.code("InvalidArgument")
        + markup.text(" \(Words.times(count)): ") + what
    }
  }

  private func refused(_ names: [String], lacking missing: [String]) -> String {
    if !missing.isEmpty {
      return markup.text("a request without ") + missing.map(markup.code).joined(separator: ", ")
        + "."
    }
    if names.isEmpty { return markup.text("a request without any parameter.") }
    return markup.text("a request with ") + names.map(markup.code).joined(separator: ", ")
      + markup.text(", in which nothing is missing that is known to be required.")
  }

  /// An answer that is a fault, with its title: one that was recorded, else that of the schema.
  func faultExample(_ operation: OperationSchema) -> (title: String, text: String)? {
    let recorded = reference.examples[operation.name]?.fault
    let envelope = operation.responses["500"]?.body?.examples["application/json"]
    let invented = envelope.flatMap { FaultExample.example(like: $0, of: operation, in: reference) }
    guard !operation.faults.isEmpty, let shown = recorded ?? invented else { return nil }
    let title =
      recorded == nil
      ? markup.text("The envelope of a fault, invented:")
      : exampleTitle(recorded, reference.examples[operation.name]?.faultDay)
    return (title, markup.block(Samples.json(shown), language: "json"))
  }
}
