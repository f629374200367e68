internal import HTTPMessages
internal import JSONDecoding
internal import ShareAPI

/// A change of the usual answer that no revision has: what a client meets when the service moves on.
struct AnswerDrift: Sendable {
  /// Members by their old names.
  var renamed: [String: String] = [:]
  var dropped: Set<String> = []
  /// Members that every object gets.
  var added: [JSONValue.Member] = []
  /// Whether dates are written in ISO 8601.
  var hasISODates = false
  /// Whether trends are written in the other way.
  var swapsTrends = false

  /// Changes an answer whose body is JSON.
  func change(_ response: inout HTTPResponse) {
    guard let value = try? JSONParser().read(response.body.bytes, { JSONValue($0) }) else { return }
    let writer = JSONWriter()
    writer.value(changed(value))
    response.body = HTTPBody(bytes: writer.bytes)
  }

  private func changed(_ value: JSONValue, of name: String = "") -> JSONValue {
    switch value {
    case .array(let elements): return .array(elements.map { changed($0) })
    case .object(let members):
      let kept = members.filter { !dropped.contains($0.name) }
      return .object(
        kept.map { .init(renamed[$0.name] ?? $0.name, changed($0.value, of: $0.name)) } + added)
    case .string(let text):
      if hasISODates, let date = WCFDate(text)?.iso8601 { return .string(date) }
      if swapsTrends, name == "Trend", let direction = Trend(word: text).direction {
        return .integer(direction.rawValue)
      }
      return value
    case .number(.integer(let number)) where swapsTrends && name == "Trend":
      return Trend(number: number).direction.map { .string($0.word) } ?? value
    default: return value
    }
  }
}
