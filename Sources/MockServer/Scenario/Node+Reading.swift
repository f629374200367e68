internal import APISchema
internal import JSONDecoding
internal import ShareAPI
internal import Yams

/// Reads the parts of a scenario, and says where one cannot be understood.
extension Node {
  func error(_ what: String, _ advice: String) -> ScenarioError {
    ScenarioError(line: mark?.line, what: what, advice: advice)
  }

  private var isPlain: Bool { scalar?.style == .plain || scalar?.style == .any }

  var isNull: Bool { isPlain && ["", "~", "null", "Null", "NULL"].contains(string) }

  /// Gives each member to `body`, which says whether it knows the name.
  func members(
    _ body: (String, Node) throws(ScenarioError) -> Bool
  ) throws(ScenarioError) {
    guard let mapping else {
      throw error("names with values are expected here", "write name: value, one a line")
    }
    for (key, value) in mapping {
      let name = key.string ?? ""
      guard try body(name, value) else {
        throw key.error("nobody knows '\(name.prefix(40))' here", "see Docs/serve.md for the names")
      }
    }
  }

  /// The elements of a list; a value by itself is a list of one.
  func list<Element>(
    _ body: (Node) throws(ScenarioError) -> Element
  ) throws(ScenarioError) -> [Element] {
    guard let sequence else { return [try body(self)] }
    var elements: [Element] = []
    for node in sequence { elements.append(try body(node)) }
    return elements
  }

  func text() throws(ScenarioError) -> String {
    guard let text = string else { throw error("a text is expected here", "write a text") }
    return text
  }

  func fieldValue() throws(ScenarioError) -> String {
    let text = try text()
    guard text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) else {
      throw error("a header field cannot hold this", "write printable ASCII")
    }
    return text
  }

  func boolean() throws(ScenarioError) -> Bool {
    guard let bool else { throw error("true or false is expected here", "write true or false") }
    return bool
  }

  func integer(in range: ClosedRange<Int>) throws(ScenarioError) -> Int {
    guard let int, range.contains(int) else {
      throw error(
        "a number from \(range.lowerBound) to \(range.upperBound) is expected here",
        "write such a number")
    }
    return int
  }

  func number(in range: ClosedRange<Double>) throws(ScenarioError) -> Double {
    guard let float, range.contains(float) else {
      throw error(
        "a number from \(range.lowerBound) to \(range.upperBound) is expected here",
        "write such a number")
    }
    return float
  }

  /// One of some words.
  func word<Value>(_ words: [String: Value]) throws(ScenarioError) -> Value {
    guard let value = words[try text()] else {
      throw error(
        "nobody knows this word here",
        "write \(words.keys.sorted().joined(separator: ", "))")
    }
    return value
  }

  /// A duration: `500ms`, `2s`, `10m`, `24h`.
  func milliseconds() throws(ScenarioError) -> Int64 {
    guard let milliseconds = ShareClock.milliseconds(try text()) else {
      throw error("a duration is expected here", "write 500ms, 2s, 10m or 24h")
    }
    return milliseconds
  }

  /// An offset from UTC: `-04:00`.
  func utcOffset() throws(ScenarioError) -> Int {
    let text = try text()
    let parts = text.dropFirst().split(separator: ":").map { Int($0) }
    guard let sign = text.first, "+-".contains(sign), parts.count == 2,
      let hours = parts[0], let minutes = parts[1], (0...14).contains(hours),
      (0..<60).contains(minutes)
    else { throw error("an offset from UTC is expected here", "write \"-04:00\"") }
    return (sign == "-" ? -1 : 1) * (hours * 60 + minutes)
  }

  /// Names of operations in lower case; none for all.
  func operations() throws(ScenarioError) -> Set<String> {
    var operations: Set<String> = []
    for name in try list({ (node) throws(ScenarioError) in try node.text() }) where name != "*" {
      guard OperationCatalog.isKnown(name) else {
        throw error(
          "no operation is called '\(name.prefix(60))'", "write \"*\", or a name as in the path")
      }
      operations.insert(name.split(separator: "/").last?.lowercased() ?? "")
    }
    return operations
  }

  /// What to answer: a word, a status, or the code of a fault.
  func answer() throws(ScenarioError) -> Rule.Answer {
    let text = try text()
    if let answer = Rule.Answer.named[text] { return answer }
    if let status = Int(text) {
      guard (200...599).contains(status) else {
        throw error("a status from 200 to 599 is expected here", "write such a number")
      }
      return .response(status: status, fields: [], body: "")
    }
    guard ServiceFault.codes.contains(text) else {
      let near = (ServiceFault.codes + Rule.Answer.named.keys.sorted()).nearest(to: text)
      throw error(
        "nobody knows the answer '\(text.prefix(60))'",
        "did you mean \(near.joined(separator: ", or "))? A fault of your own has status: and body:"
      )
    }
    return .fault(code: text)
  }

  /// The value as JSON.
  var json: JSONValue {
    if let sequence { return .array(sequence.map(\.json)) }
    if let mapping {
      return .object(mapping.map { .init($0.key.string ?? "", $0.value.json) })
    }
    if isNull { return .null }
    guard isPlain else { return .string(string ?? "") }
    if let int { return .integer(int) }
    if let float { return .number(.double(float)) }
    if let bool { return .bool(bool) }
    return .string(string ?? "")
  }
}

extension Rule.Answer {
  private static let outagePage = """
    <!DOCTYPE html>
    <html lang="en">
    <head><title>Temporarily unavailable</title></head>
    <body><h1>The service is down for maintenance.</h1></body>
    </html>

    """

  /// Answers by name. The words of the pages are our own.
  static let named: [String: Rule.Answer] = [
    "outage": .response(
      status: 503, fields: [("Content-Type", "text/html; charset=utf-8")], body: outagePage),
    "page": .response(
      status: 200, fields: [("Content-Type", "text/html; charset=utf-8")], body: outagePage),
    "429": .response(
      status: 429, fields: [("Content-Type", "text/plain; charset=UTF-8"), ("Retry-After", "30")],
      body: "error code: 1015"),
    "empty": .response(status: 200, fields: [], body: ""),
    "emptyList": .json("[]"),
    "null": .json("null"),
    "brokenJSON": .brokenReadings,
    "zeroGUID": .json("\"00000000-0000-0000-0000-000000000000\""),
  ]
}

extension String {
  /// The first lines.
  func prefixLines(_ count: Int) -> String {
    split(separator: "\n").prefix(count).joined(separator: " ")
  }
}
