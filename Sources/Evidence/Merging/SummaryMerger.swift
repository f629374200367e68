/// Merges summaries of many captures into one.
///
/// A summary that is contained in another counts once. The result does not depend on the order in
/// which they come, nor on how they were merged before: in every bracketing that gives one, it is the
/// same.
public struct SummaryMerger {
  /// What came, by the captures it stands for, each set once.
  private var entries: [Entry] = []
  /// The entries that have a capture.
  private var entriesByDigest: [String: [Int]] = [:]
  /// The smallest label of each capture: a copy of a file may have another name.
  private var labels: [String: String] = [:]
  private let reader = SummaryReader()

  private struct Entry {
    let digests: Set<String>
    /// Nil where another entry contains it.
    var line: [UInt8]?
  }

  /// A merger that has nothing.
  public init() {}

  /// Adds a summary.
  ///
  /// - Throws: `SummaryError` where it does not name its captures, or shares some of them, but not all,
  ///   with another, or says of the same captures something else.
  public mutating func add(_ summary: Summary) throws(SummaryError) {
    let digests = Set(summary.captures.flatMap(\.digests))
    guard summary.captures.allSatisfy({ !$0.digests.isEmpty }) else {
      throw SummaryError(
        kind: .unnamed, what: "a summary that does not name its captures",
        advice: "make it again with shareproto summarize")
    }
    let related = Set(digests.flatMap { entriesByDigest[$0] ?? [] })
    for other in related.map({ entries[$0].digests }) {
      let common = digests.intersection(other)
      guard common == digests || common == other else { throw overlap(summary, common) }
    }
    for record in summary.captures {
      labels[record.id] = min(labels[record.id] ?? record.label, record.label)
    }
    var unlabelled = summary
    unlabelled.label { _ in "" }
    let line = SummaryWriter.line(unlabelled)
    if let equal = related.first(where: { entries[$0].digests == digests }) {
      guard let other = entries[equal].line, other != line else { return }
      throw SummaryError(
        kind: .difference,
        what: "two summaries of \(names(summary)) that differ from each other",
        advice: "make them again with the same keys and the same version of shareproto")
    }
    let isContained = related.contains { entries[$0].digests.isSuperset(of: digests) }
    if !isContained { for index in related { entries[index].line = nil } }
    for digest in digests { entriesByDigest[digest, default: []].append(entries.count) }
    entries.append(Entry(digests: digests, line: isContained ? nil : line))
  }

  /// All of them in one.
  public func merged() throws(SummaryError) -> Summary {
    var sum = Summary()
    for line in entries.compactMap(\.line) { sum.add(try reader.summary(in: line)) }
    sum.label { labels[$0] ?? "-" }
    return sum
  }

  private func overlap(_ summary: Summary, _ common: Set<String>) -> SummaryError {
    let shared = summary.captures.filter { !common.isDisjoint(with: $0.digests) }
    let names = shared.prefix(3).map { "\($0.label) (\($0.id))" }.joined(separator: ", ")
    let more = shared.count > 3 ? " and \(shared.count - 3) more" : ""
    return SummaryError(
      kind: .overlap,
      what: "two summaries have some captures in common, but not all: \(names)\(more)",
      advice: "merge summaries of different captures, or such that contain each other")
  }

  private func names(_ summary: Summary) -> String {
    let names = summary.captures.prefix(3).map(\.label).joined(separator: ", ")
    return names + (summary.captures.count > 3 ? " and others" : "")
  }
}

extension Summary {
  /// Gives the captures new labels, by their IDs.
  mutating func label(_ label: (String) -> String) {
    for index in captures.indices { captures[index].label = label(captures[index].id) }
  }
}

extension CaptureRecord {
  /// What sightings call a capture.
  static func id(_ digests: [String], _ label: String) -> String {
    digests.first.map { String($0.prefix(16)) } ?? label
  }
}
