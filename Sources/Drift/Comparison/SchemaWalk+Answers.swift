internal import APISchema
internal import Evidence

extension SchemaWalk {
  mutating func compareAnswers(_ expected: OperationSchema, _ observed: OperationSummary) {
    for (status, answers) in observed.responses.sorted(by: { $0.key < $1.key }) where status != 0 {
      let response = expected.response(to: status)
      let site = AnswerSite(
        baseline: baseline, operation: expected, status: status, expected: response,
        observed: answers)
      let part = Location.Part.responseBody(status: status)
      let position = Position(operation: expected.name, part: part, noun: "answers")
      ask(rules.answer, site, position)
      // A fault that comes with another status is compared with what faults are.
      let usual = FaultStatusChanged.changed(site)?.min()
      guard let response = usual.flatMap(expected.response(to:)) ?? response else { continue }
      let isEnvelope = response.body?.json?.isEnvelope
      var place = position
      if isEnvelope == true || status >= 400 && site.isFault { place.operation = nil }
      let zeros = response.isEmptyForZeroSession ? observed.zeroSessions : 0
      var body = response.body
      // Of codes, the rules of faults tell.
      if isEnvelope == true { body?.leaveOutCodes() }
      let start = findings.count
      compareBody(.response, body, answers.body, place, emptyAllowed: zeros)
      if let usual {
        foundInMovedFaults += findings[start...].map { ($0, usual) }
        findings.removeSubrange(start...)
      }
    }
    guard baseline.isDeclared else { return }
    compareStatuses(expected, observed)
  }

  /// What answers only one of two schemas has.
  mutating func compareStatuses(
    _ expected: OperationSchema, _ observed: OperationSummary
  ) {
    for (status, response) in expected.responses.sorted(by: { $0.key < $1.key }) {
      guard let number = OperationSchema.number(ofStatus: status),
        !observed.responses.keys.contains(where: { Self.covers($0, number) })
      else { continue }
      let site = AnswerSite(
        baseline: baseline, operation: expected, status: number, expected: response, observed: nil)
      ask(
        rules.answer, site,
        Position(
          operation: expected.name, part: .responseBody(status: number), noun: "answers"))
    }
    // One status of success in place of another is one change.
    let isOwn: (Finding) -> Bool = { $0.operation == expected.name }
    let added = findings.filter { isOwn($0) && $0.rule == StatusChanged.successAddedID }
    guard !added.isEmpty,
      let removed = findings.firstIndex(where: {
        isOwn($0) && $0.rule == StatusChanged.successRemovedID
      })
    else { return }
    findings[removed].consequences += added
    findings.removeAll { isOwn($0) && $0.rule == StatusChanged.successAddedID }
  }

  /// Whether what one schema says of a status says something of the one of another: `2XX` of 200, `200`
  /// of some of `2XX`, `default` of any.
  private static func covers(_ status: Int, _ other: Int) -> Bool {
    status == other || status == -1 || status == other / 100 || status / 100 == other
  }

  /// What faults with another status show as well as those with the usual one is the same change; what
  /// they alone show goes with their status.
  mutating func groupMovedFaults() {
    for (finding, status) in foundInMovedFaults {
      var usual = finding
      usual.location.part = .responseBody(status: status)
      if findings.contains(where: { $0.identity == usual.identity }) {
        findings.append(usual)
      } else if let cause = findings.firstIndex(where: { $0.rule == FaultStatusChanged.id }) {
        findings[cause].consequences.append(finding)
      } else {
        findings.append(finding)
      }
    }
    guard let cause = findings.firstIndex(where: { $0.rule == FaultStatusChanged.id }) else {
      return
    }
    findings[cause].consequences = FindingGroups.perOperation(findings[cause].consequences)
  }
}

extension ValueSchema {
  /// Whether it is the envelope of faults.
  var isEnvelope: Bool { Set(members.map(\.name)).isSuperset(of: ["Code", "SubCode"]) }
}

extension OperationSchema {
  /// What is said of answers with a status: of it, of its class, or of any.
  func response(to status: Int) -> ResponseSchema? {
    switch status {
    case -1: responses["default"]
    case 1...5:
      responses["\(status)XX"] ?? responses.sorted { $0.key < $1.key }
        .first { Self.number(ofStatus: $0.key).map { $0 / 100 == status } ?? false }?.value
        ?? responses["default"]
    default: responses[String(status)] ?? responses["\(status / 100)XX"] ?? responses["default"]
    }
  }

  /// A status as summaries of schemas have it.
  static func number(ofStatus text: String) -> Int? {
    if text == "default" { return -1 }
    if text.utf8.count == 3, text.hasSuffix("XX") { return text.first?.wholeNumberValue }
    return Int(text)
  }
}

extension OperationSummary {
  /// Requests with a session of zeros.
  var zeroSessions: Int {
    let members = Array(query.members) + Array(requestBody.json.object.members)
    return members.filter { $0.key.lowercased() == "sessionid" }
      .compactMap { $0.value.value.shapes[.zeroGUID]?.count }.reduce(0, +)
  }
}
