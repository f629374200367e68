internal import HTTPMessages
internal import JSONDecoding
internal import ShareAPI

/// Whether a request carries readings.
enum GlucoseContent {
  /// False only where it is certain that there are none.
  static func isPossible(in call: Call) -> Bool {
    let request = call.exchange.request
    let operation = (call.operation ?? "").lowercased()
    if operation == "postreceiveregvrecords" || operation.contains("egvrecord") { return true }
    let isDocumented = call.standing == .documented
    let items = request.target.queryItems.map { ($0.name, $0.value) } + request.fields.map { $0 }
    if items.contains(where: { isGlucoseName($0.0) || hasReadings($0.1) }) { return true }
    if !isDocumented, request.target.queryItems.contains(where: { !isHarmless(.string($0.value)) })
    {
      return true
    }
    if request.body.bytes.allSatisfy({ $0 <= 0x20 }) { return false }
    guard let value = try? JSONParser().read(request.body.bytes, { JSONValue($0) }) else {
      // A form, a document, opaque bytes: documented operations have none of their own.
      return !isDocumented
        || String(decoding: request.body.bytes, as: UTF8.self).lowercased()
          .contains("egv")
    }
    return isDocumented ? hasGlucoseName(value) : !isHarmless(value)
  }

  private static func isGlucoseName(_ name: String) -> Bool {
    let name = name.lowercased()
    return ["value", "sgv", "bg", "trend"].contains(name)
      || ["egv", "glucose", "mgdl", "mg/dl", "reading"].contains { name.contains($0) }
  }

  /// - Parameter nesting: In how many texts the value stands.
  private static func hasGlucoseName(_ value: JSONValue, nesting: Int = 0) -> Bool {
    switch value {
    case .array(let elements): elements.contains { hasGlucoseName($0, nesting: nesting) }
    case .object(let members):
      members.contains { isGlucoseName($0.name) || hasGlucoseName($0.value, nesting: nesting) }
    case .string(let text): hasReadings(text, nesting: nesting)
    default: false
    }
  }

  /// Whether a text is a document with readings in it.
  private static func hasReadings(_ text: String, nesting: Int = 0) -> Bool {
    let start = text.first { !$0.isWhitespace }
    guard start == "{" || start == "[" || start == "\"",
      let value = try? JSONParser().read(Array(text.utf8), { JSONValue($0) })
    else { return ["egv", "glucose"].contains { text.lowercased().contains($0) } }
    return nesting > 3 || hasGlucoseName(value, nesting: nesting + 1)
  }

  /// Whether a body nobody has documented holds nothing but IDs and words.
  private static func isHarmless(_ value: JSONValue) -> Bool {
    switch value {
    case .null, .bool: true
    case .string(let text): GUID(text) != nil || !text.contains(where: \.isNumber)
    case .number, .array: false
    case .object(let members):
      members.allSatisfy { member in
        guard !isGlucoseName(member.name) else { return false }
        switch member.value {
        case .object, .array, .number: return false
        default: return isHarmless(member.value)
        }
      }
    }
  }
}
