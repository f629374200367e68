public import APISchema
public import Evidence

/// Which revision of the service a recording fits.
public struct RevisionFit: Sendable {
  /// The revisions, oldest first, each with its schema.
  private let candidates: [(id: String, schema: Schema)]
  /// The findings against each.
  private let findings: [[Finding]]

  /// Compares a recording with every revision, oldest first.
  public init(_ summary: Summary, _ schemas: [Schema]) {
    candidates = schemas.map { ($0.name, $0) }
    findings = schemas.map { Comparison(of: summary, with: $0).findings }
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
    func fits(_ index: Int) -> Bool { !findings[index].contains { $0.covers(finding) } }
    let later = (base + 1..<max(base + 1, candidates.count)).first(where: fits)
    let earlier = (0..<base).last(where: fits)
    if let later, earlier.map({ later - base <= base - $0 }) ?? true {
      return Explanation(revision: candidates[later].id, isEarlier: false)
    }
    return earlier.map { Explanation(revision: candidates[$0 + 1].id, isEarlier: true) }
  }

  // MARK: Recordings that change

  /// Something that was observed, and the revisions that accept it.
  private struct Fact {
    var first: Sighting
    var last: Sighting
    var revisions: Set<Int>
  }

  /// Where the recording changed: every fact that some revisions accept and others do not, in the order
  /// in which it came, leaves fewer of them; where none is left, something has changed. What no revision
  /// accepts, and what came at the same time as what it does not go with, says nothing.
  public func shifts(nearestTo id: String?) -> [RevisionShift] {
    let near = candidates.firstIndex { $0.id == id } ?? candidates.count - 1
    func nearest(_ set: Set<Int>, to place: Int) -> Int {
      set.min { (abs($0 - place), $0) < (abs($1 - place), $1) } ?? place
    }
    var shifts: [RevisionShift] = []
    var current = Set(candidates.indices)
    var members: [Fact] = []
    var opened: (before: Int, at: Sighting)?
    func close() {
      guard let (before, sighting) = opened else { return }
      let after = nearest(current, to: before)
      shifts.append(
        RevisionShift(
          from: candidates[before].id, to: candidates[after].id, sighting: sighting))
    }
    for fact in facts {
      let rest = current.intersection(fact.revisions)
      if !rest.isEmpty {
        current = rest
        members.append(fact)
        continue
      }
      let conflicting = members.filter { $0.revisions.isDisjoint(with: fact.revisions) }
      guard
        members.allSatisfy({
          $0.last < fact.first || !$0.revisions.isDisjoint(with: fact.revisions)
        }),
        !conflicting.isEmpty
      else { continue }
      close()
      opened = (nearest(current, to: near), fact.first)
      current = fact.revisions
      members = [fact]
    }
    close()
    return shifts
  }

  /// What some revisions accept and others do not, in the order in which it came.
  private var facts: [Fact] {
    var known: Set<Finding.Identity> = []
    var facts: [Fact] = []
    for finding in findings.joined() where finding.severity != .info {
      var identity = finding.identity
      identity.expected = ""
      guard let first = finding.first, let last = finding.last, facts.count < 512,
        known.insert(identity).inserted
      else { continue }
      let revisions = candidates.indices.filter { index in
        !findings[index].contains { $0.covers(finding) }
      }
      if !revisions.isEmpty, revisions.count < candidates.count {
        facts.append(Fact(first: first, last: last, revisions: Set(revisions)))
      }
    }
    return facts.sorted { $0.first < $1.first }
  }
}

extension Finding {
  /// Whether it says of what another finding is about that it is not as expected, be it by another rule.
  fileprivate func covers(_ other: Finding) -> Bool {
    guard operation == other.operation, location.part == other.location.part else { return false }
    let own = [location.pointer] + siblings
    let theirs = [other.location.pointer] + other.siblings
    guard theirs.contains(where: { pointer in own.contains { Self.contains($0, pointer) } }) else {
      return false
    }
    if let first, let last, let start = other.first, let end = other.last {
      return first <= start && end <= last
    }
    return rule == other.rule && key == other.key
  }

  /// Whether one place is another, or the other stands in it.
  private static func contains(_ outer: String, _ inner: String) -> Bool {
    outer == inner || outer.isEmpty
      || inner.hasPrefix(outer) && [".", "["].contains(inner.dropFirst(outer.count).first)
  }
}
