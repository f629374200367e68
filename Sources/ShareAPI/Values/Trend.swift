public import JSONDecoding

/// The direction in which glucose moves, as a number (to 2021-11, and in uploads) or as a word (in
/// answers since 2021-12).
///
/// **Shape**: a JSON integer 0 to 9, or a string; others survive.
/// **Source**: facts, section 3.2.
public struct Trend: Hashable, Sendable {
  /// What stood on the wire.
  public let written: Written

  /// The two encodings.
  public enum Written: Hashable, Sendable {
    case number(Int64)
    case word(String)
  }

  /// The known directions; the raw value is the number.
  public enum Direction: Int64, Hashable, Sendable, CaseIterable {
    case none = 0
    case doubleUp, singleUp, fortyFiveUp, flat, fortyFiveDown, singleDown, doubleDown
    case notComputable, rateOutOfRange

    /// The word of today's answers.
    public var word: String {
      switch self {
      case .none: "None"
      case .doubleUp: "DoubleUp"
      case .singleUp: "SingleUp"
      case .fortyFiveUp: "FortyFiveUp"
      case .flat: "Flat"
      case .fortyFiveDown: "FortyFiveDown"
      case .singleDown: "SingleDown"
      case .doubleDown: "DoubleDown"
      case .notComputable: "NotComputable"
      case .rateOutOfRange: "RateOutOfRange"
      }
    }

    /// The direction of a word: `SingleDown`, and as some clients write it `SINGLE_DOWN` or
    /// `NOT COMPUTABLE`.
    init?(word: String) {
      if let direction = Self.allCases.first(where: { $0.word == word }) {
        self = direction
        return
      }
      let folded = word.lowercased().filter { $0 != " " && $0 != "_" }
      guard let direction = Self.allCases.first(where: { $0.word.lowercased() == folded }) else {
        return nil
      }
      self = direction
    }
  }

  /// What it means; nil for a number or a word that nobody knows.
  public let direction: Direction?

  /// A trend as a number.
  public init(number: Int64) {
    written = .number(number)
    direction = Direction(rawValue: number)
  }

  /// A trend as a word.
  public init(word: String) {
    written = .word(word)
    direction = Direction(word: word)
  }
}

extension Trend: WireValue {
  /// What diagnostics call it.
  public static var form: String { "a trend, a number or a word" }

  /// Reads a number or a word. One that nobody knows counts as an anomaly.
  public init?(wire node: JSONNode, _ context: inout WireContext) {
    if let number = node.int64 {
      self.init(number: number)
    } else if let text = node.string {
      if context.source == .text, let number = Int64(text) {
        self.init(number: number)
      } else {
        self.init(word: text)
      }
    } else {
      return nil
    }
    if direction == nil { context.anomalies += 1 }
  }

  /// The number or the word.
  public var wire: JSONValue {
    switch written {
    case .number(let number): .integer(number)
    case .word(let word): .string(word)
    }
  }

  /// Writes the word of the direction; a number that nobody knows as it is.
  public func describe(to writer: ValueWriter) {
    if let direction { return writer.word(direction.word) }
    writer.unexpected(wire, nil)
  }

  /// Tells of a number or a word that nobody knows.
  public func inspect(_ finder: inout AnomalyFinder) {
    if direction == nil { finder.unknownValue(of: "a trend") }
  }
}
