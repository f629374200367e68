internal import JSONDecoding
internal import Yams

extension SchemaDocument {
  /// The document as YAML, with its members in their order.
  public var yaml: String {
    // Serializing fails only where memory does.
    (try? serialize(node: Self.node(root), width: 100, allowUnicode: true)) ?? ""
  }

  /// The document as JSON, indented by two.
  public var json: String {
    var text = ""
    Self.write(root, indent: "", into: &text)
    return text + "\n"
  }

  private static func node(_ value: JSONValue) -> Node {
    switch value {
    case .null: Node("null", Tag(.null), .plain)
    case .bool(let value): Node(value ? "true" : "false", Tag(.bool), .plain)
    case .number(let value): Node(value.text, Tag(.float), .plain)
    case .string(let value): Node.scalar(scalar(value))
    case .array(let elements):
      .sequence(Node.Sequence(elements.map(node), .implicit, elements.isEmpty ? .flow : .block))
    case .object(let members):
      .mapping(
        Node.Mapping(
          members.map { (Node.scalar(scalar($0.name)), node($0.value)) }, .implicit,
          members.isEmpty ? .flow : .block))
    }
  }

  /// A text that no reader of YAML 1.1 or 1.2 takes for anything else.
  private static func scalar(_ text: String) -> Node.Scalar {
    if text.contains("\n") { return Node.Scalar(text, Tag(.str), .literal) }
    // Yams gives quotes to what YAML 1.1 takes for something else; a number with an underscore or a
    // sign is one of those too.
    let isSafe =
      text.utf8.first.map { 65...90 ~= $0 & 0xDF || $0 == UInt8(ascii: "/") } ?? false
    let plain = text.represented()
    return isSafe ? plain : Node.Scalar(text, Tag(.str), .singleQuoted)
  }

  private static func write(_ value: JSONValue, indent: String, into text: inout String) {
    func list<Item>(
      _ brackets: (String, String), _ items: [Item], _ write: (Item, String) -> Void
    ) {
      text += brackets.0
      for (index, item) in items.enumerated() {
        text += (index == 0 ? "\n" : ",\n") + indent + "  "
        write(item, indent + "  ")
      }
      text += (items.isEmpty ? "" : "\n" + indent) + brackets.1
    }
    switch value {
    case .array(let elements):
      list(("[", "]"), elements) { write($0, indent: $1, into: &text) }
    case .object(let members):
      list(("{", "}"), members) {
        text += compact(.string($0.name)) + ": "
        write($0.value, indent: $1, into: &text)
      }
    default: text += compact(value)
    }
  }

  private static func compact(_ value: JSONValue) -> String {
    let writer = JSONWriter()
    writer.value(value)
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}
