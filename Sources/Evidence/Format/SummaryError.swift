/// Why a summary cannot be read or merged: what, and what to do.
public struct SummaryError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public enum Kind: Hashable, Sendable {
    /// It is none, or damaged.
    case invalid
    /// It is of another version of the format.
    case version
    /// It does not name its captures, so that nobody can tell what it shares with others.
    case unnamed
    /// It has some of its captures in common with another, but not all.
    case overlap
    /// It stands for the same captures as another, and says something else of them.
    case difference
  }

  /// What is wrong.
  public var kind: Kind
  /// The same in words. Names of captures in it are as far as they may be shown.
  public var what: String
  /// What the reader can do.
  public var advice: String
  /// Of summaries that overlap or differ, the numbers of two, in the order in which they came, from 0.
  public var numbers: [Int] = []
  /// Of summaries that differ, the digests of the captures of which they say different things.
  public var digests: Set<String> = []

  /// The two in one line.
  public var description: String { "\(what); \(advice)" }

  static func invalid(_ what: String, at place: String) -> SummaryError {
    SummaryError(
      kind: .invalid, what: "this is no summary: \(what) at \(place)",
      advice: "make it again with shareproto summarize")
  }
}
