public import JSONDecoding

/// The answer of operations that say nothing: there is no value of it, so any JSON in its place is
/// something unexpected.
public enum NoContent: WireValue {
  /// What diagnostics call it.
  public static let form = "an empty body"

  /// Reads nothing; always nil.
  public init?(wire node: JSONNode, _ context: inout WireContext) { return nil }

  /// No value, no JSON.
  public var wire: JSONValue { switch self {} }

  /// Writes nothing.
  public func describe(to writer: ValueWriter) {}
}
