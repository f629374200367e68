internal import HTTPMessages
internal import JSONDecoding
internal import Redaction
internal import ShareAPI

/// Whether a request carries readings. What a value is called tells, in whatever form it stands; what
/// nobody has documented may hold only IDs and words.
enum GlucoseContent {
  static func isPossible(in call: Call) -> Bool {
    let request = call.exchange.request
    let operation = (call.operation ?? "").lowercased()
    if operation == "postreceiveregvrecords" || operation.contains("egvrecord") { return true }
    if ReadableText(request.target.path).namesGlucose { return true }
    for (name, value) in request.fields {
      let text = ReadableText(value)
      if isGlucose(name) || text.namesGlucose { return true }
      if !isOfClient(name.lowercased()), mentions(name) || text.mentionsReading { return true }
    }
    let isLogin = OperationEffect(call) == .logsIn
    for item in request.target.queryItems {
      if isGlucose(item.name) || mentions(item.name) { return true }
      if isLogin, isReplaced(item.name) { continue }
      if mentions(item.value) { return true }
    }
    let body = request.body.bytes
    let isEmpty = body.allSatisfy { $0 <= 0x20 }
    guard call.standing == .documented else {
      let parts = request.target.path.split(separator: "/").map {
        percentDecoded($0, plusIsSpace: false)
      }
      // A cookie is full of digits, and sent with the value that the target gave it, or not at all.
      let fields = request.fields.filter {
        !isOfClient($0.name.lowercased()) && $0.name.lowercased() != "cookie"
      }
      let texts =
        parts + request.target.queryItems.flatMap { [$0.name, $0.value] }
        + fields.flatMap { [$0.name, $0.value] }
      if !texts.allSatisfy({ isHarmless(.string($0)) }) { return true }
      return !isEmpty
        && !((try? JSONParser().read(body) { JSONValue($0) }).map(isHarmless) ?? false)
    }
    return !isEmpty && isPossible(inBody: body, isLogin: isLogin)
  }

  /// Whether a body of a documented call may hold readings.
  private static func isPossible(inBody body: [UInt8], isLogin: Bool) -> Bool {
    if let value = try? JSONParser().read(body, { JSONValue($0) }) {
      let writer = JSONWriter()
      writer.value(
        value.mappingStrings { pointer, _ in
          isLogin && isReplaced(pointer.steps.last ?? "") ? "" : nil
        })
      let text = String(decoding: writer.bytes, as: UTF8.self)
      return hasListedNumber(value) || mentions(text)
    }
    // Neither a document nor a form: something in columns, packed or encrypted.
    guard let text = String(validating: body, as: UTF8.self),
      let first = text.first(where: { !$0.isWhitespace }),
      !text.unicodeScalars.contains(where: { $0.value < 0x20 && !$0.properties.isWhitespace }),
      "{[\"<".contains(first) || text.contains("=")
    else { return true }
    return mentions(text)
  }

  /// Whether there is a number in a list: no documented call takes such, but readings.
  private static func hasListedNumber(_ value: JSONValue) -> Bool {
    switch value {
    case .array(let elements):
      elements.contains { element in
        if case .number = element { true } else { hasListedNumber(element) }
      }
    case .object(let members): members.contains { hasListedNumber($0.value) }
    default: false
    }
  }

  /// Whether a text calls something by the name of a reading, or has such a name as one of its words.
  private static func mentions(_ text: String) -> Bool {
    let text = ReadableText(text)
    return text.namesGlucose || text.mentionsReading
  }

  /// Whether what a login calls by a name is never sent as it was recorded: there people have any text.
  private static func isReplaced(_ name: String) -> Bool {
    let role = SensitiveNames.role(of: name)
    return role == .accountName || role == .password
  }

  /// What readings and their parts are called, one or several.
  private static let names: Set<String> = Set(
    ["value", "sgv", "bg", "trend", "bgvalue", "sensorvalue"].flatMap { [$0, $0 + "s"] })

  /// What is a name of a reading also as a part of another.
  private static let stems = [
    "egv", "glucose", "mgdl", "mg/dl", "mg_dl", "mmol", "mbg", "reading", "bloodsugar",
    "blood_sugar",
  ]

  /// What tells a reading as a word alone: the name of a column, of a part of a form, of something that no
  /// parser takes, or the trend itself.
  fileprivate static let words = names.union(stems).union(
    Trend.Direction.allCases.map { $0.word.lowercased() }.filter { $0 != "none" })

  fileprivate static func isGlucose(_ name: some StringProtocol) -> Bool {
    let name = name.lowercased()
    return names.contains(name) || stems.contains { name.contains($0) }
  }

  /// Whether a field of the header says something of the client or the connection.
  static func isOfClient(_ name: String) -> Bool {
    name.hasPrefix("accept") || name.hasPrefix("sec-")
      || [
        "user-agent", "host", "content-type", "content-length", "connection", "origin", "referer",
        "cache-control", "pragma", "dnt", "te", "priority", "if-none-match",
        "if-modified-since", "upgrade-insecure-requests",
      ].contains(name)
  }

  /// Whether a body nobody has documented holds nothing but IDs and words.
  private static func isHarmless(_ value: JSONValue) -> Bool {
    switch value {
    case .null, .bool: true
    case .string(let text): GUID(text) != nil || !text.contains(where: \.isNumber)
    case .number, .array: false
    case .object(let members):
      members.allSatisfy { member in
        guard !isGlucose(member.name), isHarmless(.string(member.name)) else { return false }
        switch member.value {
        case .object, .array, .number: return false
        default: return isHarmless(member.value)
        }
      }
    }
  }
}

/// A text with everything decoded that may be encoded in it, in JSON, XML, forms, or each inside another.
private struct ReadableText {
  private let scalars: [Unicode.Scalar]

  init(_ text: String) { scalars = Array(Self.unescaped(Self.decoded(text)).unicodeScalars) }

  /// Whether one of its words is what readings and trends are called.
  var mentionsReading: Bool {
    scalars.split { !Self.isWord($0) }.contains { word in
      let word = Self.string(word).lowercased()
      return GlucoseContent.words.contains(word)
        || word.split(separator: "-").contains { GlucoseContent.words.contains(String($0)) }
    }
  }

  /// Whether it calls something in it by the name of a reading: JSON, XML and forms do it much alike, also
  /// inside each other and where no parser takes them.
  var namesGlucose: Bool {
    scalars.indices.contains { at in
      switch scalars[at] {
      case ":", "=":
        Self.names(before: at, in: scalars).contains { GlucoseContent.isGlucose($0) }
          || GlucoseContent.isGlucose(Self.quoted(after: at, in: scalars))
      case "<": GlucoseContent.isGlucose(Self.element(after: at, in: scalars))
      default: false
      }
    }
  }

  /// What stands before a colon or an equals sign: `"Value":`, `Value=`, `r[0].Value =`, `r[Value][]=`.
  private static func names(before end: Int, in text: [Unicode.Scalar]) -> [String] {
    var found: [String] = []
    // No longer than a name has sense, so that the time does not grow with the square of a text.
    var rest = text[..<end].suffix(128).trimmingEnd { $0.properties.isWhitespace }
    while rest.last == "]", let start = rest.lastIndex(of: "[") {
      found.append(string(rest[(start + 1)...].dropLast().filter { $0 != "\"" && $0 != "'" }))
      rest = rest[..<start]
    }
    if let quote = rest.last, quote == "\"" || quote == "'" {
      let inner = rest.dropLast()
      return found + [string(inner[((inner.lastIndex(of: quote) ?? inner.startIndex - 1) + 1)...])]
    }
    let start = rest.lastIndex { !isWord($0) }.map { $0 + 1 } ?? rest.startIndex
    // The host of an address, before its port.
    if start >= 2, text[start - 1] == "/", text[start - 2] == "/" { return found }
    return found + [string(rest[start...])]
  }

  /// What stands in quotes behind an equals sign: the name of a part of a form, `name="Value"`.
  private static func quoted(after start: Int, in text: [Unicode.Scalar]) -> String {
    let rest = text[(start + 1)...].prefix(128)
    guard let quote = rest.first, quote == "\"" || quote == "'" else { return "" }
    return string(rest.dropFirst().prefix { $0 != quote })
  }

  /// The name of an element, without that of its namespace.
  private static func element(after start: Int, in text: [Unicode.Scalar]) -> String {
    let name = text[(start + 1)...].prefix { isWord($0) || $0 == ":" }
    return string(name[(name.lastIndex(of: ":").map { $0 + 1 } ?? name.startIndex)...])
  }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "_"
      || scalar == "-"
  }

  private static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    String(String.UnicodeScalarView(scalars))
  }

  /// A text without percent-encoding, also where it was encoded again inside another.
  private static func decoded(_ text: String) -> String {
    var text = text
    for _ in 0..<16 where text.contains("%") {
      let next = percentDecoded(text, plusIsSpace: true)
      if next == text { break }
      text = next
    }
    return text.replacing(/&#(x?)([0-9A-Fa-f]{1,6});/) { match in
      UInt32(match.2, radix: match.1.isEmpty ? 10 : 16).flatMap(Unicode.Scalar.init)
        .map(String.init) ?? ""
    }.replacing("&lt;", with: "<").replacing("&quot;", with: "\"")
  }

  /// A text without the backslashes of JSON, of texts within texts too.
  private static func unescaped(_ text: String) -> String {
    guard text.contains("\\") else { return text }
    return text.replacing(/\\+u([0-9A-Fa-f]{4})/) { match in
      UInt32(match.1, radix: 16).flatMap(Unicode.Scalar.init).map(String.init) ?? ""
    }.replacing("\\", with: "")
  }
}

extension ArraySlice {
  fileprivate func trimmingEnd(while isTrimmed: (Element) -> Bool) -> ArraySlice {
    self[..<(lastIndex { !isTrimmed($0) }.map { $0 + 1 } ?? startIndex)]
  }
}
