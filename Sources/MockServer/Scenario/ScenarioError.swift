/// Why a scenario cannot be used.
public struct ScenarioError: Error, Sendable {
  /// The line, from 1; nil where it is not known.
  public var line: Int?
  /// What is wrong.
  public var what: String
  /// What to do.
  public var advice: String
}
