internal import APISchema
internal import JSONDecoding
internal import ShareAPI

/// Invented values for examples.
enum Samples {
  /// The value of a parameter in an example.
  static func text(for property: PropertySchema) -> String {
    if let value = property.value.values.first { return value.text }
    if let role = property.value.role, let text = roles[role.rawValue] { return text }
    if property.value.kinds.contains(.integer) { return number(property) }
    if property.value.shapes.contains(.guid) { return "9a8b7c6d-5e4f-4a3b-8c1d-0e9f8a7b6c5d" }
    return "demo"
  }

  private static func number(_ property: PropertySchema) -> String {
    switch property.value.unit {
    case "min": "1440"
    case "readings": "288"
    default: "1"
    }
  }

  private static let roles = [
    "session": "6e5d4c3b-2a19-4f8e-9d7c-6b5a4f3e2d1c",
    "account": "4f1a2b3c-0d5e-4f60-8a7b-9c0d1e2f3a4b",
    "contact": "3c2b1a09-8f7e-4d6c-9b5a-4f3e2d1c0b9a",
    "subscription": "9a8b7c6d-5e4f-4a3b-8c1d-0e9f8a7b6c5d",
    "receiver": "SM00000001", "name": "demo-follower", "email": "follower@example.com",
    "user": "demo-user", "password": "demo-Passw0rd",
  ]

  /// A value in lines, as people write JSON: what fits into a line stands in one.
  static func json(_ value: JSONValue, width: Int = 96, indent: String = "") -> String {
    let writer = JSONWriter()
    writer.value(value)
    let line = String(decoding: writer.bytes, as: UTF8.self)
    if line.utf8.count + indent.utf8.count <= width { return line }
    let inner = indent + "  "
    switch value {
    case .array(let elements) where !elements.isEmpty:
      let lines = elements.map { inner + json($0, width: width, indent: inner) }
      return "[\n" + lines.joined(separator: ",\n") + "\n\(indent)]"
    case .object(let members) where !members.isEmpty:
      let lines = members.map { member in
        let name = JSONWriter()
        name.value(.string(member.name))
        return inner + String(decoding: name.bytes, as: UTF8.self) + ": "
          + json(member.value, width: width, indent: inner)
      }
      return "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
    default: return line
    }
  }
}
