/// A dated state of the service, and how it differs from the one before.
///
/// **Source**: facts, section 5; each overlay names its own.
public struct Revision: Hashable, Sendable {
  /// What it is called: `share@2021-12-08`.
  public let id: String
  /// From when on it counts; the date in its name.
  public let date: RevisionDate
  /// Until when it counts: the date of the next one; nil for the latest.
  public internal(set) var until: RevisionDate?
  /// When it came, in words: `2021-11-30 (outside the US) – 2021-12-08 (US)`.
  public let period: String
  /// What is new, in a line.
  public let title: String
  /// Whom it breaks, in the words of findings: `breaks readers`.
  public let effect: String
  /// The changes, one a line.
  public let changes: [String]
  /// What shows it, one a line.
  public let evidence: [String]
  /// How sure it is: `corroborated(5)`.
  public let confidence: String

  /// The words that `effect` may be.
  static let effects = ["breaks readers", "breaks writers", "harmless", "unknown"]

  /// What a document says about its revision in `info`.
  init(_ document: SchemaDocument) throws(SchemaError) {
    let info = try DocumentNode(document).required("info")
    let version = try info.required("version")
    guard let date = RevisionDate(try version.string()) else {
      throw version.error("expected a date")
    }
    self.date = date
    id = "share@\(date)"
    title = try info.required("title").string()
    let revision = try info.required("x-revision")
    try revision.checkMembers(["period", "effect", "changes", "evidence", "confidence"])
    period = try revision.text("period") ?? date.description
    let effect = try revision.required("effect")
    self.effect = try effect.string()
    guard Self.effects.contains(self.effect) else { throw effect.error("nobody knows this effect") }
    changes = try revision.required("changes").strings()
    evidence = try revision.required("evidence").strings()
    confidence = try revision.required("confidence").string()
  }
}
