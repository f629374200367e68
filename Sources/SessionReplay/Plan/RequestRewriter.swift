internal import HTTPMessages
internal import JSONDecoding

/// Walks the texts of a request, and puts others in their place.
struct RequestRewriter {
  private let parser = JSONParser()

  /// The request with the texts that `replace` gives; where it gives none, bytes stay as recorded.
  func rewrite(
    _ request: HTTPRequest, _ replace: (RequestPlace, String) -> String?
  ) -> HTTPRequest {
    var request = request
    let target = request.target
    let path = rewrittenPath(target.path, replace)
    let query = target.query.map { query in
      items(target.queryItems, { .query($0, $1) }, replace) ?? query
    }
    request.target = RequestTarget(url: path + (query.map { "?" + $0 } ?? ""))
    request.fields = fields(request.fields, replace)
    request.body = body(request, replace)
    return request
  }

  /// The names that a request gives to its texts: of parameters and of members. They stay as they are.
  func names(of request: HTTPRequest) -> [String] {
    var names = request.target.queryItems.map(\.name)
    if let value = try? parser.read(request.body.bytes, { JSONValue($0) }) {
      names += value.memberNames
    } else if let form = form(request) {
      names += form.map(\.name)
    }
    return names
  }

  private func rewrittenPath(
    _ path: String, _ replace: (RequestPlace, String) -> String?
  ) -> String {
    var number = -1
    let steps = path.split(separator: "/").map { step -> String in
      number += 1
      let text = percentDecoded(step, plusIsSpace: false)
      return replace(.path(number), text).map { percentEncoded($0) } ?? String(step)
    }
    return "/" + steps.joined(separator: "/")
  }

  private func items(
    _ items: [RequestTarget.QueryItem], _ place: (String, Int) -> RequestPlace,
    _ replace: (RequestPlace, String) -> String?
  ) -> String? {
    var isChanged = false
    let texts = items.enumerated().map { number, item in
      let new = replace(place(item.name, number), item.value)
      if new != nil { isChanged = true }
      return "\(percentEncoded(item.name))=\(percentEncoded(new ?? item.value))"
    }
    return isChanged ? texts.joined(separator: "&") : nil
  }

  private func fields(
    _ fields: HTTPFields, _ replace: (RequestPlace, String) -> String?
  ) -> HTTPFields {
    HTTPFields(
      fields.map { name, value in
        guard name.lowercased() == "cookie" else {
          return (name, replace(.field(name.lowercased()), value) ?? value)
        }
        let cookies = Cookies.split(value).map { cookie in
          "\(cookie.name)=\(replace(.cookie(cookie.name), cookie.value) ?? cookie.value)"
        }
        return (name, cookies.joined(separator: "; "))
      })
  }

  private func body(
    _ request: HTTPRequest, _ replace: (RequestPlace, String) -> String?
  ) -> HTTPBody {
    let bytes = request.body.bytes
    if bytes.allSatisfy({ $0 <= 0x20 }) { return request.body }
    if let value = try? parser.read(bytes, { JSONValue($0) }) {
      var isChanged = false
      let new = value.mappingStrings { pointer, text in
        let new = replace(.body(pointer), text)
        if new != nil { isChanged = true }
        return new
      }
      guard isChanged else { return request.body }
      let writer = JSONWriter()
      writer.value(new)
      return HTTPBody(bytes: writer.bytes)
    }
    if let form = form(request) {
      return items(form, { .form($0, $1) }, replace).map { HTTPBody(bytes: Array($0.utf8)) }
        ?? request.body
    }
    let text = String(decoding: bytes, as: UTF8.self)
    return replace(.text, text).map { HTTPBody(bytes: Array($0.utf8)) } ?? request.body
  }

  /// The members of a body that is a form.
  private func form(_ request: HTTPRequest) -> [RequestTarget.QueryItem]? {
    let type = request.fields["Content-Type"]?.lowercased() ?? ""
    guard type.contains("x-www-form-urlencoded") else { return nil }
    let text = String(decoding: request.body.bytes, as: UTF8.self)
    return RequestTarget(url: "/?" + text).queryItems
  }
}

/// The cookies of a field.
enum Cookies {
  static func split(_ field: String) -> [(name: String, value: String)] {
    field.split(separator: ";").map { cookie in
      let parts = cookie.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      func trimmed(_ text: Substring) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
      }
      return (trimmed(parts[0]), parts.count > 1 ? trimmed(parts[1]) : "")
    }
  }
}

extension JSONValue {
  /// The value with other texts; where `replace` gives none they stay.
  func mappingStrings(
    at pointer: JSONPointer = JSONPointer(), _ replace: (JSONPointer, String) -> String?
  ) -> JSONValue {
    switch self {
    case .string(let text): .string(replace(pointer, text) ?? text)
    case .array(let elements):
      .array(
        elements.enumerated().map {
          $0.element.mappingStrings(at: pointer.appending($0.offset), replace)
        })
    case .object(let members):
      .object(
        members.map {
          Member($0.name, $0.value.mappingStrings(at: pointer.appending($0.name), replace))
        })
    default: self
    }
  }

  /// The names of all members in it.
  fileprivate var memberNames: [String] {
    switch self {
    case .array(let elements): elements.flatMap(\.memberNames)
    case .object(let members): members.flatMap { [$0.name] + $0.value.memberNames }
    default: []
    }
  }

  /// What a pointer points to.
  func value(at pointer: JSONPointer) -> JSONValue? {
    pointer.steps.reduce(.some(self)) { value, step in
      switch value {
      case .array(let elements):
        Int(step).flatMap { elements.indices.contains($0) ? elements[$0] : nil }
      case .object: value?[step]
      default: nil
      }
    }
  }
}
