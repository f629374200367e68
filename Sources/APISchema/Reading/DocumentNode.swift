internal import Foundation
internal import JSONDecoding

/// A value in a document, which knows its place.
struct DocumentNode {
  let document: SchemaDocument
  let value: JSONValue
  let pointer: JSONPointer

  /// The root, which has to be an object.
  init(_ document: SchemaDocument) throws(SchemaError) {
    self.document = document
    value = document.root
    pointer = JSONPointer()
    _ = try members()
  }

  private init(_ document: SchemaDocument, _ value: JSONValue, _ pointer: JSONPointer) {
    self.document = document
    self.value = value
    self.pointer = pointer
  }

  func error(_ what: String) -> SchemaError { document.error(what, at: pointer) }

  /// A member, which is null where there is none.
  func member(_ name: String) -> DocumentNode {
    DocumentNode(document, value[name] ?? .null, pointer.appending(name))
  }

  /// A member, if it is there and not null.
  func optional(_ name: String) -> DocumentNode? {
    guard let value = value[name], value != .null else { return nil }
    return DocumentNode(document, value, pointer.appending(name))
  }

  /// A member that has to be there.
  func required(_ name: String) throws(SchemaError) -> DocumentNode {
    guard let node = optional(name) else { throw error("\"\(name)\" is missing") }
    return node
  }

  /// The members of an object.
  func members() throws(SchemaError) -> [(name: String, node: DocumentNode)] {
    guard case .object(let members) = value else { throw error("expected an object") }
    return members.map { ($0.name, DocumentNode(document, $0.value, pointer.appending($0.name))) }
  }

  /// The elements of an array.
  func elements() throws(SchemaError) -> [DocumentNode] {
    guard case .array(let elements) = value else { throw error("expected an array") }
    return elements.enumerated().map {
      DocumentNode(document, $0.element, pointer.appending($0.offset))
    }
  }

  func string() throws(SchemaError) -> String {
    guard let string = value.string else { throw error("expected a string") }
    return string
  }

  func bool() throws(SchemaError) -> Bool {
    guard case .bool(let bool) = value else { throw error("expected true or false") }
    return bool
  }

  func double() throws(SchemaError) -> Double {
    guard case .number(let number) = value else { throw error("expected a number") }
    return number.double
  }

  /// The strings of an array of such.
  func strings() throws(SchemaError) -> [String] {
    var strings: [String] = []
    for element in try elements() { strings.append(try element.string()) }
    return strings
  }

  /// The text of a member that may be missing.
  func text(_ name: String) throws(SchemaError) -> String? { try optional(name)?.string() }

  /// Whether a member that may be missing is true.
  func flag(_ name: String) throws(SchemaError) -> Bool { try optional(name)?.bool() ?? false }

  /// Refuses members of other names, except for extensions.
  func checkMembers(_ names: Set<String>) throws(SchemaError) {
    for (name, node) in try members() where !names.contains(name) && !name.hasPrefix("x-") {
      throw node.error("nobody knows a member of this name here")
    }
  }

  /// What a local reference leads to: `#/components/schemas/Reading`.
  func target(of reference: String) throws(SchemaError) -> DocumentNode {
    guard reference == "#" || reference.hasPrefix("#/") else {
      throw error("only references inside the document are followed, not \"\(reference)\"")
    }
    var value = document.root
    var steps: [String] = []
    for step in reference.dropFirst(2).split(separator: "/", omittingEmptySubsequences: false) {
      let decoded = Self.decoded(step)
      let child: JSONValue? =
        if case .array(let elements) = value, let index = Int(decoded), elements.indices ~= index {
          elements[index]
        } else {
          value[decoded]
        }
      guard let child else { throw error("\"\(reference)\" leads nowhere") }
      value = child
      steps.append(decoded)
    }
    return DocumentNode(document, value, JSONPointer(steps))
  }

  /// A step of a reference without its escapes, which next to none has.
  private static func decoded(_ step: Substring) -> String {
    guard step.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "%") }) else {
      return String(step)
    }
    let name = step.replacing("~1", with: "/").replacing("~0", with: "~")
    return name.removingPercentEncoding ?? String(name)
  }
}
