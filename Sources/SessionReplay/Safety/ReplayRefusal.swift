/// Why something is not done, and how to do it rightly.
public struct ReplayRefusal: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is refused, and why.
  public var what: String
  /// How to do it rightly.
  public var advice: String

  /// A refusal.
  public init(_ what: String, _ advice: String) { (self.what, self.advice) = (what, advice) }

  /// Both, in two lines.
  public var description: String { "\(what)\n  \(advice)" }
}
