internal import ShareAPI

/// What takes the place of secrets.
public enum StandInForm: Sendable {
  /// A name that people read: `session-1`.
  case name
  /// A text of the same shape, for messages that programs are to decode like the recorded ones: a GUID
  /// for a GUID, an address at example.com for an e-mail address, a number for a number.
  case shape
  /// A name between two marks, for whoever puts something else there: `SESSION_1`.
  case variable

  /// What a variable stands between: a character that no text has (Unicode, private use).
  public static let variableMark: Character = "\u{F8FF}"

  /// - Parameter number: That among the secrets of a role; nil for one too many to have a number.
  func text(of secret: String, _ role: Role, _ number: Int32?) -> String {
    let name = "\(role.rawValue)-\(number.map(String.init) ?? "more")"
    switch self {
    case .name: return name
    case .shape: return Self.shaped(secret, role, number ?? 0) ?? name
    case .variable:
      let variable = name.uppercased().replacing("-", with: "_")
      return "\(Self.variableMark)\(variable)\(Self.variableMark)"
    }
  }

  /// A text of the shape of a secret; nil where it has none that matters.
  private static func shaped(_ secret: String, _ role: Role, _ number: Int32) -> String? {
    let utf8 = Array(secret.utf8)
    if utf8.count == 36, GUID(secret) != nil {
      let kind = (Role.allCases.firstIndex(of: role) ?? 0) + 1
      return "00000000-0000-4000-8\(digits(kind, 3))-\(digits(Int(number), 12))"
    }
    // A text that has an address somewhere in it is none.
    if role != .text, utf8.dropFirst().dropLast().contains(UInt8(ascii: "@")) {
      return "\(role.rawValue)-\(number)@example.com"
    }
    let hasSerialMark = utf8.starts(with: "SM".utf8)
    if utf8.count == 10, hasSerialMark, utf8.dropFirst(2).allSatisfy(isDigit) {
      return "SM" + digits(Int(number), 8)
    }
    if utf8.count == 12, utf8.allSatisfy(isDigit) { return digits(Int(number), 12) }
    // The ID of a transmitter.
    if role == .serialNumber, utf8.count == 6 { return digits(Int(number), 6) }
    return nil
  }

  private static func digits(_ number: Int, _ count: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(count - text.utf8.count, 0)) + text
  }
}
