internal import Bytes
internal import CallRendering
internal import Drift
internal import Evidence
internal import HTTPMessages

/// What all formats for people say of a finding.
struct FindingWords {
  let report: DriftReport

  /// The places of a finding, each with the operations that have it there.
  func places(_ finding: Finding) -> [String] {
    var places: [String] = []
    var operations: [String: [Finding]] = [:]
    for single in finding.single {
      let place = place(single)
      if operations[place] == nil { places.append(place) }
      operations[place, default: []].append(single)
    }
    return places.map { place in
      [self.operations(operations[place] ?? []), place].filter { !$0.isEmpty }
        .joined(separator: "  →  ")
    }
  }

  /// `ReadContact, ListPublisherAccountSubscriptions`, or `every operation`.
  func operations(_ finding: Finding) -> String { operations(finding.single) }

  private func operations(_ findings: [Finding]) -> String {
    guard let finding = findings.first else { return "" }
    let names = findings.compactMap(\.operation).map(OperationName.short)
    guard !names.isEmpty else {
      return finding.location.part == .call ? "the service" : "every operation"
    }
    return names.joined(separator: ", ")
  }

  /// `$[*].WT, ST, DT`, `query minutes`, `answer 500 $.SubCode`.
  func place(_ finding: Finding) -> String {
    let pointers = finding.pointers
    let parent = parent(of: finding.location.pointer)
    let names = pointers.enumerated().map { index, pointer in
      index > 0 && !parent.isEmpty && pointer.hasPrefix(parent)
        ? String(pointer.dropFirst(parent.count)) : pointer
    }.joined(separator: ", ")
    // Most answers have this status, so that it goes without saying.
    let part =
      finding.location.part == .responseBody(status: 200) ? "" : finding.location.part.words
    return [part, names].filter { !$0.isEmpty }.joined(separator: " ")
  }

  private func parent(of pointer: String) -> String {
    guard let end = pointer.lastIndex(of: ".") else { return "" }
    return String(pointer[...end])
  }

  /// `288 of 288 readings, from entry 3 (2021-12-01 09:14:02)`, over all operations that show it.
  func frequency(_ finding: Finding) -> String? {
    var parts = finding.frequencies.map {
      "\(NumberText.grouped($0.count)) of \(NumberText.grouped($0.total)) \($0.noun)"
    }
    guard !parts.isEmpty else { return nil }
    if let first = finding.single.compactMap(\.first).min() {
      parts.append("from \(sighting(first))")
    }
    return parts.joined(separator: ", ")
  }

  /// `entry 3 of old.har (2021-12-01 09:14:02)`
  func sighting(_ sighting: Sighting) -> String {
    var text: String
    switch sighting.place.position {
    case .entry(let number): text = "entry \(number)"
    case .packets(let first, let last, let stream):
      text = "packets \(first)–\(last) of stream \(stream)"
    }
    if report.captures.count > 1 { text += " of \(capture(sighting))" }
    if let time = sighting.time { text += " (\(Self.moment(time)))" }
    return text
  }

  /// The name of the capture that a sighting is in.
  func capture(_ sighting: Sighting) -> String {
    let id = sighting.place.capture
    if let label = report.captures[id] { return label }
    let parts = id.split(separator: "/", maxSplits: 1)
    guard let label = report.captures[String(parts.first ?? "")] else { return id }
    return label
  }

  /// `This is the change of share@2021-12-08.`
  func explanation(_ finding: Finding) -> String? {
    finding.explanation.map {
      $0.isEarlier
        ? "This is how it was before \($0.revision)." : "This is the change of \($0.revision)."
    }
  }

  /// What to do.
  func advice(_ finding: Finding) -> String? { RuleCatalog.rule(finding.rule)?.advice }

  /// `ReadPublisherLatestGlucoseValues $[*].Trend: expected …, observed …`
  func sentence(_ finding: Finding) -> String {
    let place = [operations(finding), place(finding)].filter { !$0.isEmpty }
      .joined(separator: " ")
    var text = "\(place): expected \(finding.expected), observed \(finding.observed)"
    if let frequency = frequency(finding) { text += " (\(frequency))" }
    text += "; \(finding.effect.rawValue)."
    if let explanation = explanation(finding) { text += " \(explanation)" }
    let consequences = consequences(finding)
    if !consequences.isEmpty { text += " So also \(consequences.joined(separator: "; "))." }
    return text
  }

  /// What goes with a finding: `fault-class-changed answer 401 $.SubCode: a message behind a Java class`.
  func consequences(_ finding: Finding) -> [String] {
    finding.consequences.map { consequence in
      let place = place(consequence)
      return [consequence.rule, place].filter { !$0.isEmpty }.joined(separator: " ")
        + ": \(consequence.observed)"
    }
  }

  /// `2021-12-01 09:14:02`
  static func moment(_ time: Timestamp) -> String {
    String(time.description.prefix(19)).replacing("T", with: " ")
  }
}
