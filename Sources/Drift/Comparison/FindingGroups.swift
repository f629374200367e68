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
      adopt(right, &left)
      left.consequences = identical(left.consequences + right.consequences)
    }
  }

  /// Two that are one say what both expect: where they expect other values of one form, the form.
  private static func adopt(_ right: Finding, _ left: inout Finding) {
    guard let form = right.expectedForm else { return }
    left.expectedForm?.shapes.formUnion(form.shapes)
    if left.expected != right.expected { left.expected = left.expectedForm?.words ?? left.expected }
  }

  /// The same change of several members, with the same explanation, is one; where a recording is the
  /// baseline, also that of members of one name that have other values there.
  static func siblings(_ findings: [Finding]) -> [Finding] {
    struct Key: Hashable {
      var rule: String
      var operation: String?
      var part: Location.Part
      var names: Set<Substring>
      var expected: String
      var key: String
      var explanation: Explanation?
    }
    func key(_ finding: Finding, names: Set<Substring>, expected: String) -> Key {
      Key(
        rule: finding.rule, operation: finding.operation, part: finding.location.part,
        names: names, expected: expected, key: finding.key, explanation: finding.explanation)
    }
    func together(_ left: inout Finding, _ right: Finding) {
      left.frequency = frequency(left, right)
      adopt(right, &left)
      left.siblings += right.pointers
      left.consequences += right.consequences
    }
    let same = join(findings) {
      key($0, names: [], expected: $0.expected)
    } join: {
      together(&$0, $1)
    }
    return join(same) { finding in
      finding.expectedForm.map { key(finding, names: finding.names, expected: $0.key) }
    } join: {
      together(&$0, $1)
    }
  }

  /// How often several places of one message show a change.
  private static func frequency(_ left: Finding, _ right: Finding) -> Frequency? {
    guard var sum = left.frequency, var own = right.frequency else {
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
    if ["answers", "requests"].contains(own.noun) {
      own.count *= right.pointers.count
      own.total *= right.pointers.count
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
      var places: Set<Substring>
      var expected: String
      var key: String
      var explanation: Explanation?
    }
    func key(_ finding: Finding, places: Set<Substring>, expected: String) -> Key {
      var part = finding.location.part
      if case .responseBody = part, finding.location.pointer.isEmpty {
        part = .responseBody(status: nil)
      }
      return Key(
        rule: finding.rule, severity: finding.severity, part: part, places: places,
        expected: expected, key: finding.key, explanation: finding.explanation)
    }
    let same = join(findings) { finding in
      // Between schemas it is the same text that says so.
      let isKnown =
        (finding.explanation != nil || finding.frequency == nil)
        && !finding.location.pointer.isEmpty
      return key(
        finding, places: isKnown ? [] : Set(finding.pointers.map { $0[...] }),
        // Each operation fails, and answers, in ways of its own.
        expected: expectedOfEach.contains(finding.rule) ? "" : finding.expected)
    } join: { left, right in
      left.others.append(right)
    } places: {
      false
    }
    return join(same) { finding in
      finding.expectedForm.map { key(finding, places: finding.names, expected: $0.key) }
    } join: { left, right in
      left.others += right.single
    } places: {
      false
    }
  }

  /// Rules whose findings say what the operation has, where it is the change that counts.
  private static let expectedOfEach: Set<String> = [
    FaultCodeChanged.addedID, StatusChanged.successAddedID, StatusChanged.failureAddedID,
  ]

  private static func join<Key: Hashable>(
    _ findings: [Finding], by key: (Finding) -> Key?, join: (inout Finding, Finding) -> Void,
    places: () -> Bool = { true }
  ) -> [Finding] {
    var joined: [Finding] = []
    var known: [Key: Int] = [:]
    for finding in findings {
      let key = key(finding)
      guard let index = key.flatMap({ known[$0] }) else {
        if let key { known[key] = joined.count }
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

extension Finding {
  /// Whether another one in one place is joined in it.
  func joins(_ other: Finding) -> Bool {
    rule == other.rule && operation == other.operation && key == other.key
      && location.part == other.location.part && pointers.contains(other.location.pointer)
  }

  /// The last names of its pointers: `Trend` of `$[*].Trend`.
  fileprivate var names: Set<Substring> {
    Set(pointers.map { $0.split(separator: ".").last ?? "" })
  }
}
