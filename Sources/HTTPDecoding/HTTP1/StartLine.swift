internal import HTTPMessages

/// Bytes that are being looked at.
typealias RawBytes = UnsafeBufferPointer<UInt8>

/// The first line of a message (RFC 9112 sections 3 and 4), read as laxly as can be told from
/// other bytes.
///
/// ```
/// POST /path HTTP/1.1      a token, a target (missing in the requests of some), a version
/// HTTP/1.1 200 OK          a version, three digits, a reason (often missing)
/// ```
enum StartLine: Equatable {
  case request(method: String, target: String, version: HTTPVersion)
  case response(status: Int, version: HTTPVersion)

  /// The line that bytes begin, the rest of which is not recorded; nil where they do not tell its
  /// parts.
  init?(cut line: RawBytes) {
    if let whole = StartLine(line) {
      // Without a version the target may be cut.
      if case .request(_, _, .http09) = whole { return nil }
      self = whole
      return
    }
    // A target is known to be whole when the version has begun.
    let version = Array("HTTP/1.1".utf8)
    guard let blank = line.lastIndex(where: \.isBlank), blank + 1 < line.count,
      version.starts(with: line[(blank + 1)...])
    else { return nil }
    let mended = Array(line[...blank]) + version
    guard let line = mended.withUnsafeBufferPointer({ StartLine($0) }) else { return nil }
    self = line
  }

  /// The line that bytes, without their line end, are; nil where they are none.
  init?(_ line: RawBytes) {
    guard let line = line.startsWithVersion ? Self.statusLine(line) : Self.requestLine(line) else {
      return nil
    }
    self = line
  }

  var isRequest: Bool { if case .request = self { true } else { false } }

  private static func statusLine(_ line: RawBytes) -> StartLine? {
    guard let space = line.firstIndex(where: \.isBlank), let version = line[..<space].version else {
      return nil
    }
    let rest = line[space...].drop(while: \.isBlank)
    guard rest.count >= 3, rest.prefix(3).allSatisfy(\.isDigit),
      rest.count == 3 || !rest[rest.startIndex + 3].isTokenByte
    else { return nil }
    return .response(
      status: rest.prefix(3).reduce(0) { $0 * 10 + Int($1 - 0x30) }, version: version)
  }

  private static func requestLine(_ line: RawBytes) -> StartLine? {
    guard let methodEnd = line.prefix(longestMethod + 1).firstIndex(where: { !$0.isTokenByte }),
      methodEnd > 0, line[methodEnd].isBlank
    else { return nil }
    let method = String(decoding: line[..<methodEnd], as: UTF8.self)
    let rest = line[methodEnd...].trimmed
    guard let lastBlank = rest.lastIndex(where: \.isBlank) else {
      // Some leave out the target, those of HTTP/0.9 the version.
      if let version = rest.version {
        return .request(method: method, target: "", version: version)
      }
      guard rest.first == UInt8(ascii: "/"), commonMethods.contains(method) else { return nil }
      return .request(
        method: method, target: String(decoding: rest, as: UTF8.self), version: .http09)
    }
    guard let version = rest[(lastBlank + 1)...].version else { return nil }
    let target = rest[..<lastBlank].trimmed
    return .request(
      method: method, target: String(decoding: target, as: UTF8.self), version: version)
  }

  /// The methods of RFC 9110, RFC 5789 and WebDAV (RFC 4918).
  static let commonMethods: [String] = [
    "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "PROPFIND",
    "PROPPATCH", "MKCOL", "COPY", "MOVE", "LOCK", "UNLOCK",
  ]

  static let longestMethod = 32

  /// Whether bytes, more of which may follow, can be the beginning of such a line.
  static func canBegin(_ bytes: RawBytes, isRequest: Bool) -> Bool {
    if !isRequest { return bytes.prefix(5).elementsEqual("HTTP/".utf8.prefix(bytes.count)) }
    guard let end = bytes.prefix(longestMethod + 1).firstIndex(where: { !$0.isTokenByte }) else {
      return bytes.count <= longestMethod
    }
    return end > 0 && bytes[end].isBlank
  }
}

extension RawBytes {
  fileprivate var startsWithVersion: Bool { self[...].startsWithVersion }
}

extension Slice<RawBytes> {
  /// These bytes without the blanks around them.
  fileprivate var trimmed: Slice<RawBytes> {
    var rest = drop(while: \.isBlank)
    while rest.last?.isBlank == true { rest = rest.dropLast() }
    return rest
  }

  fileprivate var startsWithVersion: Bool {
    let start = startIndex
    return count >= 5 && self[start] == UInt8(ascii: "H") && self[start + 1] == UInt8(ascii: "T")
      && self[start + 2] == UInt8(ascii: "T") && self[start + 3] == UInt8(ascii: "P")
      && self[start + 4] == UInt8(ascii: "/")
  }

  /// The version that is all of these bytes: `HTTP/1.1`; the last digit may be missing.
  fileprivate var version: HTTPVersion? {
    let digits = dropFirst(5)
    guard startsWithVersion, (1...4).contains(digits.count),
      digits.allSatisfy({ $0.isDigit || $0 == UInt8(ascii: ".") })
    else { return nil }
    return HTTPVersion(rawValue: String(decoding: digits, as: UTF8.self))
  }
}

extension UInt8 {
  static let space = UInt8(ascii: " ")
  static let lineFeed = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")

  var isDigit: Bool { self &- 0x30 < 10 }
  var isBlank: Bool { self == 0x20 || self == 0x09 }

  /// Whether it may stand in a method or a field name (RFC 9110 section 5.6.2).
  var isTokenByte: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    case UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"),
      UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"),
      UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "^"), UInt8(ascii: "_"),
      UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
      true
    default: false
    }
  }
}
