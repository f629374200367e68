public import APISchema
public import Evidence

/// What comes of comparing a schema with what was observed.
///
/// ```
///  Schema (expected) ─┐          ┌─ service, operations ── answers by status ─┐
///                     ├─▶ walk ──┤  fields of headers                         ├─▶ rules ─▶ Finding
///  Summary (observed) ┘          └─ bodies ── objects ── values ──────────────┘
/// ```
///
/// Where something is of another kind than expected, nothing below it is compared.
public struct Comparison: Sendable {
  /// The differences, each in one operation or in what all have in common; in a fixed order.
  public var findings: [Finding] = []
  /// What may be gone, in a sample too small to tell.
  public var notes: [SampleNote] = []

  /// Compares.
  public init(of observed: Summary, with expected: Schema) {
    self.init(of: observed, with: expected, known: .share)
  }

  init(of observed: Summary, with expected: Schema, known: KnownService) {
    let baseline = Baseline(
      isInferred: expected.isInferred, isDeclared: observed.isDeclared,
      isCaseInsensitive: expected.isCaseInsensitive, names: Set(expected.operations.map(\.name)),
      observedNames: Set(observed.operations.keys), known: known)
    var walk = SchemaWalk(baseline)
    walk.compare(expected, observed)
    findings = FindingGroups.perOperation(walk.findings)
    notes = Array(Set(walk.notes)).sorted { ($0.place, $0.missing) < ($1.place, $1.missing) }
  }
}

/// Something that may be gone: too few messages to tell.
public struct SampleNote: Hashable, Sendable {
  /// The operation; nil for what all have in common.
  public var operation: String?
  /// The place.
  public var location: Location
  /// How many messages lack it.
  public var missing: Int
  /// What is counted: `answers`.
  public var noun: String

  /// `ReadPublisherLatestGlucoseValues $[*].WT: absent from 3 of 3 answers; too small a sample to tell`
  public var text: String {
    "\(place): absent from \(missing) of \(missing) \(noun); too small a sample to tell"
  }

  fileprivate var place: String {
    [operation, location.pointer].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " ")
  }
}
