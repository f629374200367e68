/// What a project says of checks, in `.shareproto.yml`.
///
/// ```yaml
/// revision: share@2021-12        # or schema: my.openapi.yaml, or baseline: old.har
/// fail-on: error                 # error, warning, info or never
/// rules:
///   response-header-added: off
///   response-property-added: warning
/// accept:
///   - fingerprint: 0123456789abcdef
///     reason: the app reads both
///     expires: 2027-01-31
///   - rule: response-property-added
///     operation: ReadPublisherLatestGlucoseValues
///     pointer: $[*].TrendRate
///     reason: announced
/// ```
public struct DriftSettings: Hashable, Sendable {
  /// What rules count as; nil for those that are off.
  public var severities: [String: Severity?] = [:]
  /// Findings that are accepted.
  public var acceptances: [Acceptance] = []
  /// The revision to compare with; at most one of the three is there.
  public var revision: String?
  /// The schema to compare with: a path, as seen from the file.
  public var schema: String?
  /// The recording to compare with.
  public var baseline: String?
  /// From which severity on a check fails; `never` for nil inside.
  public var failOn: FailureLevel?

  /// Settings that change nothing.
  public init() {}

  /// From which severity on a check fails.
  public enum FailureLevel: String, Hashable, Sendable, CaseIterable {
    case error, warning, info, never

    /// The severity; nil for never.
    public var severity: Severity? { Severity(rawValue: rawValue) }
  }

  /// A finding that is accepted.
  public struct Acceptance: Hashable, Sendable {
    /// The finding; nil where the others say which.
    public var fingerprint: String?
    /// The rule.
    public var rule: String?
    /// The operation, with or without its service; nil for any.
    public var operation: String?
    /// The pointer; nil for any. Of several members that changed in the same way, each has to be accepted.
    public var pointer: String?
    /// Why.
    public var reason: String
    /// The last day on which it holds: `2027-01-31`; nil for ever.
    public var expires: String?
  }

  /// What the settings say of a finding.
  enum Verdict: Hashable {
    case none
    case accepted(reason: String)
    case expired(String)
  }

  /// How bad a finding is; nil where its rule is off.
  func severity(of finding: Finding) -> Severity? {
    switch severities[finding.rule] {
    case .none: finding.severity
    case .some(let severity): severity
    }
  }

  func acceptance(of finding: Finding, today: String) -> Verdict {
    let matching = acceptances.filter { $0.matches(finding) }
    // Days of ISO 8601 are in the order of their texts.
    let valid = matching.filter { $0.expires.map { $0 >= today } ?? true }
    // One member that is accepted accepts no other that changed with it.
    let accepted = Set(valid.compactMap(\.pointer))
    if let first = valid.first(where: { $0.pointer == nil })
      ?? (finding.pointers.allSatisfy(accepted.contains) ? valid.first : nil)
    {
      return .accepted(reason: first.reason)
    }
    guard valid.isEmpty else { return .none }
    guard let expired = matching.first, let day = expired.expires else { return .none }
    return .expired(
      "\(finding.rule) (\(finding.fingerprint)) was accepted until \(day): \(expired.reason)")
  }
}

extension DriftSettings.Acceptance {
  fileprivate func matches(_ finding: Finding) -> Bool {
    if let fingerprint, fingerprint != finding.fingerprint { return false }
    if let rule, rule != finding.rule { return false }
    if let operation {
      let own = finding.operation?.lowercased() ?? "*"
      let wanted = operation.lowercased()
      guard own == wanted || own.hasSuffix("/" + wanted) else { return false }
    }
    if let pointer {
      guard finding.pointers.contains(pointer) else { return false }
    }
    return true
  }
}
