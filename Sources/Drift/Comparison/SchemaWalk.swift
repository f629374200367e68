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
    if field.all.isUnclear { note(position, field.all.name, field.all.lack.missing.messages) }
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
      !moved.isEmpty && ParameterMoved.bodyNames(expected).isEmpty
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

  // MARK: Requests

  /// What stands in a path is known by its place.
  private mutating func comparePath(_ expected: OperationSchema, _ observed: OperationSummary) {
    for (parameter, found) in zip(expected.pathParameters, observed.pathParameters) {
      compareValues(
        .parameter, parameter.value, found,
        Position(
          operation: expected.name, part: .path, pointer: parameter.name, noun: "requests"))
    }
  }

  private mutating func compareQuery(_ expected: OperationSchema, _ observed: OperationSummary) {
    let position = Position(operation: expected.name, part: .query, noun: "requests")
    // What the schema allows in the body as well need not stand in the query.
    let inBody = expected.requestBody?.contents.values.flatMap(\.members).map {
      $0.name.lowercased()
    }
    var excused: [String: Int] = [:]
    for (name, member) in Self.bodyMembers(observed.requestBody) {
      if inBody?.contains(name.lowercased()) == true {
        excused[name.lowercased(), default: 0] += member.present.count
      }
    }
    compareMembers(
      .parameter, expected.query, observed.query.without(expected.unsureParameters), position,
      order: false, areTexts: true,
      excused: excused)
  }

  /// The values of the parameters in the header. Whether they are there, `HeaderFields` says.
  private mutating func compareHeader(_ expected: OperationSchema, _ observed: OperationSummary) {
    for field in expected.requestFields {
      guard let member = observed.header.members[field.name] else { continue }
      let position = Position(
        operation: expected.name, part: .requestField, pointer: field.name, noun: "requests")
      compareValues(
        .parameter, TextTypes.typed(field.value),
        TextTypes.typed(member.value, field.value), position)
    }
  }

  /// The members of the bodies of requests, be they JSON or forms, by name.
  static func bodyMembers(_ body: BodySummary) -> [(String, MemberSummary)] {
    (Array(body.json.object.members) + Array(body.form.members)).map { ($0.key, $0.value) }
      .sorted { $0.0 < $1.0 }
  }

  // MARK: Bodies

  mutating func compareBody(
    _ direction: Direction, _ expected: BodySchema?, _ observed: BodySummary, _ position: Position,
    emptyAllowed: Int = 0
  ) {
    let site = BodySite(
      baseline: baseline, expected: expected, observed: observed, emptyAllowed: emptyAllowed)
    guard site.total > 0 else { return }
    let start = findings.count
    ask(direction == .request ? rules.requestBody : rules.responseBody, site, position)
    // Another media type is a consequence of another form of the body.
    nest("media-type-changed", under: "form-changed", from: start)
    var root = position
    root.pointer = "$"
    let place: ValuePlace = direction == .request ? .requestBody : .responseBody
    if observed.json.all.count > 0, let value = expected?.json {
      compareValues(place, value, observed.json, root)
    }
    if observed.xml.all.count > 0, let value = expected?.xml {
      compareValues(place, TextTypes.typed(value), TextTypes.typed(observed.xml, value), root)
    }
    if observed.form.all.count > 0, let form = expected?.form {
      compareMembers(
        .requestProperty, form.members, observed.form, root, order: false, areTexts: true)
    }
  }

  /// Makes what one rule found the consequence of what another found in the same place.
  private mutating func nest(_ consequence: String, under cause: String, from start: Int) {
    guard let index = findings[start...].firstIndex(where: { $0.rule.hasSuffix(cause) }) else {
      return
    }
    findings[index].consequences += findings[start...].filter { $0.rule.hasSuffix(consequence) }
    let kept = findings[start...].filter { !$0.rule.hasSuffix(consequence) }
    findings.replaceSubrange(start..., with: kept)
  }

  // MARK: Objects and values

  private mutating func compareMembers(
    _ place: ValuePlace, _ expected: [PropertySchema], _ observed: ObjectSummary,
    _ position: Position, order: Bool, areTexts: Bool = false, excused: [String: Int] = [:]
  ) {
    guard observed.all.count > 0 else { return }
    let pairing = Pairing(expected, observed, baseline, areTexts: areTexts, excused: excused)
    let site = ObjectSite(
      baseline: baseline, pairing: pairing, observed: observed, hasMemberOrder: order,
      expectedOrder: expected.map(\.name),
      isCaseInsensitive: baseline.isCaseInsensitive && place == .parameter,
      isRequest: place.direction == .request)
    let start = findings.count
    ask(rules.object(place), site, position)
    nestMembers(of: pairing.gone.map(\.expected), position, from: start)
    for property in pairing.unclear {
      note(position, property.name, observed.all.messages)
    }
    for pair in pairing.pairs where pair.observed.present.count > 0 {
      var inside = position
      inside.pointer = position.pointer(to: pair.expected.name)
      if areTexts {
        compareValues(
          place, TextTypes.typed(pair.expected.value),
          TextTypes.typed(pair.observed.value, pair.expected.value), inside)
      } else {
        compareValues(place, pair.expected.value, pair.observed.value, inside)
      }
    }
  }

  /// Where an object is gone and its members stand in its place, that is one change.
  private mutating func nestMembers(
    of gone: [PropertySchema], _ position: Position, from start: Int
  ) {
    for property in gone {
      let pointers = Set(property.value.members.map { position.pointer(to: $0.name) })
      let own = position.pointer(to: property.name)
      let moved = findings[start...].filter {
        $0.rule.hasSuffix("property-added") && pointers.contains($0.location.pointer)
      }
      guard !moved.isEmpty,
        let cause = findings[start...].firstIndex(where: {
          $0.rule.hasSuffix("property-removed") && $0.location.pointer == own
        })
      else { continue }
      findings[cause].observed = "not there, its members in its place"
      findings[cause].consequences += moved
      let kept = findings[start...].filter { !moved.contains($0) }
      findings.replaceSubrange(start..., with: kept)
    }
  }

  mutating func compareValues(
    _ place: ValuePlace, _ expected: ValueSchema, _ observed: ValueSummary, _ position: Position
  ) {
    guard observed.all.count > 0 else { return }
    let site = ValueSite(
      baseline: baseline, expected: expected, observed: observed, name: position.pointer,
      operation: position.operation, isRequest: place.direction == .request)
    let start = findings.count
    ask(rules.value(place), site, position)
    // What became a fraction is of another size as well: mmol/L in place of mg/dL.
    nest("number-range-changed", under: "became-fractional", from: start)
    let inside: ValuePlace =
      place == .parameter
      ? .parameter : place.direction == .request ? .requestProperty : .responseProperty
    if site.allows(.object), observed.object.all.count > 0, !expected.kinds.isEmpty {
      compareMembers(
        inside, expected.members, observed.object.without(expected.unsureMembers), position,
        order: expected.hasMemberOrder)
    }
    if site.allows(.array), let elements = expected.elements?.value,
      let found = observed.elements?.value
    {
      var each = position
      each.pointer += "[*]"
      each.noun = position.operation?.hasSuffix("GlucoseValues") == true ? "readings" : "entries"
      compareValues(inside, elements, found, each)
    }
    guard let content = expected.content?.value else { return }
    for (shape, found) in observed.contents.sorted(by: { $0.key < $1.key })
    where expected.shapes.isEmpty || expected.shapes.contains(shape) {
      var document = position
      if StringShape.faultDetails.contains(shape) { document.pointer += ".OnlineException" }
      compareValues(
        inside, content.unwrapped, found.value.unwrapped, document)
    }
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
        observed: change.observed, key: change.key,
        frequency: baseline.isDeclared
          ? nil : Frequency(change.tally.count, of: total, change.noun ?? position.noun),
        first: change.tally.first, last: change.tally.last))
  }

  private mutating func note(_ position: Position, _ name: String, _ missing: Int) {
    let pointer = position.pointer == name ? name : position.pointer(to: name)
    notes.append(
      SampleNote(
        operation: position.operation, location: Location(position.part, pointer),
        missing: missing, noun: position.part.isResponse ? "answers" : "requests"))
  }
}

extension OperationSchema {
  /// Forgets parameters, wherever they stand.
  fileprivate mutating func leaveOut(_ names: Set<String>) {
    query.removeAll { names.contains($0.name.lowercased()) }
    for type in requestBody?.contents.keys.map({ $0 }) ?? [] {
      requestBody?.contents[type]?.members.removeAll { names.contains($0.name.lowercased()) }
    }
  }
}

extension ObjectSummary {
  /// Without members that are no news.
  fileprivate func without(_ names: Set<String>) -> ObjectSummary {
    guard !names.isEmpty else { return self }
    var object = self
    for name in names { object.members[name] = nil }
    return object
  }
}

extension OperationSummary {
  /// Forgets parameters, wherever they stand.
  fileprivate mutating func leaveOut(_ names: Set<String>) {
    func isKept(_ member: (key: String, value: MemberSummary)) -> Bool {
      !names.contains(member.key.lowercased())
    }
    query.members = query.members.filter(isKept)
    requestBody.json.object.members = requestBody.json.object.members.filter(isKept)
    requestBody.form.members = requestBody.form.members.filter(isKept)
  }

  /// Requests with a session of zeros.
  var zeroSessions: Int {
    let members = Array(query.members) + Array(requestBody.json.object.members)
    return members.filter { $0.key.lowercased() == "sessionid" }
      .compactMap { $0.value.value.shapes[.zeroGUID]?.count }.reduce(0, +)
  }
}

extension BodySchema {
  /// Forgets which codes faults have.
  mutating func leaveOutCodes() {
    contents = contents.mapValues(\.withoutCodes)
  }

  /// What JSON has to be.
  var json: ValueSchema? {
    contents["application/json"]
      ?? contents.filter { $0.key.hasSuffix("/json") || $0.key.hasSuffix("+json") }
      .min { $0.key < $1.key }?.value ?? contents["*/*"]
  }

  /// What XML has to be.
  var xml: ValueSchema? {
    contents.filter { $0.key.hasSuffix("/xml") || $0.key.hasSuffix("+xml") }
      .min { $0.key < $1.key }?.value
  }

  /// What a form has to be.
  var form: ValueSchema? { contents["application/x-www-form-urlencoded"] }
}

extension ValueSchema {
  /// The envelope of a fault, or its details, without a list or a form of codes.
  fileprivate var withoutCodes: ValueSchema {
    var value = self
    for index in value.members.indices {
      if ["Code", "ErrorCode"].contains(value.members[index].name) {
        value.members[index].value.values = []
        value.members[index].value.shapes = []
      } else {
        value.members[index].value = value.members[index].value.withoutCodes
      }
    }
    if let content = value.content { value.content = Indirect(content.value.withoutCodes) }
    return value
  }

  /// Without the element or the member that all details of faults stand in.
  fileprivate var unwrapped: ValueSchema {
    members.count == 1 && members[0].name == "OnlineException" ? members[0].value : self
  }
}

extension ValueSummary {
  fileprivate var unwrapped: ValueSummary {
    object.members.count == 1 ? object.members["OnlineException"]?.value ?? self : self
  }
}
