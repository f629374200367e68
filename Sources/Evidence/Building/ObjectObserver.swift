internal import Bytes
internal import JSONDecoding
internal import Redaction

/// Observes the objects in one place, or the queries or forms of an operation.
final class ObjectObserver {
  private let rank: Rank
  /// What stands before the names of members in their places: `$[*].`, `query `.
  private let place: String
  private let isSecret: Bool
  private var all = Counter()
  private var serial = 0
  /// By number; nil for those that had to go.
  private var members: [MemberObserver?] = []
  private var numbers: [String: Int] = [:]
  private var memberCount = 0
  private var leftOut = 0
  private var orders = MemberOrders()
  /// Where the object that is looked at now does not follow the usual order: the numbers of its members.
  private var order: [Int]?
  private var position = 0
  private var seen = 0
  /// What is left out of the object that is looked at now: each counts once.
  private var rejected: Set<String> = []

  init(_ rank: Rank, at place: String, isSecret: Bool = false) {
    self.rank = rank
    self.place = place
    self.isSecret = isSecret
  }

  func observe(_ node: JSONNode, _ observation: Observation) {
    let before = begin(observation)
    for member in node.members {
      guard let observer = find(member.utf8Name, before, observation) else { continue }
      if !observation.hasWrongValues { observer.value.observe(member.value, observation) }
    }
    end(observation)
  }

  /// Observes the members of a query or a form, all of them texts.
  func observe(
    _ items: some Sequence<(name: String, value: String)>, _ observation: Observation
  ) {
    let before = begin(observation)
    for var (name, value) in items {
      guard let observer = name.withUTF8({ find($0, before, observation) }) else { continue }
      if !observation.hasWrongValues {
        value.withUTF8 { observer.value.observe(text: $0, observation) }
      }
    }
    end(observation)
  }

  /// Starts an object, and returns the count of those before it.
  private func begin(_ observation: Observation) -> Counter {
    let before = all
    all.add(observation.moment)
    serial += 1
    order = orders.usual == nil ? [] : nil
    position = 0
    seen = 0
    if !rejected.isEmpty { rejected = [] }
    return before
  }

  private func end(_ observation: Observation) {
    if seen < memberCount {
      for case let member? in members where member.lastObject != serial {
        member.missing.add(observation.moment)
      }
    }
    guard leftOut == 0 else { return }
    if order == nil, position == orders.usual?.count {
      orders.addUsual(observation.moment)
    } else {
      let numbers = order ?? Array(orders.usual?.prefix(position) ?? [])
      orders.add(numbers, names: { self.members[$0]?.name ?? "" }, observation.moment)
    }
  }

  /// The observer of the next member; nil where it is left out.
  private func find(
    _ name: UnsafeBufferPointer<UInt8>, _ before: Counter, _ observation: Observation
  ) -> MemberObserver? {
    let found: MemberObserver
    if order == nil, let usual = orders.usual, position < usual.count,
      let expected = members[usual[position]], expected.isNamed(name)
    {
      found = expected
    } else {
      if order == nil { order = Array(orders.usual?.prefix(position) ?? []) }
      guard let member = findAnywhere(name, before, observation) else { return nil }
      order?.append(member.number)
      found = member
    }
    position += 1
    if found.lastObject != serial {
      found.lastObject = serial
      found.present.add(observation.moment)
      seen += 1
    }
    return found
  }

  private func findAnywhere(
    _ utf8: UnsafeBufferPointer<UInt8>, _ before: Counter, _ observation: Observation
  ) -> MemberObserver? {
    let name = utf8.count > 64 ? Names.hidden : String(decoding: utf8, as: UTF8.self)
    if let number = numbers[name] { return members[number] }
    let isKnown = Names.isKnown(name)
    let shown = isSecret && !isKnown ? Names.hidden : Names.shown(name)
    if let number = numbers[shown] { return members[number] }
    let rank = rank.inside(shown, isKnown: isKnown)
    guard rank.depth <= Limit.depthCount, observation.admits(rank) else {
      if rejected.insert(shown).inserted { leftOut += 1 }
      orders.giveUp()
      return nil
    }
    let member = MemberObserver(
      shown, number: members.count,
      ValueObserver(
        rank, isSecret || SensitiveNames.role(of: name) != nil ? .everything : .nothing,
        at: place + shown, isEnumeration: Names.enumerations.contains(shown),
        hasPublicWords: rank.isKnown && Names.wordEnumerations.contains(shown)), missing: before)
    members.append(member)
    numbers[shown] = member.number
    memberCount += 1
    return member
  }

  // MARK: Limits

  /// The ranks of all members inside.
  var ranks: [UInt64] {
    members.compactMap { $0 }.flatMap { member in
      [member.value.rank.value] + member.value.objects.flatMap(\.ranks)
    }
  }

  /// Lets go of the members that the threshold excludes.
  func limit(to threshold: UInt64) {
    for case let member? in members {
      if member.value.rank.value > threshold {
        leftOut += member.present.count
        members[member.number] = nil
        numbers[member.name] = nil
        memberCount -= 1
        orders.giveUp()
      } else {
        for object in member.value.objects { object.limit(to: threshold) }
      }
    }
  }

  func summary(_ id: String) -> ObjectSummary {
    var summary = ObjectSummary()
    summary.all = all.tally(id)
    for case let member? in members {
      var observed = MemberSummary()
      observed.present = member.present.tally(id)
      observed.missing = member.missing.tally(id)
      observed.value = member.value.summary(id)
      summary.members[member.name] = observed
    }
    if leftOut > 0 {
      summary.leftOut[.members] = leftOut
      summary.leftOut[.orders] = all.count
    } else {
      summary.orders = orders.tallies(id)
      if orders.leftOut > 0 { summary.leftOut[.orders] = orders.leftOut }
    }
    return summary
  }
}

/// Observes one member of objects.
final class MemberObserver {
  let name: String
  /// Its place in the list of members.
  let number: Int
  let value: ValueObserver
  var present = Counter()
  var missing: Counter
  /// The object that had it last: some have a member twice.
  var lastObject = -1
  private let utf8: [UInt8]

  init(_ name: String, number: Int, _ value: ValueObserver, missing: Counter) {
    self.name = name
    self.number = number
    self.value = value
    self.missing = missing
    utf8 = Array(name.utf8)
  }

  @inline(__always)
  func isNamed(_ other: UnsafeBufferPointer<UInt8>) -> Bool {
    guard utf8.count == other.count else { return false }
    return utf8.withUnsafeBufferPointer { utf8 in
      for index in 0..<utf8.count where utf8[index] != other[index] { return false }
      return true
    }
  }
}

/// Counts the orders in which members come.
private struct MemberOrders {
  private var orders: [(numbers: [Int], names: [String], counter: Counter)] = []
  private var last = 0
  private var isGivenUp = false
  private(set) var leftOut = 0

  /// The order of the last object.
  var usual: [Int]? { last < orders.count ? orders[last].numbers : nil }

  mutating func addUsual(_ moment: Moment) { orders[last].counter.add(moment) }

  mutating func add(_ numbers: [Int], names: (Int) -> String, _ moment: Moment) {
    guard !isGivenUp else { return }
    if let known = orders.firstIndex(where: { $0.numbers == numbers }) {
      last = known
      return addUsual(moment)
    }
    guard numbers.count <= Limit.orderLength else {
      leftOut += 1
      return
    }
    let names = numbers.map(names)
    if orders.count >= Limit.orders.count {
      guard let greatest = orders.indices.max(by: { precedes(orders[$0].names, orders[$1].names) }),
        precedes(names, orders[greatest].names)
      else {
        leftOut += 1
        return
      }
      leftOut += orders.remove(at: greatest).counter.count
    }
    var counter = Counter()
    counter.add(moment)
    orders.append((numbers, names, counter))
    last = orders.count - 1
  }

  private func precedes(_ left: [String], _ right: [String]) -> Bool {
    StableHash.precedes(left.orderKey, right.orderKey)
  }

  /// Forgets all: the members are no longer all there.
  mutating func giveUp() {
    orders = []
    last = 0
    isGivenUp = true
  }

  func tallies(_ id: String) -> [[String]: Tally] {
    Dictionary(uniqueKeysWithValues: orders.map { ($0.names, $0.counter.tally(id)) })
  }
}

extension [String] {
  /// What an order is known by.
  var orderKey: String { joined(separator: "\n") }
}
