public import JSONDecoding

/// A GUID as it was written, with its letter case.
///
/// **Shape**: 36 characters, `8-4-4-4-12` hexadecimal digits, without braces.
/// **Source**: facts, section 3.4.
public struct GUID: Hashable, Sendable {
  /// The 36 characters.
  public let text: String

  /// Reads a GUID; nil where the text is not just that.
  public init?(_ text: String) {
    var text = text
    guard text.withUTF8({ GUID.isGUID($0) }) else { return nil }
    self.text = text
  }

  /// The all-zero GUID, which the service gives for "no" and "failed".
  public static let zero = GUID("00000000-0000-0000-0000-000000000000")!

  /// True for the all-zero GUID.
  public var isZero: Bool { self == .zero }

  /// The GUID in lower case: what tells whether two are the same.
  public var canonical: String { text.lowercased() }

  /// True where bytes are a GUID.
  public static func isGUID(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard bytes.count == 36 else { return false }
    for index in 0..<36 {
      let isHyphen = bytes[index] == UInt8(ascii: "-")
      switch index {
      case 8, 13, 18, 23: guard isHyphen else { return false }
      default: guard isHexadecimal(bytes[index]) else { return false }
      }
    }
    return true
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
      UInt8(ascii: "A")...UInt8(ascii: "F"):
      true
    default: false
    }
  }
}

/// A GUID that stands for somebody or something; its description does not give it away.
///
/// **Shape**: a JSON string of a GUID.
public protocol Identifier: WireValue, CustomStringConvertible {
  /// What it stands for.
  static var identifierRole: Role { get }
  /// The GUID.
  var guid: GUID { get }
  /// An ID.
  init(guid: GUID)
}

extension Identifier {
  /// What diagnostics call it.
  public static var form: String { "a GUID" }

  /// What it would give away.
  public static var role: Role? { identifierRole }

  /// Reads a string of a GUID.
  public init?(wire node: JSONNode, _ context: inout WireContext) {
    guard let text = node.string, let guid = GUID(text) else { return nil }
    self.init(guid: guid)
  }

  /// The GUID in its letter case.
  public var wire: JSONValue { .string(guid.text) }

  /// Writes the all-zero GUID as it is, and any other as a secret.
  public func describe(to writer: ValueWriter) {
    if guid.isZero { writer.word(guid.text) } else { writer.secret(guid.text, Self.identifierRole) }
  }

  /// The role, without the GUID.
  public var description: String { guid.isZero ? guid.text : "<\(Self.identifierRole.rawValue)>" }
}

/// The ID of a session: whoever has it can read and write for about 24 hours.
public struct SessionID: Identifier {
  /// What it would give away.
  public static let identifierRole = Role.session
  /// The GUID.
  public let guid: GUID
  /// An ID.
  public init(guid: GUID) { self.guid = guid }
}

/// The ID of an account; it never changes.
public struct AccountID: Identifier {
  /// What it would give away.
  public static let identifierRole = Role.account
  /// The GUID.
  public let guid: GUID
  /// An ID.
  public init(guid: GUID) { self.guid = guid }
}

/// The ID of a follower in a publisher's list.
public struct ContactID: Identifier {
  /// What it would give away.
  public static let identifierRole = Role.contact
  /// The GUID.
  public let guid: GUID
  /// An ID.
  public init(guid: GUID) { self.guid = guid }
}

/// The ID of what a publisher shares with one follower.
public struct SubscriptionID: Identifier {
  /// What it would give away.
  public static let identifierRole = Role.subscription
  /// The GUID.
  public let guid: GUID
  /// An ID.
  public init(guid: GUID) { self.guid = guid }
}

/// The ID of a follower's own account; all zeros until an invitation is accepted.
public struct SubscriberID: Identifier {
  /// What it would give away.
  public static let identifierRole = Role.subscriber
  /// The GUID.
  public let guid: GUID
  /// An ID.
  public init(guid: GUID) { self.guid = guid }
}

/// The ID of an invitation.
public struct InvitationID: Identifier {
  /// What it would give away.
  public static let identifierRole = Role.invitation
  /// The GUID.
  public let guid: GUID
  /// An ID.
  public init(guid: GUID) { self.guid = guid }
}

/// The ID of an application: public, the same for everybody, no secret.
///
/// **Source**: facts, section 1.3.
public struct ApplicationID: WireValue {
  /// What diagnostics call it.
  public static var form: String { "a GUID" }

  /// The GUID.
  public let guid: GUID

  /// Reads a string of a GUID.
  public init?(wire node: JSONNode, _ context: inout WireContext) {
    guard let text = node.string, let guid = GUID(text) else { return nil }
    self.guid = guid
  }

  /// The GUID in its letter case.
  public var wire: JSONValue { .string(guid.text) }

  /// Writes a known ID as it is; an unknown one could be anything.
  public func describe(to writer: ValueWriter) {
    if Self.known.contains(guid.canonical) {
      writer.word(guid.text)
    } else {
      writer.secret(guid.text, .identifier)
    }
  }

  /// The IDs in public use, in lower case.
  public static let known: Set<String> = [
    "d8665ade-9673-4e27-9ff6-92db4ce13d13", "d89443d2-327c-4a6f-89e5-496bbb0317db",
  ]
}
