/// The kinds of JSON values. An integer is its own kind: readers break on `5.5` where they expect `5`.
public enum ValueKind: String, Hashable, Sendable, CaseIterable, Comparable {
  case null, boolean, integer
  /// A number with a fraction or an exponent; in a schema, any number.
  case number
  case string, array, object

  /// In the order of the list.
  public static func < (left: ValueKind, right: ValueKind) -> Bool {
    left.index < right.index
  }

  private var index: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  /// With its article: `an integer`.
  public var description: String {
    switch self {
    case .null: "null"
    case .integer, .array, .object: "an \(rawValue)"
    case .boolean, .number, .string: "a \(rawValue)"
    }
  }
}
