/// The place of a value inside a JSON text (RFC 6901): `/log/entries/5/response/status`.
public struct JSONPointer: Hashable, Sendable, CustomStringConvertible {
  /// The names and indices on the way, unescaped.
  public var steps: [String]

  /// A pointer; the empty one points to the whole text.
  public init(_ steps: [String] = []) { self.steps = steps }

  /// Reads a pointer as RFC 6901 writes it.
  public init(text: String) {
    steps = text.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map {
      String($0).replacing("~1", with: "/").replacing("~0", with: "~")
    }
  }

  /// The pointer to a member or an element of what this one points to.
  public func appending(_ step: some CustomStringConvertible) -> JSONPointer {
    JSONPointer(steps + [step.description])
  }

  /// The pointer as RFC 6901 writes it.
  public var description: String {
    steps.map {
      "/" + $0.replacing("~", with: "~0").replacing("/", with: "~1")
    }.joined()
  }
}
