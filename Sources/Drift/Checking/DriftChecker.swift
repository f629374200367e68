public import APISchema
public import Evidence

/// Checks recordings, one after another, and makes one report of them.
///
/// Each recording is compared by itself, so that one from before a change and one from after it are
/// both judged by their own time; the same finding in several of them is one.
public struct DriftChecker {
  /// What recordings are compared with.
  public enum Baseline: Sendable {
    /// The revision that was in force when the day began on which the recording did.
    case revisionOfItsTime
    /// A revision of the service, or a schema of the user's own, or one that was inferred.
    case schemas([Schema])
  }

  private let baseline: Baseline
  private let revisions: ShareRevisions
  private let settings: DriftSettings
  private let today: String
  private var findings: [Finding] = []
  private var notes: Set<SampleNote> = []
  private var report = DriftReport()

  /// A checker that has seen nothing.
  ///
  /// - Parameter today: The day, as `2026-11-27`: acceptances that end before it no longer hold.
  public init(
    _ baseline: Baseline, settings: DriftSettings = DriftSettings(), today: String
  ) throws(SchemaError) {
    self.baseline = baseline
    self.settings = settings
    self.today = today
    revisions = try ShareRevisions.shared()
  }

  /// Checks a recording, or what summaries of several say.
  public mutating func add(_ summary: Summary) {
    for capture in summary.captures {
      report.captures[capture.id] = capture.label
      report.calls += capture.calls
    }
    var fit = RevisionFit(summary, revisions.schemas)
    let history = revisions.history
    let began = summary.captures.compactMap(\.first).min()
    let inForce = began.map { history.revision(inForceOnDayOf: $0).id } ?? history.latest.id
    let schemas: [Schema]
    switch baseline {
    case .revisionOfItsTime: schemas = revisions.schemas.filter { $0.name == inForce }
    case .schemas(let given): schemas = given
    }
    for schema in schemas {
      let comparison = fit.comparison(with: schema)
      let base = revisions.schemas.contains { $0.name == schema.name } ? schema.name : inForce
      for finding in comparison.findings {
        findings += explained(finding, of: comparison.changes, from: base, &fit)
      }
      notes.formUnion(comparison.notes)
      if !report.baselines.contains(schema.name) { report.baselines.append(schema.name) }
    }
    let best = fit.best(nearestTo: inForce)
    if !report.bestFits.contains(best) { report.bestFits.append(best) }
    report.shifts += fit.shifts(nearestTo: inForce)
  }

  /// A finding with the revision whose change it is. Of places that changed in different revisions, each
  /// revision's are a finding of their own.
  private func explained(
    _ finding: Finding, of changes: [Finding], from base: String, _ fit: inout RevisionFit
  ) -> [Finding] {
    func explain(_ finding: Finding) -> Finding {
      var finding = finding
      finding.explanation = fit.explanation(of: finding, from: base)
      return finding
    }
    guard !finding.siblings.isEmpty else { return [explain(finding)] }
    let places = changes.filter(finding.joins).map(explain)
    if places.contains(where: { $0.explanation == nil }) { return [explain(finding)] }
    return FindingGroups.siblings(places)
  }

  /// Compares two schemas.
  public mutating func compare(_ new: Schema, with old: Schema) {
    findings += Comparison(of: Summary(declaredBy: new), with: old).findings
    report.baselines = [old.name]
  }

  /// What all of it came to.
  public func finish() -> DriftReport {
    var report = report
    var kept: [Finding] = []
    for finding in FindingGroups.identical(findings) {
      guard let severity = settings.severity(of: finding) else { continue }
      var finding = finding
      finding.severity = severity
      switch settings.acceptance(of: finding, today: today) {
      case .accepted(let reason):
        report.accepted.append(AcceptedFinding(finding: finding, reason: reason))
      case .expired(let what):
        if !report.expired.contains(what) { report.expired.append(what) }
        kept.append(finding)
      case .none: kept.append(finding)
      }
    }
    report.findings = FindingGroups.acrossOperations(kept).enumerated().sorted { left, right in
      let (one, other) = (left.element, right.element)
      if one.severity != other.severity { return one.severity > other.severity }
      switch (one.first, other.first) {
      case (let first?, let second?) where first != second: return first < second
      default: return left.offset < right.offset
      }
    }.map(\.element)
    report.notes = notes.sorted { $0.text < $1.text }
    return report
  }
}
