public import APISchema
public import Evidence

/// Which revision of the service a recording fits.
public struct RevisionFit: Sendable {
  /// The revisions, oldest first, each with its schema.
  private let candidates: [(id: String, schema: Schema)]
  /// The findings against each.
  private let findings: [[Finding]]

  /// Compares a recording with every revision.
  public init(_ summary: Summary, _ history: RevisionHistory) throws(SchemaError) {
    try self.init(summary, Self.schemas(of: history))
  }

  init(_ summary: Summary, _ schemas: [Schema]) {
    candidates = schemas.map { ($0.name, $0) }
    findings = schemas.map { Comparison(of: summary, with: $0).findings }
  }

  /// The schemas of all revisions, oldest first.
  static func schemas(of history: RevisionHistory) throws(SchemaError) -> [Schema] {
    var schemas: [Schema] = []
    for revision in history.revisions {
      var schema = try history.schema(of: revision)
      schema.name = revision.id
      schemas.append(schema)
    }
    return schemas
  }

  /// The revision with the fewest and lightest findings; of several the nearest to another one.
  public func best(nearestTo id: String?) -> String {
    let near = candidates.firstIndex { $0.id == id } ?? candidates.count - 1
    let best = candidates.indices.min { left, right in
      let (one, other) = (weight(left), weight(right))
      if one != other { return one < other }
      let (near1, near2) = (abs(left - near), abs(right - near))
      return near1 != near2 ? near1 < near2 : left > right
    }
    return candidates[best ?? near].id
  }

  private func weight(_ index: Int) -> Int {
    findings[index].reduce(0) { sum, finding in
      switch finding.severity {
      case .error: sum + 100
      case .warning: sum + 10
      case .info: sum + 1
      }
    }
  }

  /// The revision whose change a finding is, seen from a baseline: the nearest that does not give it.
  func explanation(of finding: Finding, from id: String) -> Explanation? {
    guard let base = candidates.firstIndex(where: { $0.id == id }) else { return nil }
    let fact = Fact(finding)
    func fits(_ index: Int) -> Bool { !findings[index].contains { Fact($0) == fact } }
    let later = (base + 1..<max(base + 1, candidates.count)).first(where: fits)
    let earlier = (0..<base).last(where: fits)
    if let later, earlier.map({ later - base <= base - $0 }) ?? true {
      return Explanation(revision: candidates[later].id, isEarlier: false)
    }
    return earlier.map { Explanation(revision: candidates[$0 + 1].id, isEarlier: true) }
  }

  /// What was observed, whatever was expected.
  private struct Fact: Hashable {
    var rule: String
    var operation: String?
    var location: Location
    var key: String

    init(_ finding: Finding) {
      rule = finding.rule
      operation = finding.operation
      location = finding.location
      key = finding.key
    }
  }

  // MARK: Recordings that change

  /// Where the recording changed: every fact that some revisions accept and others do not, in the order
  /// in which it came, leaves fewer of them; where none is left, something has changed.
  public func shifts(nearestTo id: String?) -> [RevisionShift] {
    let all = Set(candidates.indices)
    var facts: [(sighting: Sighting, revisions: Set<Int>)] = []
    var known: [Fact: Int] = [:]
    for index in candidates.indices {
      for finding in findings[index] where finding.severity != .info {
        guard let first = finding.first else { continue }
        let fact = Fact(finding)
        if let place = known[fact] {
          facts[place].revisions.remove(index)
          facts[place].sighting = min(facts[place].sighting, first)
        } else {
          known[fact] = facts.count
          facts.append((first, all.subtracting([index])))
        }
      }
    }
    let near = candidates.firstIndex { $0.id == id } ?? candidates.count - 1
    func choose(_ set: Set<Int>) -> Int {
      set.min { (abs($0 - near), $0) < (abs($1 - near), $1) } ?? near
    }
    var shifts: [RevisionShift] = []
    var current = all
    var before: Int?
    var start: Sighting?
    for fact in facts.filter({ !$0.revisions.isEmpty }).sorted(by: { $0.sighting < $1.sighting }) {
      let rest = current.intersection(fact.revisions)
      if rest.isEmpty {
        finish()
        before = choose(current)
        start = fact.sighting
        current = fact.revisions
      } else {
        current = rest
      }
    }
    finish()
    return shifts

    func finish() {
      guard let from = before, let start else { return }
      let to = current.min { (abs($0 - from), $0) < (abs($1 - from), $1) } ?? from
      shifts.append(
        RevisionShift(from: candidates[from].id, to: candidates[to].id, sighting: start))
      before = nil
    }
  }
}
