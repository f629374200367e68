internal import HTTPMessages
internal import JSONDecoding

/// Observes the requests that were refused for an invalid argument, by the names that they had and by
/// whether an accepted request of the capture had the same value there.
///
/// That a request was refused shows what it lacks to be required only where nothing else of it can be to
/// blame: a value that no accepted request had may be wrong. Of a value nothing is kept but a hash, which is
/// another one in every run, and nothing of that goes into a summary.
struct Refusals {
  /// What follows a name whose value an accepted request had as well.
  static let sameMark: Character = "="
  /// Values of accepted requests that are remembered; later ones are not, and prove nothing.
  private static let valueLimit = 4_096
  /// Refused requests that wait for later requests to be accepted.
  private static let waitingLimit = 1_024

  private var accepted: Set<Int> = []
  private var waiting: [(parts: [Part], moment: Moment)] = []
  private var counters = NamedCounters(.refusals)

  private struct Part {
    var name: String
    var hash: Int
  }

  /// Observes a request that was not refused.
  mutating func accept(_ request: HTTPRequest, _ parser: JSONParser) {
    guard accepted.count < Self.valueLimit else { return }
    for part in Self.parts(of: request, parser) ?? [] { accepted.insert(part.hash) }
  }

  /// Observes a request that was refused.
  mutating func refuse(_ request: HTTPRequest, _ parser: JSONParser, _ moment: Moment) {
    guard let parts = Self.parts(of: request, parser) else { return }
    if waiting.count < Self.waitingLimit {
      waiting.append((parts, moment))
    } else {
      counters.add(key(parts), moment)
    }
  }

  func tallies(_ id: String, _ leftOut: inout [Limit: Int]) -> [String: Tally] {
    var counters = counters
    for (parts, moment) in waiting { counters.add(key(parts), moment) }
    return counters.tallies(id, &leftOut)
  }

  /// The names, sorted, with a space between them.
  private func key(_ parts: [Part]) -> String {
    var names: [String: Bool] = [:]
    for part in parts {
      names[part.name] = names[part.name] ?? true && accepted.contains(part.hash)
    }
    return names.sorted { $0.key < $1.key }.map {
      $0.value ? $0.key + String(Self.sameMark) : $0.key
    }
    .joined(separator: " ")
  }

  /// A name of a key without its mark, and whether it has one.
  static func split(_ name: Substring) -> (name: String, isSame: Bool) {
    name.last == sameMark ? (String(name.dropLast()), true) : (String(name), false)
  }

  // MARK: Requests

  /// What stands in the query and at the top of the body, with names as far as they may be shown; nil where
  /// the body does not tell all of it.
  private static func parts(of request: HTTPRequest, _ parser: JSONParser) -> [Part]? {
    guard request.body.completeness == .whole else { return nil }
    var parts = request.target.queryItems.map { item in
      part(item.name) { $0.combine(item.value) }
    }
    let bytes = request.body.bytes
    if !bytes.allSatisfy({ $0 <= 0x20 }) {
      let members = try? parser.read(bytes) { node in
        node.kind == .object
          ? node.members.map { member in part(member.name) { add(member.value, to: &$0) } } : nil
      }
      guard let members = members ?? nil else { return nil }
      parts += members
    }
    return parts.count <= Limit.orderLength ? parts : nil
  }

  private static func part(_ name: String, _ add: (inout Hasher) -> Void) -> Part {
    var hasher = Hasher()
    hasher.combine(name.lowercased())
    add(&hasher)
    return Part(name: Names.shown(name), hash: hasher.finalize())
  }

  private static func add(_ node: JSONNode, to hasher: inout Hasher) {
    let writer = JSONWriter()
    writer.value(JSONValue(node))
    writer.bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
  }
}

extension OperationSummary {
  /// The requests that failed with `InvalidArgument`, by the names that they had, whatever their values.
  public var refusedNames: [(names: [String], count: Int)] {
    refusals.map { key, tally in
      (key.split(separator: " ").map { Refusals.split($0).name }, tally.count)
    }
  }
}
