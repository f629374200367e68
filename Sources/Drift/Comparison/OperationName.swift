/// The names of operations: `Publisher/CreateContact`, and in documents of other services
/// `GET /pets/{id}`.
package enum OperationName {
  /// The name without its service; of other services all of it.
  package static func short(_ name: String) -> String {
    isForeign(name) ? name : name.split(separator: "/").last.map(String.init) ?? name
  }

  /// Whether it is of another service than Share.
  static func isForeign(_ name: String) -> Bool { name.contains(" ") }

  /// A name or a path without what stands in braces: a parameter of a path may be called anything.
  static func bare(_ name: String) -> String {
    guard name.contains("{") else { return name }
    return name.replacing(#/{[^}]*}/#, with: "{}")
  }
}
