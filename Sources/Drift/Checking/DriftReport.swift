public import Evidence

/// What a check came to.
public struct DriftReport: Sendable {
  /// The findings: the worst first, and of these the earliest.
  public var findings: [Finding] = []
  /// Findings that the settings accept, with the reason.
  public var accepted: [AcceptedFinding] = []
  /// What may be gone, in samples too small to tell.
  public var notes: [SampleNote] = []
  /// The calls that were looked at; 0 between schemas.
  public var calls = 0
  /// The captures that they are from, by the ID that sightings have; the name that people know.
  public var captures: [String: String] = [:]
  /// What it was compared with: `share@2020-04`, `old.har`.
  public var baselines: [String] = []
  /// The revisions that fit the calls best, one a capture, without repetition; empty where no revision
  /// was tried.
  public var bestFits: [String] = []
  /// Where a capture changed from one revision to another.
  public var shifts: [RevisionShift] = []
  /// Acceptances that no longer hold, in words.
  public var expired: [String] = []

  /// Nothing checked.
  public init() {}

  /// How many findings there are of a severity; the same change in several operations is one.
  public func count(of severity: Severity) -> Int {
    findings.count { $0.severity == severity }
  }

  /// Whether something is as bad as this.
  public func hasFindings(from severity: Severity) -> Bool {
    findings.contains { $0.severity >= severity }
  }

  /// Everything in one line: `2 errors, 0 warnings, 1 note over 14 calls · best fit: …`
  public var summary: String {
    func counted(_ count: Int, _ noun: String) -> String {
      "\(count) \(noun)\(count == 1 ? "" : "s")"
    }
    var line = [
      counted(count(of: .error), "error"), counted(count(of: .warning), "warning"),
      counted(count(of: .info) + notes.count, "note"),
    ].joined(separator: ", ")
    if calls > 0 { line += " over " + counted(calls, "call") }
    if !accepted.isEmpty { line += " · \(accepted.count) accepted" }
    if !bestFits.isEmpty { line += " · best fit: " + bestFits.joined(separator: ", ") }
    if !baselines.isEmpty { line += " · compared with " + baselines.joined(separator: ", ") }
    return line
  }
}

/// A finding that the settings accept.
public struct AcceptedFinding: Hashable, Sendable {
  /// The finding.
  public var finding: Finding
  /// Why.
  public var reason: String
}

/// Where a capture changed from one revision of the service to another.
public struct RevisionShift: Hashable, Sendable {
  /// The revision that everything before fits.
  public var from: String
  /// The revision that what comes after fits.
  public var to: String
  /// The first call that shows it.
  public var sighting: Sighting
}
