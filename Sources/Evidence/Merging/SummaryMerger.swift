/// Merges summaries of many captures into one.
///
/// A summary that is contained in another counts once. The result does not depend on the order in
/// which they come, nor on how they were merged before: in every bracketing that gives one, it is the
/// same.
public struct SummaryMerger {
  private var plan = MergePlan()
  /// Those that may count, by number; nil for what others contain.
  private var lines: [[UInt8]?] = []
  private let reader = SummaryReader()

  /// A merger that has nothing.
  public init() {}

  /// Adds a summary.
  ///
  /// - Throws: `SummaryError` where it does not name its captures, or says of the same captures something
  ///   else than another.
  public mutating func add(_ summary: Summary) throws(SummaryError) {
    let line = MergePlan.unlabelled(summary)
    let needless = try plan.add(summary, unlabelled: line)
    lines.append(line)
    for number in needless { lines[number] = nil }
  }

  /// Leaves out captures that hold the same traffic as another in another file, where they stand alone.
  ///
  /// - Returns: The label of each that stays, and of those that were left out for it.
  public mutating func leaveOutTwins() -> [(kept: String, leftOut: [String])] {
    plan.leaveOutTwins()
  }

  /// All of them in one.
  ///
  /// - Throws: `SummaryError` where two of them have some captures in common, but not all, and no other
  ///   has those of both.
  public func merged() throws(SummaryError) -> Summary {
    do {
      return try plan.merged { number in try reader.summary(in: lines[number] ?? []) }
    } catch let error as SummaryError {
      throw error
    } catch {
      throw .invalid("\(error)", at: "$")
    }
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
