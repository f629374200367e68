internal import Bytes
internal import HTTPMessages
internal import JSONDecoding

extension EntryDecoder {
  /// The body of `postData`, or of the `_content` where HTTP Toolkit keeps what is no text.
  mutating func requestBody(
    _ node: JSONNode?, orContent content: JSONNode?, _ fields: HTTPFields, bodySize: Int64?
  ) -> HTTPBody {
    let path = ["request", "postData"]
    if let exported {
      let content = content.map { body(of: $0, ["request", "_content"]) }
      return exported.body(
        content ?? node.map { body(of: $0, path) }, exported.requestBody, size: bodySize,
        recordedSize: exported.requestSize)
    }
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
    if recorded.isEmpty, !recorded.isUnreadable, let content, content.kind == .object {
      recorded = body(of: content, ["request", "_content"])
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
    _ node: JSONNode?, _ fields: HTTPFields, _ sizes: RecordedSizes, status: Int, method: String
  ) -> HTTPBody {
    let path = ["response", "content"]
    if let exported {
      return exported.body(
        node.map { body(of: $0, path) }, exported.responseBody, size: node?["size"]?.int64,
        recordedSize: exported.responseSize)
    }
    var recorded = RecordedBody()
    var size: Double?
    if let node = object(node, path, isRequired: false) {
      recorded = body(of: node, path)
      size = number(node["size"], path + ["size"])
    }
    guard recorded.isEmpty else {
      if !recorded.isBinary, let bytes = gzipWrittenAsCharacters(recorded.bytes) {
        recorded.bytes = bytes
        recorded.isBinary = true
      } else if isCut(recorded, node, size: size) {
        complain(
          "har-body-cut", path + ["text"], "the text is shorter than the body was",
          advice: "its beginning was kept; export without a limit on bodies", isDamage: true)
        recorded.completeness = .cut
      }
      return withoutCoding(recorded, fields, path + ["text"])
    }
    // These have no body, whatever their fields say (RFC 9110 section 6.4.1).
    let hasNone = method == "HEAD" || status < 200 || status == 204 || status == 304
    let isCoded = fields["content-encoding"] != nil
    let sizeSent = wireSize(fields)
    let knownSize = size.flatMap { $0 > 0 ? Int(exactly: $0) : nil } ?? (isCoded ? nil : sizeSent)
    // Chrome writes 0 for what it has not kept, Playwright -1 for what it could not see; a coding
    // without a text says that there was something to code.
    let wasThere =
      knownSize != nil || sizeSent != nil || size == -1 || isCoded && !recorded.hasText
      || sizes.showBody(after: fields) && !(isCoded && recorded.hasText)
    guard wasThere, !hasNone, !recorded.isUnreadable else {
      return HTTPBody(bytes: [], completeness: recorded.completeness)
    }
    let sizeOfBody = isCoded ? nil : sizes.body.flatMap { $0 > 0 ? Int(exactly: $0) : nil }
    return dropped(knownSize ?? sizeOfBody, path + ["text"], "a body came")
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

  /// Whether a text is the beginning of a body: it says so itself, or it is JSON that stops half-way
  /// and less than half of its size, which is more than another encoding of it explains.
  private func isCut(_ recorded: RecordedBody, _ node: JSONNode?, size: Double?) -> Bool {
    let isSaid = node?.members.contains { member in
      guard let first = member.utf8Name.first, "_cC".utf8.contains(first) else { return false }
      let name = member.name.lowercased()
      return name == "comment"
        ? member.value.string?.lowercased().contains("truncated") ?? false
        : name.hasPrefix("_") && name.contains("truncated") && member.value.bool == true
    }
    if isSaid == true { return true }
    guard !recorded.isBinary else { return false }
    guard let size, size > Double(recorded.bytes.count * 2 + 16),
      let start = recorded.bytes.firstIndex(where: { !isSpace($0) }),
      "{[".utf8.contains(recorded.bytes[start])
    else { return false }
    var scanner = JSONValueScanner()
    return recorded.bytes.withUnsafeBytes { scanner.scan($0, from: start, toDepth: 0) } == nil
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
