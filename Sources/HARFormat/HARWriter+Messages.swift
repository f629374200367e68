internal import Bytes
internal import HTTPMessages
internal import JSONDecoding

extension HARWriter {
  func write(_ request: HTTPRequest, _ url: EntryURL, _ version: HTTPVersion?) {
    json.name("request")
    json.beginObject()
    json.member("method", request.method)
    json.member("url", url.text)
    json.member("httpVersion", version?.har ?? "")
    json.name("cookies")
    write(cookies: Cookie.inRequest(request.fields))
    write(request.fields)
    json.name("queryString")
    json.beginArray()
    for item in request.target.queryItems {
      json.beginObject()
      json.member("name", item.name)
      json.member("value", item.value)
      json.endObject()
    }
    json.endArray()
    writePostData(request)
    json.member("headersSize", -1)
    json.member("bodySize", wireSize(request.body, request.fields))
    json.endObject()
  }

  private func writePostData(_ request: HTTPRequest) {
    let body = request.body
    guard !body.bytes.isEmpty || body.completeness != .whole else { return }
    let text = String(validating: body.bytes, as: UTF8.self)
    json.name("postData")
    json.beginObject()
    json.member("mimeType", request.fields["content-type"] ?? "")
    // Readers expect it, also where there is none.
    json.member("text", text ?? "")
    writeComment(body)
    json.endObject()
    if text == nil {
      json.name("_content")
      json.beginObject()
      json.member("size", body.bytes.count)
      json.member("text", base64(body.bytes))
      json.member("encoding", "base64")
      json.endObject()
    }
  }

  func write(_ response: HTTPResponse?, _ version: HTTPVersion?) {
    let response = response ?? HTTPResponse(status: 0)
    json.name("response")
    json.beginObject()
    json.member("status", response.status)
    // The phrase is not kept: it has no meaning (RFC 9112 section 4).
    json.member("statusText", "")
    json.member("httpVersion", version?.har ?? "")
    json.name("cookies")
    write(cookies: Cookie.inResponse(response.fields))
    write(response.fields)
    json.name("content")
    json.beginObject()
    json.member("size", size(response.body))
    json.member("mimeType", response.fields["content-type"] ?? "x-unknown")
    if !response.body.bytes.isEmpty {
      if let text = String(validating: response.body.bytes, as: UTF8.self) {
        json.member("text", text)
      } else {
        json.member("text", base64(response.body.bytes))
        json.member("encoding", "base64")
      }
    }
    writeComment(response.body)
    json.endObject()
    json.member("redirectURL", response.fields["location"] ?? "")
    json.member("headersSize", -1)
    json.member("bodySize", wireSize(response.body, response.fields))
    json.endObject()
  }

  private func writeComment(_ body: HTTPBody) {
    switch body.completeness {
    case .whole: break
    case .cut: json.member("comment", "truncated: the rest was lost, or could not be decoded")
    case .dropped: json.member("comment", "not recorded")
    }
  }

  /// The size after content decoding; -1 where it is not known.
  private func size(_ body: HTTPBody) -> Int {
    if case .dropped(let size) = body.completeness { size ?? -1 } else { body.bytes.count }
  }

  /// The size on the wire; -1 where it is not known.
  private func wireSize(_ body: HTTPBody, _ fields: HTTPFields) -> Int {
    if body.completeness == .whole, fields["content-encoding"] == nil { return body.bytes.count }
    if case .dropped(let size?) = body.completeness { return size }
    return -1
  }

  private func write(_ fields: HTTPFields) {
    json.name("headers")
    json.beginArray()
    for field in fields {
      json.beginObject()
      json.member("name", field.name)
      json.member("value", field.value)
      json.endObject()
    }
    json.endArray()
  }

  private func write(cookies: [Cookie]) {
    json.beginArray()
    for cookie in cookies {
      json.beginObject()
      json.member("name", cookie.name)
      json.member("value", cookie.value)
      if let path = cookie.path { json.member("path", path) }
      if let domain = cookie.domain { json.member("domain", domain) }
      if cookie.isHTTPOnly {
        json.name("httpOnly")
        json.bool(true)
      }
      if cookie.isSecure {
        json.name("secure")
        json.bool(true)
      }
      json.endObject()
    }
    json.endArray()
  }
}

/// A cookie in a field (RFC 6265 section 4).
private struct Cookie {
  var name, value: String
  var path, domain: String?
  var isHTTPOnly = false
  var isSecure = false

  /// A pair; nil for what is none.
  init?(_ pair: Substring) {
    let pair = pair.drop { $0 == " " }
    guard let equals = pair.firstIndex(of: "=") else { return nil }
    name = String(pair[..<equals])
    value = String(pair[pair.index(after: equals)...])
  }

  static func inRequest(_ fields: HTTPFields) -> [Cookie] {
    fields.values("cookie").flatMap { $0.split(separator: ";").compactMap { Cookie($0) } }
  }

  static func inResponse(_ fields: HTTPFields) -> [Cookie] {
    fields.values("set-cookie").compactMap { field in
      let parts = field.split(separator: ";")
      guard let first = parts.first, var cookie = Cookie(first) else { return nil }
      for part in parts.dropFirst() {
        let attribute = Cookie(part)
        switch (attribute?.name ?? part.drop { $0 == " " }.description).lowercased() {
        case "path": cookie.path = attribute?.value
        case "domain": cookie.domain = attribute?.value
        case "httponly": cookie.isHTTPOnly = true
        case "secure": cookie.isSecure = true
        default: break
        }
      }
      return cookie
    }
  }
}
