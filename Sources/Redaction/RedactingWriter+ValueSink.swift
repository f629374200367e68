public import Bytes
public import JSONDecoding
public import ShareAPI

extension RedactingWriter: ValueSink {
  /// Starts and ends objects and arrays.
  public mutating func beginObject() { json.beginObject() }
  public mutating func endObject() { json.endObject() }
  public mutating func beginArray() { json.beginArray() }
  public mutating func endArray() { json.endArray() }

  /// Names a member of a model.
  public mutating func name(_ name: StaticString) { json.name(name) }
  public mutating func null() { json.null() }
  public mutating func bool(_ value: Bool) { json.bool(value) }
  public mutating func integer(_ value: Int64) { json.integer(value) }

  /// Writes a word of the protocol as it is.
  public mutating func word(_ word: String) { json.string(word) }

  /// Writes an instant in ISO 8601.
  public mutating func timestamp(_ timestamp: Timestamp, offsetMinutes: Int?) {
    json.string { timestamp.appendISO8601(to: &$0, offsetMinutes: offsetMinutes) }
  }

  /// Writes a text without the secrets in it.
  public mutating func text(_ text: String) { json.string(redactor.text(text)) }

  /// Writes the name that a secret goes by.
  public mutating func secret(_ text: String, _ role: Role) {
    json.string(redactor.secret(text, role))
  }

  /// Writes a value of an unexpected form as a recording has it.
  public mutating func unexpected(_ value: JSONValue, _ role: Role?) {
    write(value, role)
  }

  /// Writes a member that nobody knows under its own name.
  public mutating func unknown(_ member: JSONValue.Member) {
    json.name(redactor.text(member.name))
    write(member.value, SensitiveNames.role(of: member.name))
  }

  private mutating func write(_ value: JSONValue, _ role: Role?) {
    switch value {
    case .null: json.null()
    case .bool(let value): json.bool(value)
    case .number(let number):
      guard let role, !redactor.isRevealing else { return json.number(number) }
      json.string(redactor.secret("\(number.double)", role))
    case .string(let text):
      json.string(role.map { redactor.secret(text, $0) } ?? redactor.unknown(text))
    case .array(let elements):
      json.beginArray()
      for element in elements { write(element, role) }
      json.endArray()
    case .object(let members):
      json.beginObject()
      for member in members {
        json.name(redactor.text(member.name))
        write(member.value, SensitiveNames.role(of: member.name) ?? role)
      }
      json.endObject()
    }
  }
}
