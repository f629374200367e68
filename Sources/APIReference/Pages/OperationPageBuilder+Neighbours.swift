internal import APISchema
internal import CallRendering
internal import Evidence

// What comes before and after, and what goes from one call to the next.

extension OperationPageBuilder {
  /// Takers that are named; of more, only how many there are.
  private static let takerLimit = 4

  func neighbours(
    _ operation: OperationSchema, _ evidence: OperationSummary?, _ path: String
  ) -> [String] {
    origins(operation, evidence, path) + uses(operation, path) + flows(operation, path)
      + learned(operation, path) + observed(operation, path)
  }

  // MARK: Identifiers

  /// Where the identifiers come from that a request names.
  private func origins(
    _ operation: OperationSchema, _ evidence: OperationSummary?, _ path: String
  ) -> [String] {
    let links = reference.notes.operations[operation.name]?.links ?? []
    let names = (links.map(\.name) + operation.query.map(\.name)).uniqued
    return names.compactMap { name in
      var seen = reference.evidence.origins(of: name, evidence)
      var texts = links.filter { $0.name == name }.map { link in
        let count = seen.removeValue(forKey: "\(link.operation) \(link.place)")
        return self.text(link.operation, link.place, path)
          + times(count, of: link.sightings)
      }
      texts += seen.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.compactMap { place, count in
        OperationNotes.Link.place(place).map { text($0.operation, $0.place, path) + times(count) }
      }
      guard !texts.isEmpty else { return nil }
      let what = name.isEmpty ? markup.text("Each element of the body") : markup.code(name)
      return what + markup.text(" comes from ") + texts.joined(separator: markup.text(", or "))
        + "."
    }
  }

  private func times(_ count: Int?, of learned: Provenance.Sightings? = nil) -> String {
    if let count { return markup.text(" (\(Words.times(count)) in these recordings)") }
    return learned.map { markup.text(" (learned: \(Words.count($0.seen, of: $0.of)))") } ?? ""
  }

  /// `ListPublisherAccountSubscriptions[].ContactId`
  private func text(_ operation: String, _ place: String, _ path: String) -> String {
    link(operation, IdentifierLinks.text(place), from: path)
  }

  /// What other requests take of its answer.
  private func uses(_ operation: OperationSchema, _ path: String) -> [String] {
    let takers = reference.links.takers(of: operation.name)
    return takers.map { [$0.place, $0.name] }.uniqued.map { pair in
      let operations = takers.filter { [$0.place, $0.name] == pair }.map(\.operation).uniqued
      let place = IdentifierLinks.text(pair[0])
      let answer =
        place.isEmpty
        ? markup.text("Its answer") : markup.code(place) + markup.text(" of its answer")
      let what =
        pair[1].isEmpty
        ? markup.text("what the body lists of ")
        : markup.text("the ") + markup.code(pair[1]) + markup.text(" of ")
      let who =
        operations.count > Self.takerLimit
        ? markup.text("\(operations.count) operations")
        : operations.map { link($0, from: path) }.joined(separator: ", ")
      return answer + markup.text(" is ") + what + who + "."
    }
  }

  // MARK: Order

  /// What stands next to it in the flows of the document.
  private func flows(_ operation: OperationSchema, _ path: String) -> [String] {
    reference.notes.flows.compactMap { flow in
      let steps = flow.steps.map(\.operation)
      let own = steps.indices.filter { steps[$0].lowercased() == operation.name.lowercased() }
      guard let first = own.first, let last = own.last else { return nil }
      let before = first > 0 ? [link(steps[first - 1], from: path)] : []
      let after = last + 1 < steps.count ? [link(steps[last + 1], from: path)] : []
      let name = markup.link(
        markup.text(flow.name), to: PagePath.page("Flow", markup.format), from: path)
      return name + markup.text(": ") + order(before, after) + "."
    }
  }

  /// What stood next to it where it was learned.
  private func learned(_ operation: OperationSchema, _ path: String) -> [String] {
    guard let notes = reference.notes.operations[operation.name] else { return [] }
    func texts(_ neighbours: [OperationNotes.Neighbour]) -> [String] {
      neighbours.map {
        link($0.operation, from: path)
          + ($0.sightings.map { markup.text(" (\(Words.count($0.seen, of: $0.of)))") } ?? "")
      }
    }
    let (before, after) = (texts(notes.before), texts(notes.after))
    guard !before.isEmpty || !after.isEmpty else { return [] }
    return [markup.text("Where it was learned: ") + order(before, after) + "."]
  }

  /// What stood next to it in recordings.
  private func observed(_ operation: OperationSchema, _ path: String) -> [String] {
    func texts(_ neighbours: [(operation: String, count: Int)]) -> [String] {
      neighbours.map {
        link($0.operation, from: path) + markup.text(" (\(NumberText.grouped($0.count)))")
      }
    }
    let before = texts(reference.evidence.before(operation.name))
    let after = texts(reference.evidence.after(operation.name))
    guard !before.isEmpty || !after.isEmpty else { return [] }
    return [markup.text("In these recordings: ") + order(before, after) + "."]
  }

  private func order(_ before: [String], _ after: [String]) -> String {
    let parts = [
      before.isEmpty ? "" : markup.text("after ") + before.joined(separator: ", "),
      after.isEmpty ? "" : markup.text("before ") + after.joined(separator: ", "),
    ].filter { !$0.isEmpty }
    return parts.isEmpty ? markup.text("alone") : parts.joined(separator: "; ")
  }

  private func link(_ operation: String, _ place: String = "", from page: String) -> String {
    reference.link(operation, place, from: page, markup)
  }
}
