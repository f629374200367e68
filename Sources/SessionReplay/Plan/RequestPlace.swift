public import JSONDecoding

/// Where in a request a text stands.
public enum RequestPlace: Hashable, Sendable {
  /// A step of the path, counted from 0.
  case path(Int)
  /// A member of the query, or of a form in the body, with its number among all of them.
  case query(String, Int), form(String, Int)
  /// A field of the header; of a cookie, its name.
  case field(String), cookie(String)
  /// A value in a body of JSON.
  case body(JSONPointer)
  /// A body that is neither.
  case text

  /// The name that says what the text is; nil where there is none.
  public var name: String? {
    switch self {
    case .query(let name, _), .form(let name, _), .field(let name), .cookie(let name): name
    case .body(let pointer): pointer.steps.last { Int($0) == nil }
    case .path, .text: nil
    }
  }
}
