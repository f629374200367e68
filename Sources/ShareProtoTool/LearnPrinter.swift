import ShareProto

/// Shows a proposal to people.
struct LearnPrinter {
  private let output: Output

  init(_ output: Output) { self.output = output }

  func write(_ proposal: Proposal) {
    for operation in proposal.operations where !operation.facts.isEmpty { write(operation) }
    for answer in proposal.answers {
      line(
        "Answers an open question, as far as a name tells: \(answer.asked): \(answer.operation), "
          + "\(answer.calls.words).")
    }
    for operation in proposal.operations {
      for sentence in Question.sentences(operation.questions) {
        line("Not enough yet: \(OperationName.short(operation.name)): \(sentence).")
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
    line(TerminalText.padded(title, to: 70) + "  " + seen)
    let rows = Row.rows(operation.facts)
    let nameWidth = min(rows.map(\.name.count).max() ?? 0, 30)
    let whatWidth = min(rows.map(\.what.count).max() ?? 0, 52)
    var last = ""
    for row in rows {
      let part = row.part == last ? "" : row.part
      last = row.part
      line(
        "  " + TerminalText.padded(part, to: 8) + TerminalText.padded(row.name, to: nameWidth)
          + "  "
          + TerminalText.padded(row.what, to: whatWidth) + "  " + row.seen)
    }
    let neighbours = operation.facts.filter { $0.part == .place }.map(\.name)
    if !neighbours.isEmpty { line("  place   " + neighbours.joined(separator: ", ")) }
  }

  /// A fact in a table.
  private struct Row {
    var part, name, what, seen: String

    /// The rows of the facts, without what the title and the members of an object say.
    static func rows(_ facts: [Fact]) -> [Row] {
      facts.filter { fact in
        guard fact.part != .operation, fact.part != .place else { return false }
        let isOutline = fact.what.hasPrefix("object") || fact.what.hasPrefix("array")
        return !isOutline || !fact.sources.isEmpty
          || !facts.contains {
            $0.part == fact.part && $0.name != fact.name && $0.name.hasPrefix(fact.name)
          }
      }.map(Row.init)
    }

    private init(_ fact: Fact) {
      part = fact.part == .fault ? Fact.Part.answer.rawValue : fact.part.rawValue
      name = fact.name
      what = fact.what
      seen = fact.evidence.description
      if fact.part == .fault {
        name = fact.what.split(separator: " ").last.map(String.init) ?? ""
        what = "fault \(fact.name)"
      }
      // The count at the end of the line is that of the place; a source may have given some of its values.
      let sources = fact.sources.map { source in
        let isAll = source.evidence.seen == source.evidence.of
        return OperationName.source(source.place) + (isAll ? "" : " (\(source.evidence))")
      }
      if !sources.isEmpty { what += "  = " + sources.joined(separator: " or ") }
    }
  }
}

/// Names of operations as people say them.
private enum OperationName {
  /// The name without its service.
  static func short(_ name: String) -> String {
    name.split(separator: "/").last.map(String.init) ?? name
  }

  /// Where a value comes from: `answer of LoginPublisherAccountById`.
  static func source(_ source: String) -> String {
    let parts = source.split(separator: " ", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { return source }
    let name = short(parts[0])
    return parts[1] == "$" ? "answer of \(name)" : "\(name) \(parts[1])"
  }
}
