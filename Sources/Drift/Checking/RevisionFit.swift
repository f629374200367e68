public import APISchema
public import Evidence

/// Which revision of the service a recording fits.
///
/// What a question needs is compared, and once: for a recording without a finding against the revision of
/// its time that is all.
public struct RevisionFit: Sendable {
  private let summary: Summary
  /// The schemas of the revisions, oldest first.
  private let schemas: [Schema]
  /// The operations that any of them has.
  private let names: Set<String>
  /// What came of those that were compared.
  private var comparisons: [Comparison?]

  /// How a recording fits revisions, oldest first.
  public init(_ summary: Summary, _ schemas: [Schema]) {
    self.summary = summary
    self.schemas = schemas
    names = Set(schemas.flatMap { $0.operations.map(\.name) })
    comparisons = schemas.map { _ in nil }
  }

  /// What comes of comparing with a schema, which may be one of the revisions.
  mutating func comparison(with schema: Schema) -> Comparison {
    if let place = place(of: schema.name), schemas[place] == schema { return comparison(place) }
    return Comparison(of: summary, with: schema)
  }

  private mutating func comparison(_ index: Int) -> Comparison {
    if let known = comparisons[index] { return known }
    let comparison = Comparison(of: summary, with: schemas[index])
    comparisons[index] = comparison
    return comparison
  }

  /// The findings against a revision, but for those that any other gives as well.
  private mutating func findings(_ index: Int) -> [Finding] {
    comparison(index).findings.filter { !isUnknownToAll($0) }
  }

  /// Whether a finding is a call that no revision has, undocumented or signed.
  private func isUnknownToAll(_ finding: Finding) -> Bool {
    OperationAdded.ids.contains(finding.rule) && finding.operation.map(names.contains) == false
  }

  private func place(of id: String?) -> Int? { schemas.firstIndex { $0.name == id } }

  /// The revision with the fewest and lightest findings; of several the nearest to another one.
  public mutating func best(nearestTo id: String?) -> String {
    let near = place(of: id) ?? schemas.count - 1
    if findings(near).isEmpty { return schemas[near].name }
    let weights = schemas.indices.map { weight($0) }
    let best = schemas.indices.min { left, right in
      if weights[left] != weights[right] { return weights[left] < weights[right] }
      let (near1, near2) = (abs(left - near), abs(right - near))
      return near1 != near2 ? near1 < near2 : left > right
    }
    return schemas[best ?? near].name
  }

  private mutating func weight(_ index: Int) -> Int {
    findings(index).reduce(0) { sum, finding in
      switch finding.severity {
      case .error: sum + 100
      case .warning: sum + 10
      case .info: sum + 1
      }
    }
  }

  /// The revision whose change a finding is, seen from a baseline: the nearest that does not give it, of
  /// two as near the later.
  mutating func explanation(of finding: Finding, from id: String) -> Explanation? {
    // What is not even named says nothing of when it came.
    guard let base = place(of: id), finding.location.pointer != Words.hidden,
      finding.rule != OperationHostChanged.schemeID, !isUnknownToAll(finding)
    else { return nil }
    if accepts(finding, base) { return difference(of: finding, from: base) }
    for distance in 1..<max(2, schemas.count) {
      if base + distance < schemas.count, accepts(finding, base + distance) {
        return Explanation(revision: schemas[base + distance].name, isEarlier: false)
      }
      if base >= distance, accepts(finding, base - distance) {
        return Explanation(revision: schemas[base - distance + 1].name, isEarlier: true)
      }
    }
    return nil
  }

  /// What lies between a revision that has nothing to say of a finding, and the baseline that gave it,
  /// which is of another time: the change after the nearest revision that gives it as well, or that
  /// before it. One that expects the very same is more like the baseline than any nearer one.
  private mutating func difference(of finding: Finding, from base: Int) -> Explanation? {
    for isSame in [true, false] {
      for distance in 1..<max(2, schemas.count) {
        if base >= distance, gives(finding, base - distance, isSame) {
          return Explanation(revision: schemas[base - distance + 1].name, isEarlier: false)
        }
        if base + distance < schemas.count, gives(finding, base + distance, isSame) {
          return Explanation(revision: schemas[base + distance].name, isEarlier: true)
        }
      }
    }
    return nil
  }

  /// Whether a revision gives a finding, or at least one of the same rule of what it is about.
  private mutating func gives(_ finding: Finding, _ index: Int, _ isSame: Bool) -> Bool {
    findings(index).contains {
      $0.covers(finding) && $0.rule == finding.rule && (!isSame || $0.expected == finding.expected)
    }
  }

  /// Whether a revision has nothing to say of what a finding is about.
  private mutating func accepts(_ finding: Finding, _ index: Int) -> Bool {
    knows(finding, index) && !findings(index).contains { $0.covers(finding) }
  }

  /// Whether a revision has the operation that a finding is about, unless that is what it tells, and the
  /// field whose value has changed: where it was not there, it had no other value.
  private func knows(_ finding: Finding, _ index: Int) -> Bool {
    if finding.rule.hasSuffix("header-changed"), !hasField(finding.location.pointer, index) {
      return false
    }
    guard let operation = finding.operation, !OperationAdded.ids.contains(finding.rule),
      finding.rule != OperationRemoved.id
    else { return true }
    return schemas[index].operations.contains { $0.name == operation }
  }

  private func hasField(_ name: String, _ index: Int) -> Bool {
    schemas[index].operations.contains { operation in
      (operation.requestFields + operation.responses.values.flatMap(\.fields)).contains {
        $0.name.lowercased() == name
      }
    }
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
  public mutating func shifts(nearestTo id: String?) -> [RevisionShift] {
    let near = place(of: id) ?? schemas.count - 1
    // A revision that accepts all facts always remains.
    if findings(near).isEmpty { return [] }
    func nearest(_ set: Set<Int>, to place: Int) -> Int {
      set.min { (abs($0 - place), $0) < (abs($1 - place), $1) } ?? place
    }
    var shifts: [RevisionShift] = []
    var current = Set(schemas.indices)
    var members: [Fact] = []
    var opened: (before: Int, at: Sighting)?
    func close() {
      guard let (before, sighting) = opened else { return }
      let after = nearest(current, to: before)
      shifts.append(
        RevisionShift(
          from: schemas[before].name, to: schemas[after].name, sighting: sighting))
    }
    for fact in facts() {
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
  private mutating func facts() -> [Fact] {
    var known: Set<Finding.Identity> = []
    var facts: [Fact] = []
    let all = schemas.indices.flatMap { findings($0) }
    for finding in all where finding.severity != .info {
      var identity = finding.identity
      identity.expected = ""
      guard let first = finding.first, let last = finding.last, facts.count < 512,
        known.insert(identity).inserted
      else { continue }
      let revisions = schemas.indices.filter { accepts(finding, $0) }
      if !revisions.isEmpty, revisions.count < schemas.count {
        facts.append(Fact(first: first, last: last, revisions: Set(revisions)))
      }
    }
    return facts.sorted { $0.first < $1.first }
  }
}

extension Finding {
  /// Whether it says of what another finding is about that it is not as expected, be it by another rule.
  fileprivate func covers(_ other: Finding) -> Bool {
    guard operation == other.operation || isOfAll(with: other), location.part == other.location.part
    else { return false }
    let own = pointers
    let theirs = other.pointers
    guard
      theirs.contains(where: { pointer in
        own.contains { $0 == pointer || hidesInside && Self.contains($0, pointer) }
      })
    else { return false }
    if let first, let last, let start = other.first, let end = other.last {
      return first <= start && end <= last
    }
    return rule == other.rule && key == other.key
  }

  /// Whether nothing inside is compared because of it.
  private var hidesInside: Bool {
    !rule.hasSuffix("member-order-changed") && !rule.hasSuffix("media-type-changed")
  }

  /// Whether one of both is of all operations, and so of that of the other.
  private func isOfAll(with other: Finding) -> Bool {
    (location.part.isHeader || rule == FaultStatusChanged.id)
      && (operation == nil || other.operation == nil)
  }

  /// Whether one place is another, or the other stands in it.
  private static func contains(_ outer: String, _ inner: String) -> Bool {
    outer == inner || outer.isEmpty
      || inner.hasPrefix(outer) && [".", "["].contains(inner.dropFirst(outer.count).first)
  }
}
