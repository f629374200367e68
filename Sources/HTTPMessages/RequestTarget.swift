/// What a request asks for: the parts of its URL, still percent-encoded.
///
/// **Shape**: `scheme://host:port/path?query`, as RFC 3986 section 3 splits it; what does not fit
/// is kept in `path`. A fragment and user information are dropped from the parts, never from `url`.
public struct RequestTarget: Hashable, Sendable {
  /// The URL as it was recorded.
  public let url: String
  /// The scheme in lower case; empty where there is none.
  public let scheme: String
  /// The host in lower case, without its port; empty where there is none.
  public let host: String
  /// The port where one is written.
  public let port: Int?
  /// The path, percent-encoded as it was recorded.
  public let path: String
  /// The query after `?`, percent-encoded as it was recorded; nil where there is no `?`.
  public let query: String?

  /// A member of a query, decoded.
  public struct QueryItem: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// Its value; empty where there was no `=`.
    public var value: String

    /// A member of a query.
    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  /// Splits a URL.
  ///
  /// - Parameter queryItems: The query, for recordings that keep it apart from a URL without one.
  public init(url: String, queryItems: [QueryItem] = []) {
    var rest = Substring(url)
    if let fragment = rest.utf8.firstIndex(of: UInt8(ascii: "#")) { rest = rest[..<fragment] }
    var query: String?
    if let mark = rest.utf8.firstIndex(of: UInt8(ascii: "?")) {
      query = String(rest[rest.utf8.index(after: mark)...])
      rest = rest[..<mark]
    }
    if query == nil, !queryItems.isEmpty {
      query = queryItems.map { "\(percentEncoded($0.name))=\(percentEncoded($0.value))" }
        .joined(separator: "&")
    }
    var (scheme, host, port): (String, String, Int?) = ("", "", nil)
    if let colon = rest.utf8.firstIndex(of: UInt8(ascii: ":")),
      rest.utf8[colon...].starts(with: "://".utf8)
    {
      scheme = rest[..<colon].lowercased()
      rest = rest[colon...].dropFirst(3)
      let end = rest.utf8.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
      (host, port) = Self.splitAuthority(rest[..<end])
      rest = rest[end...]
    }
    self.url = url
    self.scheme = scheme
    self.host = host
    self.port = port
    self.path = String(rest)
    self.query = query
  }

  /// What a request asks for on the wire (RFC 9112 section 3.2, RFC 9113 section 8.3.1).
  ///
  /// - Parameters:
  ///   - target: A path with its query, an absolute URL, or `*`, whose URL is that of the host
  ///     alone.
  ///   - scheme: What the connection speaks: `http` or `https`.
  ///   - authority: The host and port that the request is for; empty where it does not say.
  public init(target: String, scheme: String, authority: String) {
    let isPath = target.utf8.first == UInt8(ascii: "/")
    guard isPath || target == "*", !authority.isEmpty else {
      self.init(url: target)
      return
    }
    let (host, port) = Self.splitAuthority(Substring(authority))
    var target = target
    let (path, query) = target.withUTF8(Self.splitPath)
    self.init(
      url: "\(scheme)://\(authority)\(isPath ? target : "")", scheme: scheme, host: host,
      port: port, path: path, query: query)
  }

  /// The path and the query of a target that has no authority.
  private static func splitPath(_ target: UnsafeBufferPointer<UInt8>) -> (String, String?) {
    func text(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> String {
      String(decoding: UnsafeBufferPointer(rebasing: bytes), as: UTF8.self)
    }
    let end = target.firstIndex(of: UInt8(ascii: "#")) ?? target.count
    guard let mark = target[..<end].firstIndex(of: UInt8(ascii: "?")) else {
      return (text(target[..<end]), nil)
    }
    return (text(target[..<mark]), text(target[(mark + 1)..<end]))
  }

  /// What CONNECT asks for: a host and a port (RFC 9112 section 3.2.3).
  public init(authority: String) {
    let (host, port) = Self.splitAuthority(Substring(authority))
    self.init(url: authority, scheme: "", host: host, port: port, path: "", query: nil)
  }

  private init(
    url: String, scheme: String, host: String, port: Int?, path: String, query: String?
  ) {
    self.url = url
    self.scheme = scheme
    self.host = host
    self.port = port
    self.path = path
    self.query = query
  }

  private static func splitAuthority(_ authority: Substring) -> (host: String, port: Int?) {
    var authority = authority
    return authority.withUTF8 { bytes in
      let start = bytes.lastIndex(of: UInt8(ascii: "@")).map { $0 + 1 } ?? 0
      var host = bytes[start...]
      var port: Int?
      if let colon = host.lastIndex(of: UInt8(ascii: ":")),
        let number = Int(String(decoding: host[(colon + 1)...], as: UTF8.self))
      {
        port = number
        host = host[..<colon]
      }
      let text = String(decoding: UnsafeBufferPointer(rebasing: host), as: UTF8.self)
      let isLowercase = host.allSatisfy { $0 < 0x80 && !(0x41...0x5A).contains($0) }
      return (isLowercase ? text : text.lowercased(), port)
    }
  }

  /// The members of the query in their order, decoded.
  public var queryItems: [QueryItem] {
    guard var query else { return [] }
    // By bytes, not by characters, which cost a hundred times as much.
    return query.withUTF8 { utf8 in
      utf8.split(separator: UInt8(ascii: "&")).map { item in
        let equals = item.firstIndex(of: UInt8(ascii: "=")) ?? item.endIndex
        return QueryItem(
          name: percentDecoded(item[..<equals], plusIsSpace: true),
          value: percentDecoded(item[equals...].dropFirst(), plusIsSpace: true))
      }
    }
  }
}
