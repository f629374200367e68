public import JSONDecoding
public import ShareAPI

/// A text of a recorded request that is replaced, and by what.
public struct Substitution: Sendable {
  /// Where it stands.
  public var place: RequestPlace
  /// The recorded text, which may be a part of what stands there.
  var recorded: String
  /// What takes its place.
  public var source: Source

  /// Where a text comes from.
  public enum Source: Hashable, Sendable {
    /// One of these places in earlier answers: the first that the target gives.
    case answer([Origin])
    /// A secret of the user's.
    case secret(SecretName)
    /// Something invented that nobody has, in place of what the recorded service did not know.
    case invented(Role, Int)
    /// The same date, moved.
    case movedDate
  }
}

/// A text in an answer.
public struct Origin: Hashable, Sendable {
  /// The step that it answers.
  public var step: Int
  /// Where in the answer.
  public var place: Place

  /// Where in an answer a text stands.
  public enum Place: Hashable, Sendable {
    /// In a body of JSON.
    case body(JSONPointer)
    /// The GUID of this number, from 0, in a body that is a text.
    case text(Int)
    /// In a cookie of this name.
    case cookie(String)
  }
}

/// The name of a secret in the environment or a file: `SHAREPROTO_PASSWORD`.
public struct SecretName: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The name.
  public let description: String

  init(_ stem: Stem, account: Int) {
    description = "SHAREPROTO_\(stem.rawValue)" + (account > 1 ? "_\(account)" : "")
  }

  enum Stem: String, CaseIterable {
    case accountName = "ACCOUNT_NAME"
    case password = "PASSWORD"
    case subscriberAccountID = "SUBSCRIBER_ACCOUNT_ID"
    case subscriberPassword = "SUBSCRIBER_PASSWORD"
  }

  /// By name.
  public static func < (left: SecretName, right: SecretName) -> Bool {
    left.description < right.description
  }

  /// What it is.
  var role: Role {
    if isHidden { return .password }
    return description.contains(Stem.accountName.rawValue) ? .accountName : .account
  }

  /// Whether typing it is not to be seen.
  public var isHidden: Bool { description.contains("PASSWORD") }
}
