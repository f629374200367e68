internal import Evidence

/// Makes one finding of those that are one change.
enum FindingGroups {
  /// Joins findings that are the same, and those in several places of one message that are one change.
  static func perOperation(_ findings: [Finding]) -> [Finding] {
    siblings(identical(findings))
  }

  /// Joins the same finding of several captures.
  static func identical(_ findings: [Finding]) -> [Finding] {
    join(findings, by: \.identity) { left, right in
      left.frequency = total(left.frequency, right.frequency)
      left.consequences = identical(left.consequences + right.consequences)
    }
  }

  /// The same change of several members is one.
  private static func siblings(_ findings: [Finding]) -> [Finding] {
    struct Key: Hashable {
      var rule: String
      var operation: String?
      var part: Location.Part
      var expected: String
      var key: String
    }
    return join(findings) {
      Key(
        rule: $0.rule, operation: $0.operation, part: $0.location.part, expected: $0.expected,
        key: $0.key)
    } join: { left, right in
      left.frequency = together(left, right)
      left.siblings += right.pointers
      left.consequences += right.consequences
    }
  }

  /// How often several places of one message show a change.
  private static func together(_ left: Finding, _ right: Finding) -> Frequency? {
    guard var sum = left.frequency, let own = right.frequency else {
      return left.frequency ?? right.frequency
    }
    if ["answers", "requests"].contains(sum.noun) {
      // Of messages, several places in one are still one.
      if sum == own { return sum }
      // Not all messages have all of them: nobody knows which ones have any. All that were joined before
      // have the same.
      sum.count *= left.pointers.count
      sum.total *= left.pointers.count
    }
    // The three times of a reading are not three readings.
    return Frequency(
      sum.count + own.count, of: sum.total + own.total,
      left.location.part.isHeader ? "fields" : "values")
  }

  /// The same change in several operations is one for those who read of it: in the same place, or
  /// wherever the history knows it for the same change. So is that of whole answers of any status.
  static func acrossOperations(_ findings: [Finding]) -> [Finding] {
    struct Key: Hashable {
      var rule: String
      var severity: Severity
      var part: Location.Part
      var pointers: [String]
      var expected: String
      var key: String
      var explanation: Explanation?
    }
    return join(findings) {
      // Between schemas it is the same text that says so.
      let isKnown =
        ($0.explanation != nil || $0.frequency == nil) && !$0.location.pointer.isEmpty
      var part = $0.location.part
      if case .responseBody = part, $0.location.pointer.isEmpty {
        part = .responseBody(status: nil)
      }
      return Key(
        rule: $0.rule, severity: $0.severity, part: part,
        pointers: isKnown ? [] : $0.pointers,
        // Each operation fails in ways of its own.
        expected: $0.rule == FaultCodeChanged.addedID ? "" : $0.expected,
        key: $0.key, explanation: $0.explanation)
    } join: { left, right in
      left.others.append(right)
    } places: {
      false
    }
  }

  private static func join<Key: Hashable>(
    _ findings: [Finding], by key: (Finding) -> Key, join: (inout Finding, Finding) -> Void,
    places: () -> Bool = { true }
  ) -> [Finding] {
    var joined: [Finding] = []
    var known: [Key: Int] = [:]
    for finding in findings {
      guard let index = known[key(finding)] else {
        known[key(finding)] = joined.count
        joined.append(finding)
        continue
      }
      join(&joined[index], finding)
      guard places() else { continue }
      joined[index].first = [joined[index].first, finding.first].compactMap { $0 }.min()
      joined[index].last = [joined[index].last, finding.last].compactMap { $0 }.max()
    }
    return joined
  }

  private static func total(_ left: Frequency?, _ right: Frequency?) -> Frequency? {
    guard let left, let right else { return left ?? right }
    return Frequency(left.count + right.count, of: left.total + right.total, left.noun)
  }
}
