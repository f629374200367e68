internal import Bytes
internal import JSONDecoding

/// Members of the type that they should have. Null stands for a member that is not there.
extension EntryDecoder {
  mutating func object(_ node: JSONNode?, _ path: [String], isRequired: Bool) -> JSONNode? {
    guard let node = present(node, path, isRequired, expected: "an object") else { return nil }
    if node.kind == .object { return node }
    complainAboutType(node, path, expected: "an object")
    return nil
  }

  mutating func array(_ node: JSONNode?, _ path: [String]) -> JSONNode? {
    guard let node, !node.isNull else { return nil }
    if node.kind == .array { return node }
    complainAboutType(node, path, expected: "an array")
    return nil
  }

  mutating func string(_ node: JSONNode?, _ path: [String], isRequired: Bool) -> String? {
    guard let node = present(node, path, isRequired, expected: "a string") else { return nil }
    if let string = node.string { return string }
    complainAboutType(node, path, expected: "a string")
    return nil
  }

  /// A number; a string of one is taken for it.
  mutating func number(
    _ node: JSONNode?, _ path: [String], isRequired: Bool = false
  ) -> Double? {
    guard let node = present(node, path, isRequired, expected: "a number") else { return nil }
    if let number = node.double { return number }
    let number = node.string.flatMap { Double($0) }.flatMap { $0.isFinite ? $0 : nil }
    if number == nil {
      complainAboutType(node, path, expected: "a number")
    } else {
      complain(
        "har-wrong-type", path, "a string, expected a number",
        advice: "it was taken for the number that it writes")
    }
    return number
  }

  private mutating func present(
    _ node: JSONNode?, _ path: [String], _ isRequired: Bool, expected: String
  ) -> JSONNode? {
    if let node, !node.isNull { return node }
    if isRequired {
      complain(
        "har-missing-member", path,
        node == nil ? "not there, expected \(expected)" : "null, expected \(expected)",
        advice: "the exchange stands without it; export the capture again")
    }
    return nil
  }

  mutating func complainAboutType(_ node: JSONNode, _ path: [String], expected: String) {
    let found =
      switch node.kind {
      case .null: "null"
      case .bool: "true or false"
      case .number: "a number"
      case .string: "a string"
      case .array: "an array"
      case .object: "an object"
      }
    complain(
      "har-wrong-type", path, "\(found), expected \(expected)",
      advice: "the member was ignored; export the capture again", isDamage: true)
  }

  mutating func complain(
    _ id: String, _ path: [String], _ what: String, advice: String, isDamage: Bool = false
  ) {
    diagnostics.append(
      Diagnostic(
        id, at: place.description(path) + ", entry at \(place.byte)", what, advice: advice,
        isDamage: isDamage))
  }
}
