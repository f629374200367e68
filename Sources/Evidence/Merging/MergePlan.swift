internal import APISchema

/// Finds out which of many summaries together stand for all of their captures, each capture once.
///
/// That is known only once all have come: two that overlap in part are both contained in a third one, or
/// cannot be merged. Until then it holds the names of captures alone, so that the summaries may lie in a
/// file, and it asks for those that count by their numbers, in the order in which they came.
public struct MergePlan: Sendable {
  /// The summaries that are contained in no other so far, by number.
  private var entries: [Int: Set<String>] = [:]
  /// Their numbers, by the captures that they stand for.
  private var numbers: [String: Set<Int>] = [:]
  /// The smallest label of each capture: a copy of a file may have another name.
  private var labels: [String: String] = [:]
  /// What is said of each capture, and by which summary, by its digests.
  private var records: [[String]: (record: CaptureRecord, number: Int)] = [:]
  /// The hash of what is said of each set of captures, and by which summary, by the hash of the set.
  private var contents: [Int: (hash: Int, number: Int)] = [:]
  /// What each entry stands for.
  private var captures: [Int: [CaptureRecord]] = [:]
  private var count = 0

  /// A plan of nothing.
  public init() {}

  /// Takes a summary, which has the next number, from 0.
  ///
  /// - Returns: The numbers of those that are not needed any more, which may be that of the summary itself.
  /// - Throws: `SummaryError` where it does not name its captures, or says of the same captures something
  ///   else than another.
  public mutating func add(_ summary: Summary) throws(SummaryError) -> [Int] {
    try add(summary, unlabelled: Self.unlabelled(summary))
  }

  /// The line of a summary without labels, which a copy of a capture may have others of.
  static func unlabelled(_ summary: Summary) -> [UInt8] {
    var summary = summary
    summary.label { _ in "" }
    return SummaryWriter.line(summary)
  }

  mutating func add(
    _ summary: Summary, unlabelled line: [UInt8]
  ) throws(SummaryError) -> [Int] {
    let digests = Set(summary.captures.flatMap(\.digests))
    guard !digests.isEmpty, summary.captures.allSatisfy({ !$0.digests.isEmpty }) else {
      throw SummaryError(
        kind: .unnamed, what: "a summary that does not name its captures",
        advice: "make it again with shareproto summarize")
    }
    try check(summary, digests, line)
    for record in summary.captures {
      labels[record.id] = min(labels[record.id] ?? record.label, record.label)
    }
    let number = count
    count += 1
    let related = Set(digests.flatMap { numbers[$0] ?? [] })
    if related.contains(where: { entries[$0]?.isSuperset(of: digests) == true }) { return [number] }
    let contained = related.filter { entries[$0]?.isSubset(of: digests) == true }
    for number in contained { remove(number) }
    entries[number] = digests
    captures[number] = summary.captures
    for digest in digests { numbers[digest, default: []].insert(number) }
    return contained.sorted()
  }

  private mutating func remove(_ number: Int) {
    for digest in entries.removeValue(forKey: number) ?? [] { numbers[digest]?.remove(number) }
    captures[number] = nil
  }

  /// Leaves out captures that hold the same traffic as another in another file, where they stand alone.
  ///
  /// - Returns: The label of each that stays, and of those that were left out for it.
  mutating func leaveOutTwins() -> [(kept: String, leftOut: [String])] {
    let alone = Dictionary(
      captures.filter { $0.value.count == 1 }.map { ($0.value[0].id, $0.key) },
      uniquingKeysWith: { first, _ in first })
    var all: [(kept: String, leftOut: [String])] = []
    for twins in Twins.groups(captures.values.flatMap(\.self)) {
      // Of those that stand alone all may go where one of several stays.
      guard let kept = twins.first(where: { alone[$0.id] == nil }) ?? twins.first else { continue }
      var leftOut: [String] = []
      for twin in twins where twin.id != kept.id {
        guard let number = alone[twin.id] else { continue }
        remove(number)
        leftOut.append(labels[twin.id] ?? twin.label)
      }
      if !leftOut.isEmpty { all.append((labels[kept.id] ?? kept.label, leftOut)) }
    }
    return all
  }

  /// A capture that was read with and without its keys is two different things.
  private mutating func check(
    _ summary: Summary, _ digests: Set<String>, _ line: [UInt8]
  ) throws(SummaryError) {
    let unlabelled = summary.captures.map { record in
      var record = record
      record.label = ""
      return record
    }
    for (record, own) in zip(unlabelled, summary.captures) {
      if let known = records[record.digests], known.record != record {
        throw difference([own.label], Set(record.digests), from: known.number)
      }
    }
    var hasher = Hasher()
    line.withUnsafeBytes { hasher.combine(bytes: $0) }
    let content = hasher.finalize()
    if let known = contents[digests.hashValue], known.hash != content {
      throw difference(summary.captures.map(\.label), digests, from: known.number)
    }
    // A summary that is refused leaves no trace.
    for record in unlabelled where records[record.digests] == nil {
      records[record.digests] = (record, count)
    }
    if contents[digests.hashValue] == nil { contents[digests.hashValue] = (content, count) }
  }

  /// - Parameters:
  ///   - labels: Those of the captures.
  ///   - digests: Those of the captures, too.
  ///   - other: The number of the summary that says something else.
  private func difference(
    _ labels: [String], _ digests: Set<String>, from other: Int
  ) -> SummaryError {
    SummaryError(
      kind: .difference,
      what: "two summaries of \(labels.firstNames) that differ from each other",
      advice: "make them again with the same keys and the same version of shareproto",
      numbers: [other, count], digests: digests)
  }

  /// All of them in one.
  ///
  /// - Parameter summary: Gives a summary again, by its number.
  /// - Throws: `SummaryError` where two have some captures in common, but not all, and no other has those
  ///   of both.
  public func merged(_ summary: (Int) throws -> Summary) throws -> Summary {
    if let overlap = overlaps.first { throw overlap }
    var sum = Summary()
    var captures: [CaptureRecord] = []
    for number in entries.keys.sorted() {
      var part = try summary(number)
      captures += part.captures
      part.captures = []
      sum.add(part)
    }
    sum.captures = captures.sorted { $0.id < $1.id }
    sum.label { labels[$0] ?? "-" }
    return sum
  }

  /// Each two that overlap in part, with their numbers: of those that have a capture in common, each with the
  /// next.
  public var overlaps: [SummaryError] {
    var known: Set<[Int]> = []
    return numbers.filter { $0.value.count > 1 }.sorted { $0.key < $1.key }.flatMap { shared in
      let sorted = shared.value.compactMap { number in
        entries[number].map { (number, $0, $0.sorted()) }
      }.sorted { $0.2.lexicographicallyPrecedes($1.2) }
      return zip(sorted, sorted.dropFirst()).compactMap { one, other -> SummaryError? in
        let pair = [one.0, other.0].sorted()
        return known.insert(pair).inserted ? overlap(pair, one.1.intersection(other.1)) : nil
      }
    }
  }

  private func overlap(_ numbers: [Int], _ common: Set<String>) -> SummaryError {
    let captures = records.filter { !common.isDisjoint(with: $0.key) }.keys.map {
      CaptureRecord.id($0, "")
    }
    let names = Set(captures).sorted().map { "\(labels[$0] ?? "-") (\($0))" }
    return SummaryError(
      kind: .overlap,
      what: "two summaries have some captures in common, but not all: "
        + names.firstNames,
      advice: "merge summaries of different captures, or such that contain each other",
      numbers: numbers)
  }
}
