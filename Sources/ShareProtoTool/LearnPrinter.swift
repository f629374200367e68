import ShareProto

/// Shows a proposal to people.
struct LearnPrinter {
  private let output: Output

  init(_ output: Output) { self.output = output }

  func write(_ proposal: Proposal) {
    for operation in proposal.operations where !operation.facts.isEmpty { write(operation) }
    for operation in proposal.operations {
      for question in operation.questions {
        line("Not enough yet: \(OperationName.short(operation.name)): \(question).")
      }
    }
    for (operation, reason) in proposal.leftAlone { line("Left alone: \(operation): \(reason).") }
    if proposal.overlay == nil { line("Nothing new.") }
  }

  private func line(_ text: String) { output.write(TerminalText.escaped(text) + "\n") }

  private func write(_ operation: Proposal.Operation) {
    let title = "\(operation.methods.joined(separator: ", ")) \(operation.name)"
    let (times, captures) = (operation.calls.seen, operation.calls.captures)
    let seen =
      "\(operation.isKnown ? "known, " : "")seen \(times == 1 ? "once" : "\(times) times") in "
      + "\(captures) capture\(captures == 1 ? "" : "s")"
    line(Self.padded(title, 70) + "  " + seen)
    let rows = operation.facts.compactMap(Row.init)
    let nameWidth = min(rows.map(\.name.count).max() ?? 0, 36)
    let whatWidth = min(rows.map(\.what.count).max() ?? 0, 40)
    var last = ""
    for row in rows {
      let part = row.part == last ? "" : row.part
      last = row.part
      line(
        "  " + Self.padded(part, 7) + Self.padded(row.name, nameWidth) + "  "
          + Self.padded(row.what, whatWidth) + "  " + row.seen)
    }
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text.count < width ? text + String(repeating: " ", count: width - text.count) : text
  }

  /// A fact in a table.
  private struct Row {
    var part, name, what, seen: String

    /// A row; nil for what the title says.
    init?(_ fact: Fact) {
      guard fact.part != .operation else { return nil }
      part = fact.part.rawValue
      name = fact.name
      what = fact.what
      if let source = fact.source { what += "  = answer of \(source)" }
      seen = fact.evidence.description
    }
  }
}

/// Names of operations as people say them.
private enum OperationName {
  /// The name without its service.
  static func short(_ name: String) -> String {
    name.split(separator: "/").last.map(String.init) ?? name
  }
}
