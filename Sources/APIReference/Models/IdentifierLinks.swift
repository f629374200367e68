internal import APISchema

/// Where identifiers go that an operation gives.
struct IdentifierLinks {
  /// What takes an identifier.
  struct Taker: Hashable {
    /// The place of the identifier in the answer: `$[*].ContactId`.
    var place: String
    /// What the request calls it.
    var name: String
    var operation: String
  }

  private var takers: [String: [Taker]] = [:]

  /// - Parameter schema: Gives the order.
  init(_ notes: ReferenceNotes, _ schema: Schema) {
    for operation in schema.operations {
      for link in notes.operations[operation.name]?.links ?? [] {
        takers[link.operation.lowercased(), default: []].append(
          Taker(place: link.place, name: link.name, operation: operation.name))
      }
    }
  }

  func takers(of operation: String) -> [Taker] { takers[operation.lowercased()] ?? [] }

  /// A place in an answer as people write it: `[].ContactId`; empty for the answer itself.
  static func text(_ place: String) -> String {
    String(place.hasPrefix("$") ? place.dropFirst() : place[...]).replacing("[*]", with: "[]")
  }
}
