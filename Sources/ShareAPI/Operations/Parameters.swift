public import JSONDecoding

/// No parameters.
public struct NoParameters: WireObject {
  public var unknownMembers: [JSONValue.Member] = []
  public init() {}
  public mutating func visit(_ visitor: inout some MemberVisitor) {}
}

/// The session alone.
public struct SessionParameters: WireObject {
  /// The session.
  @Wire public var sessionID: SessionID?
  public var unknownMembers: [JSONValue.Member] = []

  public init() {}

  public mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.member("sessionId", "sessionId", &_sessionID)
  }
}

/// A session and a receiver.
public struct ReceiverParameters: WireObject {
  /// The session.
  @Wire public var sessionID: SessionID?
  /// The receiver.
  @Wire public var serialNumber: SerialNumber?
  public var unknownMembers: [JSONValue.Member] = []

  public init() {}

  public mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.member("sessionId", "sessionId", &_sessionID)
    visitor.member("serialNumber", "serialNumber", &_serialNumber)
  }
}

/// A session and a contact.
public struct ContactParameters: WireObject {
  /// The session.
  @Wire public var sessionID: SessionID?
  /// The contact.
  @Wire public var contactID: ContactID?
  public var unknownMembers: [JSONValue.Member] = []

  public init() {}

  public mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.member("sessionId", "sessionId", &_sessionID)
    visitor.member("contactId", "contactId", &_contactID)
  }
}

/// A session and a subscription.
public struct SubscriptionParameters: WireObject {
  /// The session.
  @Wire public var sessionID: SessionID?
  /// The subscription.
  @Wire public var subscriptionID: SubscriptionID?
  public var unknownMembers: [JSONValue.Member] = []

  public init() {}

  public mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.member("sessionId", "sessionId", &_sessionID)
    visitor.member("subscriptionId", "subscriptionId", &_subscriptionID)
  }
}

/// A user name and a password.
public struct NameLoginParameters: WireObject {
  /// The user name, or since 2021 the e-mail address.
  @Wire public var accountName: AccountName?
  /// The application.
  @Wire public var applicationID: ApplicationID?
  /// The password.
  @Wire public var password: Password?
  public var unknownMembers: [JSONValue.Member] = []

  public init() {}

  public mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.member("accountName", "accountName", &_accountName)
    visitor.member("applicationId", "applicationId", &_applicationID)
    visitor.member("password", "password", &_password)
  }
}

/// An account and a password.
public struct IDLoginParameters: WireObject {
  /// The account.
  @Wire public var accountID: AccountID?
  /// The application.
  @Wire public var applicationID: ApplicationID?
  /// The password.
  @Wire public var password: Password?
  public var unknownMembers: [JSONValue.Member] = []

  public init() {}

  public mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.member("accountId", "accountId", &_accountID)
    visitor.member("applicationId", "applicationId", &_applicationID)
    visitor.member("password", "password", &_password)
  }
}
