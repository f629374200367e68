internal import Bytes
public import JSONDecoding

/// Decides what is written in place of texts that give somebody away.
public protocol SecretPolicy: AnyObject {
  /// What to write of a text that is a secret by its place.
  func secret(_ text: String, _ role: Role) -> String
  /// What to write of a text that is no secret by its place, but may hold one.
  func text(_ text: String) -> String
  /// What to write of the code of a fault.
  func code(_ code: String) -> String
  /// What to write of the name of a member that nobody knows.
  func name(_ name: String) -> String
  /// What to write of a value of a form that nobody expected, or in a place that nobody knows.
  ///
  /// - Parameter role: What the place would give away; nil where that is not known.
  func unexpected(_ value: JSONValue, _ role: Role?) -> JSONValue
  /// What a name that nobody knows would give away; nil for nothing.
  func role(ofName name: String) -> Role?
}

/// Writes what values mean as JSON: dates in ISO 8601, trends by name, units in the names.
public struct ValueWriter {
  /// The text so far.
  public let json: JSONWriter
  /// What takes the place of secrets.
  public let policy: any SecretPolicy

  /// A writer at the start of a text.
  public init(_ policy: any SecretPolicy, _ json: JSONWriter = JSONWriter()) {
    self.policy = policy
    self.json = json
  }

  func word(_ word: String) { json.string(word) }

  /// A time in ISO 8601.
  func time(_ time: CalendarTime) {
    json.string(capacity: CalendarTime.iso8601Capacity) { time.writeISO8601(into: $0) }
  }

  func code(_ code: String) { json.string(policy.code(code)) }

  func text(_ text: String) { json.string(policy.text(text)) }

  func secret(_ text: String, _ role: Role) { json.string(policy.secret(text, role)) }

  func unexpected(_ value: JSONValue, _ role: Role?) {
    json.value(policy.unexpected(value, role))
  }

  func unknown(_ member: JSONValue.Member) {
    json.name(policy.name(member.name))
    unexpected(member.value, policy.role(ofName: member.name))
  }
}
