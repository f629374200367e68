/// Something that went wrong or could not be known, while the analysis went on.
///
/// It answers the three questions of a reader: where, what, what to do. Its text may quote names from
/// a capture; whoever shows it redacts and escapes it like everything else.
public struct Diagnostic: Hashable, Sendable {
  /// A stable name for programs: `har-entry-damaged`, `unknown-member`.
  public var id: String
  /// The place, innermost last: a JSON pointer, a byte offset, a packet number.
  public var place: String
  /// What was there, and what was expected.
  public var what: String
  /// What the reader can do; nil where nothing can be done.
  public var advice: String?
  /// Whether something that was recorded is lost to the analysis. A command that reads captures then
  /// exits with 2.
  public var isDamage: Bool

  /// A diagnostic.
  public init(
    _ id: String, at place: String, _ what: String, advice: String? = nil, isDamage: Bool = false
  ) {
    self.id = id
    self.place = place
    self.what = what
    self.advice = advice
    self.isDamage = isDamage
  }
}
