public import JSONDecoding

extension Bool: WireValue {
  /// What diagnostics call it.
  public static var form: String { "a boolean" }

  /// Reads `true` or `false`.
  public init?(wire node: JSONNode, _ context: inout WireContext) {
    if context.source == .text {
      guard let text = node.string, let value = Bool(text.lowercased()) else { return nil }
      self = value
    } else {
      guard let value = node.bool else { return nil }
      self = value
    }
  }

  /// `true` or `false`.
  public var wire: JSONValue { .bool(self) }

  /// Writes it.
  public func describe(to writer: ValueWriter) { writer.json.bool(self) }
}

extension Int64: WireValue {
  /// What diagnostics call it.
  public static var form: String { "an integer" }

  /// Reads an integer.
  public init?(wire node: JSONNode, _ context: inout WireContext) {
    let read = context.source == .text ? node.string.flatMap { Int64($0) } : node.int64
    guard let read else { return nil }
    self = read
  }

  /// The integer.
  public var wire: JSONValue { .integer(self) }

  /// Writes it; one that is too large for what it stands for may be something else.
  public func describe(to writer: ValueWriter) { writer.unexpected(wire, nil) }
}

extension String: WireValue {
  /// What diagnostics call it.
  public static var form: String { "a string" }

  /// Reads a string.
  public init?(wire node: JSONNode, _ context: inout WireContext) {
    guard let string = node.string else { return nil }
    self = string
  }

  /// The string.
  public var wire: JSONValue { .string(self) }

  /// Writes it as a text that may hold a secret.
  public func describe(to writer: ValueWriter) { writer.text(self) }
}

extension Array: WireValue where Element: WireValue {
  /// What diagnostics call it.
  public static var form: String { "an array" }

  /// Whether an element does.
  public static var holdsSecrets: Bool { Element.holdsSecrets }

  /// The role of the elements.
  public static var role: Role? { Element.role }

  /// Reads an array; nil where the JSON is not one, or an element does not fit.
  // Specialized: most of what there is to read and to write is readings.
  @_specialize(where Element == Wire<Reading>)
  public init?(wire node: JSONNode, _ context: inout WireContext) {
    guard node.kind == .array else { return nil }
    self.init()
    reserveCapacity(node.count)
    for element in node.elements {
      guard let value = Element(wire: element, &context) else { return nil }
      append(value)
    }
  }

  /// The array.
  public var wire: JSONValue { .array(map(\.wire)) }

  /// Writes the elements.
  @_specialize(where Element == Wire<Reading>)
  public func describe(to writer: ValueWriter) {
    writer.json.beginArray()
    for element in self { element.describe(to: writer) }
    writer.json.endArray()
  }

  /// Tells what nobody knows about the elements.
  public func inspect(_ finder: inout AnomalyFinder) {
    finder.inside("[*]") { for element in self { element.inspect(&$0) } }
  }
}

/// An array whose elements survive whatever their form.
public typealias WireArray<Element: WireValue> = [Wire<Element>]

extension Array {
  /// The elements that are what they should be.
  public func values<Value>() -> [Value] where Element == Wire<Value> {
    compactMap(\.value)
  }
}
