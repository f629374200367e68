/// A number as it was written: whether it was an integer, and all of its digits.
public enum JSONNumber: Hashable, Sendable {
  /// An integer that fits 64 bits with sign.
  case integer(Int64)
  /// An integer above `Int64.max`.
  case unsigned(UInt64)
  /// A number written with a fraction or an exponent.
  case double(Double)
  /// A number that fits none of these, as its text.
  case text(String)

  /// The nearest double.
  public var double: Double {
    switch self {
    case .integer(let value): Double(value)
    case .unsigned(let value): Double(value)
    case .double(let value): value
    case .text(let text): Double(text) ?? .nan
    }
  }

  /// The number as JSON writes it.
  public var text: String {
    switch self {
    case .integer(let value): String(value)
    case .unsigned(let value): String(value)
    case .double(let value): value.isFinite ? value.description : "null"
    case .text(let text): text
    }
  }
}
