internal import HTTPMessages
internal import JSONDecoding

extension EntryDecoder {
  /// What HTTP/2 sends in place of the request line; some recorders list it among the fields.
  struct PseudoFields {
    var scheme, authority, path: String?

    /// The URL that they stand for.
    var url: String? {
      guard let authority, let path else { return nil }
      return "\(scheme ?? "https")://\(authority)\(path)"
    }
  }

  mutating func fields(
    _ node: JSONNode?, _ path: [String]
  ) -> (fields: HTTPFields, pseudo: PseudoFields) {
    var fields = HTTPFields()
    var pseudo = PseudoFields()
    guard let node = array(node, path) else { return (fields, pseudo) }
    for (index, element) in node.elements.enumerated() {
      var (name, value): (JSONNode?, JSONNode?)
      for member in element.members {
        if member.hasName("name") {
          name = member.value
        } else if member.hasName("value") {
          value = member.value
        }
      }
      guard let utf8Name = name?.utf8 else {
        complainAboutType(
          name ?? element, path + ["\(index)"] + (name == nil ? [] : ["name"]),
          expected: name == nil ? "an object with a name and a value" : "a string")
        continue
      }
      if utf8Name.first == UInt8(ascii: ":") {
        switch name?.string {
        case ":scheme": pseudo.scheme = value?.string
        case ":authority": pseudo.authority = value?.string
        case ":path": pseudo.path = value?.string
        default: break
        }
      } else if let utf8Value = value?.utf8 {
        fields.append(name: utf8Name, value: utf8Value)
      } else if let value, !value.isNull {
        complainAboutType(value, path + ["\(index)", "value"], expected: "a string")
      } else {
        fields.append(name: utf8Name, value: EmptyCollection())
      }
    }
    return (fields, pseudo)
  }

  /// The query of a recorder that keeps it apart from the URL.
  mutating func queryItems(_ node: JSONNode?) -> [RequestTarget.QueryItem] {
    pairs(node, ["request", "queryString"]).map {
      RequestTarget.QueryItem(name: $0.name, value: $0.value)
    }
  }

  /// The names and values of an array of `{"name": …, "value": …}`.
  mutating func pairs(_ node: JSONNode?, _ path: [String]) -> [(name: String, value: String)] {
    guard let node, !node.isNull else { return [] }
    guard let node = array(node, path) else { return [] }
    var pairs: [(name: String, value: String)] = []
    for (index, element) in node.elements.enumerated() {
      guard let name = element["name"]?.string else {
        complainAboutType(
          element, path + ["\(index)"], expected: "an object with a name and a value")
        continue
      }
      let value = string(element["value"], path + ["\(index)", "value"], isRequired: false)
      pairs.append((name, value ?? ""))
    }
    return pairs
  }
}
