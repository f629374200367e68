public import JSONDecoding

/// A text that would give somebody away; its description does not.
///
/// **Shape**: a JSON string.
public protocol SecretText: WireValue, CustomStringConvertible {
  /// What it would give away.
  static var secretRole: Role { get }
  /// The text.
  var text: String { get }
  /// A text.
  init(text: String)
}

extension SecretText {
  /// What diagnostics call it.
  public static var form: String { "a string" }

  /// What it would give away.
  public static var role: Role? { secretRole }

  /// Reads a string.
  public init?(wire node: JSONNode, _ context: inout WireContext) {
    guard let text = node.string else { return nil }
    self.init(text: text)
  }

  /// The text.
  public var wire: JSONValue { .string(text) }

  /// Writes it as a secret.
  public func describe(to writer: ValueWriter) { writer.secret(text, Self.secretRole) }

  /// The role, without the text.
  public var description: String { "<\(Self.secretRole.rawValue)>" }
}

/// The name that a publisher logs in with: a user name, or since 2021 an e-mail address.
public struct AccountName: SecretText {
  /// What it would give away.
  public static let secretRole = Role.accountName
  /// The text.
  public let text: String
  /// A text.
  public init(text: String) { self.text = text }
}

/// A password.
public struct Password: SecretText {
  /// What it would give away.
  public static let secretRole = Role.password
  /// The text.
  public let text: String
  /// A text.
  public init(text: String) { self.text = text }
}

/// The serial number of a receiver (G4: `SM` and 8 digits; G7: 12 digits) or the ID of a transmitter
/// (G5, G6: 6 characters).
public struct SerialNumber: SecretText {
  /// What it would give away.
  public static let secretRole = Role.serialNumber
  /// The text.
  public let text: String
  /// A text.
  public init(text: String) { self.text = text }
}

/// The name of a person: a publisher or a follower.
public struct PersonName: SecretText {
  /// What it would give away.
  public static let secretRole = Role.personName
  /// The text.
  public let text: String
  /// A text.
  public init(text: String) { self.text = text }
}

/// An e-mail address.
public struct EmailAddress: SecretText {
  /// What it would give away.
  public static let secretRole = Role.email
  /// The text.
  public let text: String
  /// A text.
  public init(text: String) { self.text = text }
}
