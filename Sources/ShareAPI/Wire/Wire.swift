public import JSONDecoding

/// A member of an object as it stood on the wire: there or not, null, of its type, or of some other
/// form that survives all the same.
///
/// ```swift
/// @Wire public var wallTime: WCFDate?    // reading.wallTime, and reading.$wallTime for the rest
/// ```
@propertyWrapper
public enum Wire<Value: WireValue>: Hashable, Sendable {
  /// The member was not there.
  case absent
  /// The member was `null`.
  case null
  /// The member was what it should be.
  case value(Value)
  /// The member was something else.
  case other(JSONValue)

  /// An absent member.
  public init() { self = .absent }

  /// An absent member, or one with a value.
  public init(wrappedValue: Value?) { self = wrappedValue.map(Wire.value) ?? .absent }

  /// The value; nil where the member was absent, null or of another form.
  public var wrappedValue: Value? {
    get { value }
    set { self = newValue.map(Wire.value) ?? .absent }
  }

  /// The member as it stood on the wire.
  public var projectedValue: Wire<Value> {
    get { self }
    set { self = newValue }
  }

  /// The value; nil where the member was absent, null or of another form.
  public var value: Value? {
    if case .value(let value) = self { value } else { nil }
  }

  /// True where there was no such member.
  public var isAbsent: Bool { self == .absent }
}

extension Wire: WireValue {
  /// What diagnostics call it.
  public static var form: String { Value.form }

  /// Whether the value does.
  public static var holdsSecrets: Bool { Value.holdsSecrets }

  /// The role of the value.
  public static var role: Role? { Value.role }

  /// Reads any JSON value; never nil.
  public init(wire node: JSONNode, _ context: inout WireContext) {
    if let value = Value(wire: node, &context) {
      self = .value(value)
    } else if node.isNull {
      self = .null
    } else {
      context.anomalies += 1
      self = .other(JSONValue(node))
    }
  }

  /// The value as it stood on the wire; an absent one is written as null.
  public var wire: JSONValue {
    switch self {
    case .absent, .null: .null
    case .value(let value): value.wire
    case .other(let value): value
    }
  }

  /// Writes what the value means.
  public func describe(to writer: ValueWriter) {
    switch self {
    case .absent, .null: writer.json.null()
    case .value(let value): value.describe(to: writer)
    case .other(let value): writer.unexpected(value, Value.role)
    }
  }

  /// Tells of a value of another form, or what nobody knows about the value.
  public func inspect(_ finder: inout AnomalyFinder) {
    switch self {
    case .absent, .null: break
    case .value(let value): value.inspect(&finder)
    case .other(let value): finder.unexpectedForm(value, expected: Value.form)
    }
  }
}
