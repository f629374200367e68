public import JSONDecoding

/// A type of value that travels to or from the service.
///
/// A wire value keeps what was written, so that encoding gives back what was decoded.
public protocol WireValue: Hashable, Sendable {
  /// Whom or what the value would give away; nil for values that are no secret.
  static var role: Role? { get }

  /// Whether a value of this type, or anything inside it, is a secret.
  static var holdsSecrets: Bool { get }

  /// What diagnostics call a value of this type, with its article: "a date".
  static var form: String { get }

  /// Reads the value; nil where the JSON has another form.
  init?(wire node: JSONNode, _ context: inout WireContext)

  /// The value as it stood on the wire.
  var wire: JSONValue { get }

  /// Writes what the value means.
  func describe(to writer: ValueWriter)

  /// Tells a finder what nobody knows about the value.
  func inspect(_ finder: inout AnomalyFinder)
}

extension WireValue {
  /// No secret.
  public static var role: Role? { nil }

  /// Whether there is a role.
  public static var holdsSecrets: Bool { role != nil }

  /// Nothing is unknown.
  public func inspect(_ finder: inout AnomalyFinder) {}
}

/// What a decoder has to know about the text a value is read from, and what it found there.
public struct WireContext: Sendable {
  /// Where values come from.
  public enum Source: Sendable {
    /// A JSON body: names in their letter case, scalars as JSON has them.
    case json
    /// A query, or XML: all scalars are texts.
    case text
  }

  /// Where values come from.
  public let source: Source
  /// How many unknown members, and values of an unexpected form, have been met. While it is zero
  /// nobody needs to go looking for them.
  public var anomalies = 0

  /// A context without anomalies.
  public init(_ source: Source) { self.source = source }
}
