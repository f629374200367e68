public import JSONDecoding
public import ShareAPI

extension Redactor: SecretPolicy {
  /// What to show of the name of a member that nobody knows.
  public func name(_ name: String) -> String { self.name(name, isInSecret: false) }

  /// A value with stand-ins in place of its texts: all of them where the place is a secret, else those
  /// that are not of the protocol itself.
  public func unexpected(_ value: JSONValue, _ role: Role?) -> JSONValue {
    if isRevealing { return value }
    switch value {
    case .null, .bool: return value
    case .number(let number):
      return role == nil && SafeText.isSafe(number)
        ? value : .string(secret(number.text, role ?? .identifier))
    case .string(let text): return .string(role.map { secret(text, $0) } ?? unknown(text))
    case .array(let elements): return .array(elements.map { unexpected($0, role) })
    case .object(let members):
      return .object(
        members.map { member in
          let name = name(member.name, isInSecret: role != nil)
          return .init(name, unexpected(member.value, self.role(ofName: member.name) ?? role))
        })
    }
  }
}
