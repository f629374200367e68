internal import HTTPMessages
internal import JSONDecoding

/// One change of one parameter of a request.
struct Variation: Sendable {
  /// The parameter, in the query or a member of the object in the body.
  var name: String
  /// Whether it stands in the query.
  var isInQuery: Bool
  /// What is done to it.
  var change: Change

  enum Change: Sendable {
    case leftOut
    case renamed(String)
    case moved
    case value(JSONValue)
  }

  /// The request with the change.
  func applied(to request: HTTPRequest) -> HTTPRequest {
    var request = request
    var items = request.target.queryItems
    var members = Self.members(of: request)
    let hadMembers = !members.isEmpty
    let found: JSONValue?
    if isInQuery {
      found = items.first { $0.name == name }.map { .string($0.value) }
      items.removeAll { $0.name == name }
    } else {
      found = members.last { $0.name == name }?.value
      members.removeAll { $0.name == name }
    }
    guard let found else { return request }
    func put(_ name: String, _ value: JSONValue, inQuery: Bool) {
      if inQuery {
        items.append(.init(name: name, value: value.parameterText))
      } else {
        members.append(.init(name, value))
      }
    }
    switch change {
    case .leftOut: break
    case .renamed(let other): put(other, found, inQuery: isInQuery)
    case .moved: put(name, found, inQuery: !isInQuery)
    case .value(let value): put(name, value, inQuery: isInQuery)
    }
    let path = request.target.path
    request.target =
      items.isEmpty ? RequestTarget(url: path) : RequestTarget(url: path, queryItems: items)
    if !members.isEmpty || hadMembers {
      let writer = JSONWriter()
      writer.value(.object(members))
      request.body = HTTPBody(bytes: writer.bytes)
      if request.fields["Content-Type"]?.lowercased().contains("json") != true {
        request.fields = HTTPFields(
          request.fields.filter { $0.name.lowercased() != "content-type" }
            + [("Content-Type", "application/json")])
      }
    }
    return request
  }

  /// The members of a body that is an object.
  static func members(of request: HTTPRequest) -> [JSONValue.Member] {
    guard
      case .object(let members) = try? JSONParser().read(request.body.bytes, { JSONValue($0) })
    else { return [] }
    return members
  }
}

extension JSONValue {
  /// A value as it stands in a query.
  fileprivate var parameterText: String {
    switch self {
    case .string(let text): text
    case .number(let number): number.text
    case .bool(let bool): String(bool)
    default: ""
    }
  }
}
