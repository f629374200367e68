public import Compression

/// Undoes what `Content-Encoding` names (RFC 9110 section 8.4).
///
/// Takes a list of codings, in the order in which they were applied, and undoes the last one first.
/// Letter case, spaces and control characters around a name do not matter; `identity` and empty
/// names do nothing; `deflate` is read with its zlib wrapper and without, as servers send both.
///
/// - Parameters:
///   - bytes: The body as it was sent, after transfer decoding.
///   - contentEncoding: The value of the field; several fields are joined with commas.
///   - limit: How many bytes a coding may unpack to.
/// - Returns: The body, cut where a coding could not be undone to its end, and the problem. Where a
///   coding is unknown, the body is as that coding left it.
public func contentDecoded(
  _ bytes: [UInt8], contentEncoding: String, limit: Int = 1 << 25
) -> (body: HTTPBody, problem: ContentCodingProblem?) {
  var bytes = bytes
  for name in codingNames(contentEncoding).reversed() {
    // A body that was left out, or that a coding above has not given, has nothing to undo.
    if bytes.isEmpty { break }
    guard let coding = Coding(name) else {
      return (HTTPBody(bytes: bytes, completeness: .cut), .unknown(coding: name))
    }
    let (decoded, error) = coding.decode(bytes, limit: limit)
    bytes = decoded
    if let error {
      return (HTTPBody(bytes: bytes, completeness: .cut), .damaged(error))
    }
  }
  return (HTTPBody(bytes: bytes), nil)
}

/// Why a content coding could not be undone.
public enum ContentCodingProblem: Error, Hashable, Sendable, CustomStringConvertible {
  /// Nobody here knows a coding of this name, in lower case.
  case unknown(coding: String)
  /// The bytes are not what the coding makes.
  case damaged(CompressionError)

  /// The problem in words.
  public var description: String {
    switch self {
    case .unknown(let coding): "the content coding '\(coding)' is not known"
    case .damaged(let error): error.description
    }
  }
}

private func codingNames(_ contentEncoding: String) -> [String] {
  contentEncoding.utf8.split(separator: UInt8(ascii: ",")).compactMap { name in
    let clean = name.filter { $0 > 0x20 && $0 < 0x7F }
    let text = String(decoding: clean, as: UTF8.self).lowercased()
    return text.isEmpty || text == "identity" || text == "none" ? nil : text
  }
}

private enum Coding {
  case packed(CompressionFormat)
  case deflateWithOrWithoutWrapper

  init?(_ name: String) {
    switch name {
    case "gzip", "x-gzip": self = .packed(.gzip)
    case "deflate": self = .deflateWithOrWithoutWrapper
    case "br": self = .packed(.brotli)
    case "zstd": self = .packed(.zstd)
    default: return nil
    }
  }

  func decode(_ bytes: [UInt8], limit: Int) -> (bytes: [UInt8], error: CompressionError?) {
    switch self {
    case .packed(let format): return decompressed(bytes, as: format, limit: limit)
    case .deflateWithOrWithoutWrapper:
      // Deflate without its wrapper can begin with the two bytes of one by chance.
      let wrapped = decompressed(bytes, as: .zlib, limit: limit)
      guard wrapped.error != nil, wrapped.bytes.isEmpty else { return wrapped }
      let raw = decompressed(bytes, as: .deflate, limit: limit)
      return raw.error == nil || !raw.bytes.isEmpty ? raw : wrapped
    }
  }
}
