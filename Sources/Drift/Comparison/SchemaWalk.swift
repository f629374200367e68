internal import APISchema
internal import Evidence

/// Walks a schema and a summary side by side, and asks the rules at every place.
struct SchemaWalk {
  let baseline: Baseline
  var findings: [Finding] = []
  private(set) var notes: [SampleNote] = []
  /// What was found in the bodies of faults that came with another status than usual, and the usual one.
  var foundInMovedFaults: [(finding: Finding, status: Int)] = []
  let rules = RuleIndex.all

  init(_ baseline: Baseline) { self.baseline = baseline }

  /// Where the walk is.
  struct Position {
    /// Nil for what all operations have in common.
    var operation: String?
    var part: Location.Part
    var pointer = ""
    /// What is counted here: `readings`.
    var noun: String

    /// The pointer to a member.
    func pointer(to name: String) -> String {
      guard !pointer.isEmpty else { return name }
      let isPlain = name.utf8.allSatisfy {
        48...57 ~= $0 || 65...90 ~= $0 || 97...122 ~= $0 || $0 == 95 || $0 == 45
      }
      return pointer + (isPlain && !name.isEmpty ? ".\(name)" : "['\(name)']")
    }
  }

  mutating func compare(_ expected: Schema, _ observed: Summary) {
    let service = Position(part: .call, noun: "calls")
    ask(
      rules.service, ServiceSite(baseline: baseline, expected: expected, observed: observed),
      service)
    var names = Set(observed.operations.keys)
    for operation in expected.operations {
      let name = Self.name(of: operation, in: observed)
      let summary = name.flatMap { observed.operations[$0] }
      if let name { names.remove(name) }
      compare(operation.name, operation, summary)
    }
    for name in names.sorted() { compare(name, nil, observed.operations[name]) }
    groupMovedFaults()
    for field in HeaderFields(expected, observed, baseline).fields { compare(field) }
  }

  /// What all operations show alike is one finding, and the rest one for each that shows it.
  private mutating func compare(_ field: HeaderFields.Field) {
    let isRequest = field.direction == .request
    let position = Position(
      part: isRequest ? .requestField : .responseField(status: nil), pointer: field.all.name,
      noun: field.direction.messages)
    for entry in isRequest ? rules.requestFields : rules.responseFields {
      let changes = entry.check(field.all)
      let showing = field.parts(isShown: !changes.isEmpty).filter { !entry.check($0.site).isEmpty }
      if !changes.isEmpty, showing.isEmpty || showing.count == field.comparable(by: entry.rule.id) {
        for change in changes { add(entry.rule, change, field.all, position) }
        continue
      }
      for (operation, site) in showing {
        var place = position
        place.operation = operation
        for change in entry.check(site) { add(entry.rule, change, site, place) }
      }
    }
    guard !field.all.isUnclear else {
      note(position, field.all.name, field.all.lack.missing.messages)
      return
    }
    guard field.all.absence == .unremarkable else { return }
    for (operation, site) in field.parts(isShown: false) where site.isUnclear {
      var place = position
      place.operation = operation
      note(place, site.name, site.lack.missing.messages)
    }
  }

  /// The name that an operation has in a summary, in whatever letter case.
  static func name(of operation: OperationSchema, in summary: Summary) -> String? {
    if summary.operations[operation.name] != nil { return operation.name }
    let wanted = OperationName.bare(operation.name.lowercased())
    return summary.operations.keys.sorted().first {
      OperationName.bare($0.lowercased()) == wanted
    }
  }

  private mutating func compare(
    _ name: String, _ expected: OperationSchema?, _ observed: OperationSummary?
  ) {
    let site = OperationSite(
      baseline: baseline, name: name, expected: expected, observed: observed)
    let count = findings.count
    ask(rules.operation, site, Position(operation: name, part: .call, noun: "calls"))
    guard var expected, var observed else { return }
    // An operation that is gone has no answers to compare.
    guard !findings[count...].contains(where: { $0.rule == OperationRemoved.id }) else { return }
    let moved = ParameterMoved.names(site)
    if !moved.isEmpty {
      expected.leaveOut(moved)
      observed.leaveOut(moved)
    }
    comparePath(expected, observed)
    compareQuery(expected, observed)
    compareHeader(expected, observed)
    let body = expected.requestBody
    let isAllMoved =
      !moved.isEmpty && !ParameterMoved.hasRequiredMembers(expected)
      && Self.bodyMembers(observed.requestBody).isEmpty
    if isAllMoved {
      // The body is there, or gone, because the parameters are.
    } else if body != nil || baseline.isInferred || baseline.isDeclared {
      compareBody(
        .request, body, observed.requestBody,
        Position(operation: name, part: .requestBody, noun: "requests"))
    }
    compareAnswers(expected, observed)
  }

  // MARK: Results

  mutating func ask<Site>(
    _ rules: [RuleIndex.Entry<Site>], _ site: Site, _ position: Position
  ) {
    for entry in rules {
      for change in entry.check(site) { add(entry.rule, change, site, position) }
    }
  }

  private mutating func add<Site>(
    _ rule: Rule, _ change: Change, _ site: Site, _ position: Position
  ) {
    let pointer = change.pointer.map(position.pointer(to:)) ?? position.pointer
    let total = change.total ?? (site as? ValueSite)?.observed.all.count ?? change.tally.count
    findings.append(
      Finding(
        rule: rule.id, severity: change.isHarmless ? .info : rule.severity,
        effect: change.isHarmless ? .harmless : rule.effect,
        operation: change.operation ?? position.operation,
        location: Location(position.part, pointer),
        siblings: change.siblings.map(position.pointer(to:)), expected: change.expected,
        expectedForm: baseline.isInferred
          ? (site as? ValueSite).map { ExpectedForm($0.expected) } : nil,
        observed: change.observed, key: change.key,
        frequency: baseline.isDeclared
          ? nil : Frequency(change.tally.count, of: total, change.noun ?? position.noun),
        first: change.tally.first, last: change.tally.last))
  }

  /// Makes what one rule found the consequence of what another found in the same place.
  mutating func nest(_ consequence: String, under cause: String, from start: Int) {
    guard let index = findings[start...].firstIndex(where: { $0.rule.hasSuffix(cause) }) else {
      return
    }
    findings[index].consequences += findings[start...].filter { $0.rule.hasSuffix(consequence) }
    let kept = findings[start...].filter { !$0.rule.hasSuffix(consequence) }
    findings.replaceSubrange(start..., with: kept)
  }

  mutating func note(
    _ position: Position, _ name: String, _ missing: Int, _ doubt: SampleNote.Doubt = .absence
  ) {
    let pointer = position.pointer == name ? name : position.pointer(to: name)
    notes.append(
      SampleNote(
        operation: position.operation, location: Location(position.part, pointer),
        doubt: doubt, missing: missing, noun: position.part.isResponse ? "answers" : "requests"))
  }
}
