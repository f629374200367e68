/// An explanation of something that puzzles people, with how sure anybody is of it.
public struct Note: Hashable, Sendable {
  /// A stable name for programs.
  public var id: String
  /// The explanation, in the words of this project; it quotes nothing from a capture.
  public var text: String
  /// How sure it is.
  public var confidence: Confidence

  /// How sure a fact is.
  public enum Confidence: Hashable, Sendable, CustomStringConvertible {
    /// It stands in the first public write-up of the service.
    case seed
    /// So many independent public sources say so.
    case corroborated(Int)
    /// One public source says so.
    case single
    /// It follows from figures or from the rules of the server's framework.
    case inferred

    /// The confidence in words that people read.
    public var words: String {
      switch self {
      case .seed: "from the first write-up"
      case .corroborated(let count): "reported by \(count) sources"
      case .single: "reported by one source"
      case .inferred: "inferred"
      }
    }

    /// The confidence as the facts have it: `corroborated(4)`.
    public var description: String {
      switch self {
      case .seed: "seed"
      case .corroborated(let count): "corroborated(\(count))"
      case .single: "single"
      case .inferred: "inferred"
      }
    }
  }

  init(_ id: String, _ confidence: Confidence, _ text: String) {
    self.id = id
    self.text = text
    self.confidence = confidence
  }
}
