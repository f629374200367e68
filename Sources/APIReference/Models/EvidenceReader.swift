internal import APISchema
internal import Evidence

/// Finds in a summary what belongs to an operation of the schema, whatever letter case it was called in.
struct EvidenceReader {
  private let operations: [String: OperationSummary]
  /// Whether there are recordings at all.
  let isPresent: Bool
  private let summary: Summary?

  init(_ summary: Summary?) {
    self.summary = summary
    isPresent = summary != nil
    operations = Dictionary(
      (summary?.operations ?? [:]).map { ($0.key.lowercased(), $0.value) },
      uniquingKeysWith: { first, _ in first })
  }

  func operation(_ name: String) -> OperationSummary? { operations[name.lowercased()] }

  /// Calls that the schema does not have, by name.
  func unknown(besides schema: Schema) -> [(name: String, summary: OperationSummary)] {
    let known = Set(schema.operations.map { $0.name.lowercased() })
    return (summary?.operations ?? [:]).filter { !known.contains($0.key.lowercased()) }
      .sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// How many captures, and which.
  var captures: [CaptureRecord] { summary?.captures ?? [] }

  /// How often a parameter was there, of all requests whose query counts.
  func parameter(_ name: String, _ operation: OperationSummary?) -> String {
    guard let query = operation?.query, query.all.count > 0 else { return "" }
    let count = query.members.filter { $0.key.lowercased() == name.lowercased() }
      .reduce(0) { $0 + $1.value.present.messages }
    return Words.count(count, of: query.all.messages)
  }
}
