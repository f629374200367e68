internal import HTTPMessages
public import JSONDecoding
public import ShareAPI

extension Redactor {
  /// Remembers the secrets of a call, so that they are found wherever they stand in it and after it:
  /// those of documented places, and in all calls what has the name of a secret.
  public func learn(from call: Call, _ parser: JSONParser) {
    guard !isRevealing else { return }
    if let typed = call.typed {
      let writer = ValueWriter(SecretCollector(self))
      typed.describeRequest(to: writer)
      if type(of: typed).holdsSecretsInResponse { typed.describeResponse(to: writer) }
    } else {
      let bodies = [call.exchange.request.body, call.exchange.response?.body ?? .absent]
      for body in bodies where body.bytes.first.map(isJSONStart) == true {
        // What is not JSON has no names to learn from.
        try? parser.read(body.bytes) { learn($0, nil) }
      }
    }
    for item in call.exchange.request.target.queryItems {
      if let role = role(ofName: item.name) { learn(item.value, role) }
    }
  }

  private func isJSONStart(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") || byte <= 0x20
  }

  private func learn(_ node: JSONNode, _ role: Role?) {
    switch node.kind {
    case .string: if let role, let text = node.string { learn(text, role) }
    case .array: for element in node.elements { learn(element, role) }
    case .object:
      for member in node.members {
        learn(member.value, self.role(ofName: member.name) ?? role)
      }
    default: break
    }
  }

  fileprivate func learn(_ value: JSONValue, _ role: Role?) {
    switch value {
    case .string(let text): if let role { learn(text, role) }
    case .array(let elements): for element in elements { learn(element, role) }
    case .object(let members):
      for member in members { learn(member.value, self.role(ofName: member.name) ?? role) }
    default: break
    }
  }
}

/// Lets a call describe itself, and remembers the secrets that come by; what is written is not used.
private final class SecretCollector: SecretPolicy {
  private let redactor: Redactor

  init(_ redactor: Redactor) { self.redactor = redactor }

  func secret(_ text: String, _ role: Role) -> String {
    redactor.learn(text, role)
    return ""
  }

  func text(_ text: String) -> String { "" }
  func code(_ code: String) -> String { "" }
  func name(_ name: String) -> String { "" }

  func unexpected(_ value: JSONValue, _ role: Role?) -> JSONValue {
    redactor.learn(value, role)
    return .null
  }

  func role(ofName name: String) -> Role? { redactor.role(ofName: name) }
}
