internal import APISchema
internal import CallRendering
internal import Evidence
internal import JSONDecoding

// What is not known.

extension OperationPageBuilder {
  /// What rests on next to nothing, and what would show it.
  func unknown(_ operation: OperationSchema, _ path: String) -> [String] {
    var texts: [String] = []
    if operation.hasOpenFaults {
      texts.append(
        markup.text("How else it fails. A recording of a call that fails would show it."))
    }
    switch operation.provenance.confidence {
    case "single" where operation.isLearned:
      texts.append(
        markup.text(
          "The whole operation is known from one capture. Any other recording of it would confirm or "
            + "mend what stands here."))
    case "single":
      texts.append(
        markup.text(
          "The whole operation is known from one source. Any recording of it would confirm or mend "
            + "what stands here."))
    case "inferred", "none":
      texts.append(
        markup.text("The whole operation is inferred. Any recording of it would settle it."))
    default: break
    }
    let weak = weakMembers(operation)
    if !weak.isEmpty {
      texts.append(
        weak.map(markup.code).joined(separator: ", ")
          + markup.text(
            ": known from one source, or inferred. A recording that has them would settle it."))
    }
    for (isLearned, what) in [
      (false, ": other values than those listed exist, and nobody has named them."),
      (true, ": there may be other values than those that recordings have."),
    ] {
      let open = openEnumerations(operation, isLearned)
      if !open.isEmpty {
        texts.append(open.map(markup.code).joined(separator: ", ") + markup.text(what))
      }
    }
    return texts
  }

  func values(_ operation: OperationSchema) -> [ValueSchema] {
    (operation.requestBody?.contents.sorted { $0.key < $1.key }.map(\.value) ?? [])
      + operation.responses.sorted { $0.key < $1.key }.filter { $0.key.hasPrefix("2") }
      .flatMap { $0.value.body?.contents.sorted { $0.key < $1.key }.map(\.value) ?? [] }
  }

  private func properties(_ value: ValueSchema, depth: Int = 0) -> [PropertySchema] {
    guard depth < PropertyTable.depthLimit else { return [] }
    let inside = value.elements.map { properties($0.value, depth: depth + 1) } ?? []
    return value.members + inside
      + value.members.flatMap { properties($0.value, depth: depth + 1) }
  }

  private func weakMembers(_ operation: OperationSchema) -> [String] {
    guard
      operation.provenance.confidence?.hasPrefix("corroborated") == true
        || operation.provenance.confidence == "seed"
    else { return [] }
    let all = operation.query + values(operation).flatMap { properties($0) }
    return all.filter {
      ["single", "inferred", "none"].contains($0.provenance.confidence ?? "")
    }.map(\.name).uniqued
  }

  private func openEnumerations(_ operation: OperationSchema, _ isLearned: Bool) -> [String] {
    let all =
      operation.query + operation.requestFields + values(operation).flatMap { properties($0) }
    return all.filter {
      $0.value.isOpenEnumeration && !$0.value.values.isEmpty
        && $0.value.hasLearnedValues == isLearned
    }.map(\.name).uniqued
  }
}
