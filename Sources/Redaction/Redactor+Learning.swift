internal import Bytes
internal import HTTPMessages
public import JSONDecoding
public import ShareAPI

extension Redactor {
  /// Remembers the secrets of a call, so that they are found wherever they stand in it and after it:
  /// those of documented places, and in all calls what has the name of a secret.
  public mutating func learn(from call: Call, _ parser: JSONParser) {
    guard !isRevealing else { return }
    // The learner takes the redactor over for a while: two owners would copy its tables.
    var learner = Learner(redactor: .revealing)
    swap(&learner.redactor, &self)
    defer { swap(&learner.redactor, &self) }
    if let typed = call.typed {
      typed.describeRequest(to: &learner)
      if type(of: typed).holdsSecretsInResponse { typed.describeResponse(to: &learner) }
    } else {
      let bodies = [call.exchange.request.body, call.exchange.response?.body ?? .absent]
      for body in bodies where body.bytes.first.map(isJSONStart) == true {
        // What is not JSON has no names to learn from.
        try? parser.read(body.bytes) { learner.learn($0, nil) }
      }
    }
    for item in call.exchange.request.target.queryItems {
      if let role = SensitiveNames.role(of: item.name) { learner.secret(item.value, role) }
    }
  }

  private func isJSONStart(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") || byte <= 0x20
  }
}

/// Takes what a call says and remembers its secrets; writes nothing.
private struct Learner: ValueSink {
  var redactor: Redactor

  mutating func beginObject() {}
  mutating func endObject() {}
  mutating func beginArray() {}
  mutating func endArray() {}
  mutating func name(_ name: StaticString) {}
  mutating func null() {}
  mutating func bool(_ value: Bool) {}
  mutating func integer(_ value: Int64) {}
  mutating func word(_ word: String) {}
  mutating func timestamp(_ timestamp: Timestamp, offsetMinutes: Int?) {}
  mutating func text(_ text: String) {}
  mutating func secret(_ text: String, _ role: Role) { redactor.learn(text, role) }
  mutating func unexpected(_ value: JSONValue, _ role: Role?) { learn(value, role) }

  mutating func unknown(_ member: JSONValue.Member) {
    learn(member.value, SensitiveNames.role(of: member.name))
  }

  mutating func learn(_ node: JSONNode, _ role: Role?) {
    switch node.kind {
    case .string: if let role, let text = node.string { secret(text, role) }
    case .array: for element in node.elements { learn(element, role) }
    case .object:
      for member in node.members {
        learn(member.value, SensitiveNames.role(of: member.name) ?? role)
      }
    default: break
    }
  }

  private mutating func learn(_ value: JSONValue, _ role: Role?) {
    switch value {
    case .string(let text): if let role { secret(text, role) }
    case .array(let elements): for element in elements { learn(element, role) }
    case .object(let members):
      for member in members { learn(member.value, SensitiveNames.role(of: member.name) ?? role) }
    default: break
    }
  }
}
