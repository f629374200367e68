internal import APISchema
internal import JSONDecoding

/// Invents the envelope of a fault that an operation gives.
enum FaultExample {
  /// The example of a schema where the operation gives its code, else the same with the first of the
  /// operation's own faults of which the message and the class are known; nil where there is none.
  static func example(
    like envelope: JSONValue, of operation: OperationSchema, in reference: Reference
  ) -> JSONValue? {
    guard let code = envelope["Code"]?.string, let message = envelope["Message"]?.string else {
      return envelope
    }
    if operation.faults.contains(where: { $0.code == code }) { return envelope }
    for fault in operation.faults {
      let notes = reference.document.root["components"]?["x-faults"]?[fault.code]
      guard let own = notes?["x-message"]?.string, let kind = notes?["x-class"]?.string else {
        continue
      }
      let numbers = kind.split(separator: "/").compactMap { Int($0) }
      guard numbers.count == names.count else { continue }
      return replaced(envelope) { text in
        let text = text.replacing(message, with: own).replacing(code, with: fault.code)
        return zip(names, numbers).reduce(text) { Self.classified($0, $1.0, $1.1) }
      }
    }
    return nil
  }

  /// The words of the classes of faults, by their numbers.
  ///
  /// **Source**: facts, section 4.3.
  private static let names: [(member: String, words: [Int: String])] = [
    (
      "Type",
      [
        5: "ObjectNotFound", 6: "SessionNotValid", 10: "InvalidArgument", 13: "InvalidPassword",
        14: "InvalidState", 15: "SingleSignOn",
      ]
    ), ("Category", [1: "System", 2: "Database", 4: "Validation", 5: "Logical"]),
    ("Severity", [1: "Minor", 2: "Severe"]),
  ]

  /// Details, XML or JSON, with the number of a class and its word.
  private static func classified(
    _ details: String, _ name: (member: String, words: [Int: String]), _ number: Int
  ) -> String {
    let word = name.words[number] ?? ""
    let member = name.member
    return details.split(separator: " ", omittingEmptySubsequences: false).map { part in
      part.hasPrefix("\(member)=\"")
        ? "\(member)=\"\(number)\""
        : part.hasPrefix("\(member)String=\"") ? "\(member)String=\"\(word)\"" : String(part)
    }.joined(separator: " ")
      .split(separator: "\n", omittingEmptySubsequences: false).map { line in
        let indent = line.prefix { $0 == " " }
        let text = line.dropFirst(indent.count)
        if text.hasPrefix("\"\(member)\":") { return indent + "\"\(member)\": \(number)," }
        if text.hasPrefix("\"\(member)String\":") {
          return indent + "\"\(member)String\": \"\(word)\","
        }
        return String(line)
      }.joined(separator: "\n")
  }

  private static func replaced(_ value: JSONValue, _ change: (String) -> String) -> JSONValue {
    switch value {
    case .string(let text): .string(change(text))
    case .object(let members):
      .object(members.map { JSONValue.Member($0.name, replaced($0.value, change)) })
    case .array(let elements): .array(elements.map { replaced($0, change) })
    default: value
    }
  }
}
