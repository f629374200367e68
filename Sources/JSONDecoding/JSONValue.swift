/// A JSON value that stands on its own: what the models keep of what they do not know, and what they
/// give back.
public enum JSONValue: Sendable {
  case null
  case bool(Bool)
  case number(JSONNumber)
  case string(String)
  case array([JSONValue])
  case object([Member])

  /// A member of an object.
  public struct Member: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// Its value.
    public var value: JSONValue

    /// A member of an object.
    public init(_ name: String, _ value: JSONValue) {
      self.name = name
      self.value = value
    }
  }

  /// A copy of what a parser has read.
  public init(_ node: JSONNode) {
    switch node.kind {
    case .null: self = .null
    case .bool: self = .bool(node.bool ?? false)
    case .number: self = .number(node.number ?? .integer(0))
    case .string: self = .string(node.string ?? "")
    case .array: self = .array(node.elements.map { JSONValue($0) })
    case .object: self = .object(node.members.map { Member($0.name, JSONValue($0.value)) })
    }
  }

  /// An integer.
  public static func integer(_ value: some BinaryInteger) -> JSONValue {
    .number(.integer(Int64(value)))
  }

  /// The value of a member; where it is there more than once, the last one.
  public subscript(_ name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.last { $0.name == name }?.value
  }

  /// A string; nil for anything else.
  public var string: String? {
    guard case .string(let string) = self else { return nil }
    return string
  }
}

extension JSONValue: Hashable {
  /// Equal as JSON values: the order of the members of an object does not count.
  public static func == (left: JSONValue, right: JSONValue) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let left), .bool(let right)): left == right
    case (.number(let left), .number(let right)): left == right
    case (.string(let left), .string(let right)): left == right
    case (.array(let left), .array(let right)): left == right
    case (.object(let left), .object(let right)):
      left.count == right.count && left.sortedByName == right.sortedByName
    default: false
    }
  }

  /// Feeds what counts for equality.
  public func hash(into hasher: inout Hasher) {
    switch self {
    case .null: hasher.combine(0)
    case .bool(let value): hasher.combine(value)
    case .number(let value): hasher.combine(value)
    case .string(let value): hasher.combine(value)
    case .array(let elements): hasher.combine(elements)
    case .object(let members): hasher.combine(members.sortedByName)
    }
  }
}

extension [JSONValue.Member] {
  /// Sorted by name; members of one name keep their order.
  fileprivate var sortedByName: [JSONValue.Member] {
    enumerated().sorted { ($0.element.name, $0.offset) < ($1.element.name, $1.offset) }
      .map(\.element)
  }
}
