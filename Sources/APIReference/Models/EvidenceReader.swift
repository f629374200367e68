internal import APISchema
internal import Evidence

/// Finds in a summary what belongs to an operation of the schema, whatever letter case it was called in.
struct EvidenceReader {
  private let operations: [String: OperationSummary]
  /// Whether there are recordings at all.
  let isPresent: Bool
  private let summary: Summary?
  /// By the name of an operation in lower case, how often which operation came after it.
  private let followers: [String: [String: Int]]

  init(_ summary: Summary?) {
    self.summary = summary
    isPresent = summary != nil
    operations = Dictionary(
      (summary?.operations ?? [:]).map { ($0.key.lowercased(), $0.value) },
      uniquingKeysWith: { first, _ in first })
    var followers: [String: [String: Int]] = [:]
    for (name, operation) in summary?.operations ?? [:] {
      for (before, delays) in operation.delays {
        followers[before.lowercased(), default: [:]][name, default: 0] += delays.values.sum.count
      }
    }
    self.followers = followers
  }

  /// What came before an operation in its session most often, and how often.
  func before(_ name: String) -> [(operation: String, count: Int)] {
    Self.frequent((operation(name)?.delays ?? [:]).mapValues(\.values.sum.count))
  }

  /// What came after an operation in its session most often, and how often.
  func after(_ name: String) -> [(operation: String, count: Int)] {
    Self.frequent(followers[name.lowercased()] ?? [:])
  }

  private static func frequent(_ counts: [String: Int]) -> [(operation: String, count: Int)] {
    counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(3).map { ($0.key, $0.value) }
  }

  /// Where the identifiers of a name in requests came from, as links name it, and how often.
  func origins(of name: String, _ operation: OperationSummary?) -> [String: Int] {
    guard let operation else { return [:] }
    var values = [
      operation.query, operation.header, operation.requestBody.json.object,
      operation.requestBody.form,
    ].flatMap(\.members).filter { $0.key.lowercased() == name.lowercased() }.map(\.value.value)
    // The elements of a body that is an array have no name.
    if name.isEmpty, let elements = operation.requestBody.json.elements {
      values.append(elements.value)
    }
    return values.reduce(into: [:]) { origins, value in
      origins.merge(value.links.mapValues(\.count), uniquingKeysWith: +)
    }
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

  /// How often a parameter of the header was there, of all requests whose header counts.
  func field(_ name: String, _ operation: OperationSummary?) -> String {
    guard let header = operation?.header, header.all.count > 0 else { return "" }
    return Words.count(header.members[name]?.present.messages ?? 0, of: header.all.messages)
  }
}
