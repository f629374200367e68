internal import APISchema
internal import CallRendering
internal import Drift
internal import Evidence

/// What a revision changed in one operation.
struct RevisionChange: Hashable, Sendable {
  var revision: Revision
  var details: [Detail]

  /// One thing that changed.
  struct Detail: Hashable, Sendable {
    /// What it means for a client, in a sentence with code in backticks.
    var sentence: String
  }

  /// What all revisions changed.
  struct All: Sendable {
    /// By operation, oldest first.
    var changes: [String: [RevisionChange]] = [:]
    /// Faults that operations of the latest revision do not give, but those of earlier ones did, by code.
    var formerFaults: [String: FormerFault] = [:]
  }

  /// A fault that is given no longer.
  struct FormerFault: Sendable {
    var fault: FaultSchema
    var operations: Set<String>
    /// The revision since which no operation gives it.
    var end: Revision
  }

  /// What all revisions changed.
  static func all(_ history: RevisionHistory) throws(SchemaError) -> All {
    guard history.revisions != (try RevisionHistory.share().revisions) else {
      return try ofShare.get()
    }
    return try compared(history)
  }

  /// Those of the Share service. Comparing takes longer than all else, and gives the same in every run.
  private static let ofShare: Result<All, SchemaError> = {
    do throws(SchemaError) {
      return .success(try compared(try RevisionHistory.share()))
    } catch {
      return .failure(error)
    }
  }()

  private static func compared(_ history: RevisionHistory) throws(SchemaError) -> All {
    var all = All()
    var before = try history.schema(of: history.revisions[0])
    for revision in history.revisions.dropFirst() {
      let after = try history.schema(of: revision)
      let findings = Comparison(of: Summary(declaredBy: after), with: before).findings
      for operation in after.operations {
        let details = findings.filter { $0.operation == nil || $0.operation == operation.name }
          .filter { $0.location.part != .call || $0.operation != nil }
          .map(Detail.init).uniqued
        guard !details.isEmpty else { continue }
        all.changes[operation.name, default: []].append(
          RevisionChange(revision: revision, details: details))
      }
      all.end(faultsOf: before, at: revision, unlessIn: after)
      before = after
    }
    return all
  }
}

extension RevisionChange.All {
  /// Notes the codes that no operation gives any more.
  fileprivate mutating func end(
    faultsOf before: Schema, at revision: Revision, unlessIn after: Schema
  ) {
    let present = Set(after.operations.flatMap(\.faults).map(\.code))
    for code in present { formerFaults[code] = nil }
    for operation in before.operations {
      for fault in operation.faults where !present.contains(fault.code) {
        formerFaults[fault.code, default: .init(fault: fault, operations: [], end: revision)]
          .operations.insert(operation.name)
      }
    }
  }
}
