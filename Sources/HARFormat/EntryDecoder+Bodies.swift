internal import Bytes
internal import HTTPMessages
internal import JSONDecoding

extension EntryDecoder {
  /// The body of `postData`.
  mutating func requestBody(
    _ node: JSONNode?, _ fields: HTTPFields, bodySize: Int64?
  ) -> HTTPBody {
    let path = ["request", "postData"]
    let size = wireSize(fields) ?? bodySize.flatMap { $0 > 0 ? Int(exactly: $0) : nil }
    var recorded = RecordedBody()
    if let node = object(node, path, isRequired: false) {
      recorded = body(of: node, path)
      let params = recorded.isEmpty ? pairs(node["params"], path + ["params"]) : []
      if !params.isEmpty {
        if isMultipart(node["mimeType"]) {
          return dropped(
            size, path + ["text"], "the parts of the form are there, but not the body itself")
        }
        complain(
          "har-body-from-params", path + ["params"], "no text, only the members of a form",
          advice: "the body was put together from them; its bytes may have been others")
        return HTTPBody(bytes: formEncoded(params))
      }
    }
    guard !recorded.isEmpty else {
      return size == nil || recorded.isUnreadable
        ? HTTPBody(bytes: [], completeness: recorded.completeness)
        : dropped(size, path + ["text"], "a body was sent")
    }
    if !recorded.isBinary, let size, let bytes = bytesWrittenAsCharacters(recorded.bytes, size) {
      recorded.bytes = bytes
      recorded.isBinary = true
    }
    return withoutCoding(recorded, fields, path + ["text"])
  }

  /// The body of `content`.
  mutating func responseBody(
    _ node: JSONNode?, _ fields: HTTPFields, status: Int, method: String
  ) -> HTTPBody {
    let path = ["response", "content"]
    var recorded = RecordedBody()
    var size: Double?
    if let node = object(node, path, isRequired: false) {
      recorded = body(of: node, path)
      size = number(node["size"], path + ["size"])
    }
    guard recorded.isEmpty else { return withoutCoding(recorded, fields, path + ["text"]) }
    // These have no body, whatever their fields say (RFC 9110 section 6.4.1).
    let hasNone = method == "HEAD" || status < 200 || status == 204 || status == 304
    let isCoded = fields["content-encoding"] != nil
    let sizeSent = wireSize(fields)
    let knownSize = size.flatMap { $0 > 0 ? Int(exactly: $0) : nil } ?? (isCoded ? nil : sizeSent)
    // Chrome writes 0 for what it has not kept, Playwright -1 for what it could not see; a coding
    // without a text says that there was something to code.
    let wasThere =
      knownSize != nil || sizeSent != nil || size == -1 || isCoded && !recorded.hasText
    guard wasThere, !hasNone, !recorded.isUnreadable else {
      return HTTPBody(bytes: [], completeness: recorded.completeness)
    }
    return dropped(knownSize, path + ["text"], "a body came")
  }

  /// Takes a content coding off, where the recorder has left it on. Nearly all take it off and leave
  /// the field as it was, so the bytes decide.
  private mutating func withoutCoding(
    _ recorded: RecordedBody, _ fields: HTTPFields, _ path: [String]
  ) -> HTTPBody {
    let asRecorded = HTTPBody(bytes: recorded.bytes, completeness: recorded.completeness)
    let encodings = fields.values("content-encoding")
    guard recorded.isBinary, !encodings.isEmpty else { return asRecorded }
    let (body, problem) = contentDecoded(
      recorded.bytes, contentEncoding: encodings.joined(separator: ","))
    guard let problem else {
      return HTTPBody(bytes: body.bytes, completeness: recorded.completeness)
    }
    let isPacked =
      recorded.bytes.starts(with: [0x1F, 0x8B]) || recorded.bytes.starts(with: [0x28, 0xB5, 0x2F])
    guard isPacked, case .damaged = problem else { return asRecorded }
    complain(
      "har-content-coding", path, problem.description,
      advice: "the bytes before that place were kept", isDamage: true)
    return body
  }

  private mutating func dropped(_ size: Int?, _ path: [String], _ what: String) -> HTTPBody {
    complain(
      "har-body-dropped", path, "\(what), but its text was left out of the capture",
      advice: "export with content, or before the page is left")
    return HTTPBody(bytes: [], completeness: .dropped(size: size))
  }

  /// A length that was sent along; nil for none.
  private func wireSize(_ fields: HTTPFields) -> Int? {
    fields["content-length"].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
  }

  private func isMultipart(_ mimeType: JSONNode?) -> Bool {
    mimeType?.string?.lowercased().hasPrefix("multipart/") ?? false
  }

  private func formEncoded(_ params: [(name: String, value: String)]) -> [UInt8] {
    Array(
      params.map { "\(percentEncoded($0.name))=\(percentEncoded($0.value))" }
        .joined(separator: "&").utf8)
  }
}
