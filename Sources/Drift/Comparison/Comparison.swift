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
  /// The same, each in one place.
  let changes: [Finding]
  /// What may be gone, in a sample too small to tell.
  public var notes: [SampleNote] = []

  /// Compares.
  public init(of observed: Summary, with expected: Schema) {
    self.init(of: observed, with: expected, known: .share)
  }

  /// Compares one answer with another to the same call.
  ///
  /// What the one has in all its objects is expected in each of the other. Words of enumerations vary from
  /// answer to answer: those that the recording has elsewhere, or that any revision knows, are no news.
  ///
  /// - Parameters:
  ///   - answer: The call with its answer.
  ///   - recorded: The call with the answer that was recorded.
  ///   - words: The words of the recording.
  public init(ofAnswer answer: Summary, with recorded: Summary, words: Set<String>) {
    self.init(
      of: answer, with: Schema(inferredFrom: recorded), known: .share, recordedWords: words)
  }

  /// The words and small numbers of enumerations that a recording has.
  public static func words(of recording: Summary) -> Set<String> {
    KnownService([Schema(inferredFrom: recording)]).values
  }

  init(
    of observed: Summary, with expected: Schema, known: KnownService,
    recordedWords: Set<String>? = nil
  ) {
    let baseline = Baseline(
      isInferred: expected.isInferred, isDeclared: observed.isDeclared,
      isCaseInsensitive: expected.isCaseInsensitive, names: Set(expected.operations.map(\.name)),
      observedNames: Set(observed.operations.keys), known: known, recordedWords: recordedWords)
    var walk = SchemaWalk(baseline)
    walk.compare(expected, observed)
    changes = FindingGroups.identical(walk.findings)
    findings = FindingGroups.siblings(changes)
    notes = Array(Set(walk.notes)).sorted { ($0.place, $0.missing) < ($1.place, $1.missing) }
  }
}

/// Something that may be gone, or count something else: too few messages to tell.
public struct SampleNote: Hashable, Sendable {
  /// What may have changed.
  public enum Doubt: String, Hashable, Sendable {
    /// It may be gone.
    case absence
    /// Numbers may count something else, as all of them are of another size.
    case size
  }

  /// The operation; nil for what all have in common.
  public var operation: String?
  /// The place.
  public var location: Location
  /// What may have changed.
  public var doubt = Doubt.absence
  /// How many messages lack it, or numbers of its size.
  public var missing: Int
  /// What is counted: `answers`.
  public var noun: String

  /// `ReadPublisherLatestGlucoseValues $[*].WT: absent from 3 of 3 answers; too small a sample to tell`
  public var text: String {
    let lack = doubt == .absence ? "absent from" : "no number of the usual size in"
    return "\(place): \(lack) \(missing) of \(missing) \(noun); too small a sample to tell"
  }

  fileprivate var place: String {
    let isBody = location.pointer.isEmpty && location.part.isResponse
    return [operation, isBody ? "body" : location.pointer].compactMap { $0 }.filter { !$0.isEmpty }
      .joined(separator: " ")
  }
}
