internal import APISchema
internal import CallRendering
internal import Drift
internal import Evidence

/// What a revision changed in one operation.
struct RevisionChange: Hashable, Sendable {
  var revision: Revision
  var details: [Detail]

  /// One place that changed.
  struct Detail: Hashable, Sendable {
    /// `answer $[*].Trend`
    var place: String
    var before, after: String
    /// What happened, where there is no place.
    var what: String?
  }

  /// The changes of all revisions, by operation, oldest first.
  static func all(_ history: RevisionHistory) throws(SchemaError) -> [String: [RevisionChange]] {
    guard history.revisions != (try RevisionHistory.share().revisions) else {
      return try ofShare.get()
    }
    return try compared(history)
  }

  /// Those of the Share service. Comparing takes longer than all else, and gives the same in every run.
  private static let ofShare: Result<[String: [RevisionChange]], SchemaError> = {
    do throws(SchemaError) {
      return .success(try compared(try RevisionHistory.share()))
    } catch {
      return .failure(error)
    }
  }()

  private static func compared(
    _ history: RevisionHistory
  ) throws(SchemaError) -> [String: [RevisionChange]] {
    var changes: [String: [RevisionChange]] = [:]
    var before = try history.schema(of: history.revisions[0])
    for revision in history.revisions.dropFirst() {
      let after = try history.schema(of: revision)
      let findings = Comparison(of: Summary(declaredBy: after), with: before).findings
      for operation in after.operations {
        let details = findings.filter { $0.operation == nil || $0.operation == operation.name }
          .filter { $0.location.part != .call || $0.operation != nil }
          .map(Detail.init).uniqued
        guard !details.isEmpty else { continue }
        changes[operation.name, default: []].append(
          RevisionChange(revision: revision, details: details))
      }
      before = after
    }
    return changes
  }
}

extension RevisionChange.Detail {
  fileprivate init(_ finding: Finding) {
    let location = finding.location
    let part = location.part == .responseBody(status: 200) ? "answer" : location.part.words
    let pointers = [finding.location.pointer] + finding.siblings
    place = [part, pointers.filter { !$0.isEmpty }.joined(separator: ", ")]
      .filter { !$0.isEmpty }.joined(separator: " ")
    // What has no place of its own is told by the title of its rule.
    what = place.isEmpty ? RuleCatalog.rule(finding.rule)?.title : nil
    before = finding.expected
    after = finding.observed
  }
}
