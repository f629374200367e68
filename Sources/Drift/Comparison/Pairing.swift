internal import APISchema
internal import Evidence

/// Which observed members are which expected ones: of the same name, of another letter case, renamed,
/// gone, new.
struct Pairing {
  /// Members of the same name, and such that differ in letter case alone.
  private(set) var pairs: [Pair] = []
  /// Members that are there under another name.
  private(set) var renamed: [Renaming] = []
  /// Members that are gone.
  private(set) var gone: [Gone] = []
  /// Members that are missing, in too few messages to tell.
  private(set) var unclear: [PropertySchema] = []
  /// Names that the baseline does not have.
  private(set) var added: [String] = []

  struct Pair {
    let expected: PropertySchema
    let observed: MemberSummary
    let name: String
    /// How many messages may lack it.
    var excused = 0
  }

  struct Renaming {
    let expected: PropertySchema
    let name: String
    let tally: Tally
  }

  struct Gone {
    let expected: PropertySchema
    let tally: Tally
  }

  private let object: ObjectSummary
  private let baseline: Baseline
  private let areTexts: Bool

  /// - Parameters:
  ///   - areTexts: Whether all values are texts, as in a query.
  ///   - excused: How many messages may lack a member, by its name in lower case: a parameter may stand in
  ///     the body instead.
  init(
    _ expected: [PropertySchema], _ object: ObjectSummary, _ baseline: Baseline,
    areTexts: Bool = false, excused: [String: Int] = [:]
  ) {
    self.object = object
    self.baseline = baseline
    self.areTexts = areTexts
    var free = Set(object.members.keys)
    var absent: [PropertySchema] = []
    for property in expected {
      guard let member = object.members[property.name], member.present.count > 0 else {
        absent.append(property)
        continue
      }
      free.remove(property.name)
      pairs.append(Pair(expected: property, observed: member, name: property.name))
    }
    absent.removeAll { property in
      let name = property.name.lowercased()
      guard let found = free.sorted().first(where: { $0.lowercased() == name }),
        let member = object.members[found]
      else { return false }
      free.remove(found)
      pairs.append(Pair(expected: property, observed: member, name: found))
      return true
    }
    // A name that the schema lacks, in another letter case than one that it has.
    for name in free.sorted() {
      guard let property = expected.first(where: { $0.name.lowercased() == name.lowercased() }),
        let member = object.members[name]
      else { continue }
      free.remove(name)
      pairs.append(Pair(expected: property, observed: member, name: name))
    }
    var excused = excused
    // What has it in another letter case does not lack it.
    for pair in pairs where pair.name != pair.expected.name {
      excused[pair.name.lowercased(), default: 0] += pair.observed.present.count
    }
    for index in pairs.indices {
      pairs[index].excused = excused[pairs[index].name.lowercased()] ?? 0
    }
    judge(absent, expected, &free, excused)
    added = free.filter { object.members[$0]?.present.count ?? 0 > 0 }.sorted()
  }

  private mutating func judge(
    _ absent: [PropertySchema], _ expected: [PropertySchema], _ free: inout Set<String>,
    _ excused: [String: Int]
  ) {
    var missing: [Gone] = absent.compactMap { property in
      let tally = object.members[property.name]?.missing ?? object.all
      let rest = object.all.messages - (excused[property.name.lowercased()] ?? 0)
      return rest > 0 ? Gone(expected: property, tally: tally.count > 0 ? tally : object.all) : nil
    }
    // Those that are there at first and not later.
    for pair in pairs where pair.name == pair.expected.name {
      let (present, lacking) = (pair.observed.present, pair.observed.missing)
      guard lacking.count > (excused[pair.name.lowercased()] ?? 0),
        let last = present.last, let first = lacking.first, last < first
      else { continue }
      missing.append(Gone(expected: pair.expected, tally: lacking))
    }
    let count = missing.count { isUsual($0.expected) }
    for candidate in missing {
      if let name = newName(of: candidate, of: count, expected, free) {
        free.remove(name)
        let tally = object.members[name]?.present ?? Tally()
        renamed.append(Renaming(expected: candidate.expected, name: name, tally: tally))
        continue
      }
      switch absence(of: candidate) {
      case .gone: gone.append(candidate)
      case .tooFewToTell: unclear.append(candidate.expected)
      case .unremarkable: break
      }
    }
  }

  private func absence(of candidate: Gone) -> Absence {
    let property = candidate.expected
    if property.presence == .required { return .gone }
    guard !baseline.isDeclared else { return .gone }
    let missing = candidate.tally.messages
    switch property.presence {
    case .observed(_, let without) where baseline.isAnswer:
      return without == 0 ? .gone : .unremarkable
    case .observed(let with, let without):
      return Absence(missing: missing, with: with, without: without)
    case .optional where property.isUsual:
      return Absence(missing: missing, with: Absence.leastMessages * 2, without: 0)
    case .optional, .required: return .unremarkable
    }
  }

  // MARK: Renames

  /// The new name under which a member is there wherever it is missing by its own.
  private func newName(
    of candidate: Gone, of count: Int, _ expected: [PropertySchema], _ free: Set<String>
  ) -> String? {
    guard isUsual(candidate.expected) else { return nil }
    let old = candidate.expected.name
    let order =
      object.orders.max {
        ($0.value.count, $1.key.joined()) < ($1.value.count, $0.key.joined())
      }?.key ?? []
    // An optional member that is not there takes no place.
    let places = expected.filter { order.contains($0.name) || isUsual($0) }.map(\.name)
    let fitting = free.filter { name in
      guard let member = object.members[name], member.present.count > 0 else { return false }
      return isInPlace(member, of: candidate) && isAlike(candidate.expected.value, member.value)
    }
    let scored = fitting.map { name in
      let isPart =
        name.lowercased().contains(old.lowercased()) || old.lowercased().contains(name.lowercased())
      let isSamePlace = order.firstIndex(of: name) == places.firstIndex(of: old)
      let isOnly = fitting.count == 1 && count == 1
      return (score: (isPart ? 4 : 0) + (isSamePlace ? 2 : 0) + (isOnly ? 1 : 0), name: name)
    }
    return scored.filter { $0.score > 0 }
      .max { ($0.score, $1.name) < ($1.score, $0.name) }?.name
  }

  private func isUsual(_ property: PropertySchema) -> Bool {
    switch property.presence {
    case .required: true
    case .optional: property.isUsual
    case .observed(let with, let without): with > without
    }
  }

  /// Whether the one is there just where the other is not.
  private func isInPlace(_ member: MemberSummary, of candidate: Gone) -> Bool {
    if baseline.isDeclared { return true }
    let (count, wanted) = (member.present.count, candidate.tally.count)
    return count <= wanted && count * 10 >= wanted * 8
      || object.members[candidate.expected.name].map { $0.missing.count == count } == true
  }

  /// Whether what is observed could be the value that is expected.
  private func isAlike(_ expected: ValueSchema, _ observed: ValueSummary) -> Bool {
    let observed = areTexts ? TextTypes.typed(observed, expected) : observed
    let expected = areTexts ? TextTypes.typed(expected) : expected
    let kinds = Set(observed.kinds.filter { $0.value.count > 0 }.keys)
    guard expected.kinds.isEmpty || kinds.allSatisfy({ expected.kinds.contains($0) }) else {
      return false
    }
    guard kinds.contains(.string), !expected.shapes.isEmpty, !observed.shapes.isEmpty else {
      return true
    }
    return observed.shapes.keys.contains { expected.shapes.contains($0) }
      || expected.shapes.isSubset(of: StringShape.free)
        && observed.shapes.keys.allSatisfy(StringShape.free.contains)
  }
}
