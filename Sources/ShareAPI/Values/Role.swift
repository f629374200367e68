/// Whom or what a value would give away. The raw value is the stem of its stand-in: `session-1`.
public enum Role: String, Hashable, Sendable, CaseIterable {
  case session
  case account
  case accountName = "user"
  case password
  case serialNumber = "receiver"
  case contact
  case subscription
  case subscriber
  case invitation
  case personName = "name"
  case email
  /// The ID of one fault or one answer, which its maker can trace to a person.
  case trace
  case cookie
  /// A key, a token, a signature, or the body of a signed call.
  case credential
  /// An ID of an unknown kind.
  case identifier = "id"
  /// A text that may be anything.
  case text
}
