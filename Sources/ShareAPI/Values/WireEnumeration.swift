public import JSONDecoding

/// A closed list of numbers or words, of which new ones survive.
public protocol WireEnumeration: WireValue, RawRepresentable
where RawValue: WireValue {
  /// The known values and their names.
  static var names: [(value: Self, name: String)] { get }
  /// A value, known or not.
  init(rawValue: RawValue)
}

extension WireEnumeration {
  /// Tells of a value that nobody knows.
  public func inspect(_ finder: inout AnomalyFinder) {
    if name == nil { finder.unknownValue(of: Self.form) }
  }

  /// Reads a number or a word. One that nobody knows counts as an anomaly.
  public init?(wire node: JSONNode, _ context: inout WireContext) {
    guard let rawValue = RawValue(wire: node, &context) else { return nil }
    self.init(rawValue: rawValue)
    if name == nil { context.anomalies += 1 }
  }

  /// The name of the value; nil for one that nobody knows.
  public var name: String? { Self.names.first { $0.value == self }?.name }

  /// The number or the word.
  public var wire: JSONValue { rawValue.wire }

  /// Writes the name; a value that nobody knows as it is.
  public func describe(to writer: ValueWriter) {
    if let name { writer.word(name) } else { writer.unexpected(wire, nil) }
  }
}

/// What has become of an invitation.
///
/// **Shape**: a JSON integer. Other numbers exist.
/// **Source**: facts, section 2.4.
public struct SubscriptionState: WireEnumeration {
  /// What diagnostics call it.
  public static var form: String { "a subscription state, an integer" }

  /// What stands on the wire.
  public let rawValue: Int64
  /// A value, known or not.
  public init(rawValue: Int64) { self.rawValue = rawValue }

  /// Nobody has accepted the invitation yet.
  public static let inviteWaiting = SubscriptionState(rawValue: 2)
  /// The follower follows.
  public static let active = SubscriptionState(rawValue: 6)
  /// The publisher pauses.
  public static let pausedByPublisher = SubscriptionState(rawValue: 7)
  /// The follower has left.
  public static let canceledBySubscriber = SubscriptionState(rawValue: 10)

  /// The known values.
  public static let names: [(value: SubscriptionState, name: String)] = [
    (.inviteWaiting, "InviteWaiting"), (.active, "Active"),
    (.pausedByPublisher, "PausedByPublisher"), (.canceledBySubscriber, "CanceledBySubscriber"),
  ]
}

/// What a follower may see.
///
/// **Shape**: a JSON integer.
/// **Source**: facts, section 2.4.
public struct Permissions: WireEnumeration {
  /// What diagnostics call it.
  public static var form: String { "permissions, an integer" }

  /// What stands on the wire.
  public let rawValue: Int64
  /// A value, known or not.
  public init(rawValue: Int64) { self.rawValue = rawValue }

  /// The latest value and alerts only.
  public static let number = Permissions(rawValue: 0)
  /// The graph too.
  public static let graph = Permissions(rawValue: 1)

  /// The known values.
  public static let names: [(value: Permissions, name: String)] = [
    (.number, "Number"), (.graph, "Graph"),
  ]
}

/// What an alert is for.
///
/// **Shape**: a JSON integer.
/// **Source**: facts, section 2.4.
public struct AlertType: WireEnumeration {
  /// What diagnostics call it.
  public static var form: String { "a type of alert, an integer" }

  /// What stands on the wire.
  public let rawValue: Int64
  /// A value, known or not.
  public init(rawValue: Int64) { self.rawValue = rawValue }

  /// The known values.
  public static let names: [(value: AlertType, name: String)] = [
    (AlertType(rawValue: 1), "High"), (AlertType(rawValue: 2), "Low"),
    (AlertType(rawValue: 3), "FixedLow"), (AlertType(rawValue: 4), "NoData"),
  ]
}

/// Whose receiver a serial number is.
///
/// **Shape**: a JSON string.
/// **Source**: facts, section 2.2.
public struct ReceiverAssignment: WireEnumeration {
  /// What diagnostics call it.
  public static var form: String { "an assignment of a receiver, a string" }

  /// What stands on the wire.
  public let rawValue: String
  /// A value, known or not.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// Nobody's.
  public static let notAssigned = ReceiverAssignment(rawValue: "NotAssigned")
  /// The account's own.
  public static let assignedToYou = ReceiverAssignment(rawValue: "AssignedToYou")

  /// The known values.
  public static let names: [(value: ReceiverAssignment, name: String)] = [
    (.notAssigned, "NotAssigned"), (.assignedToYou, "AssignedToYou"),
  ]
}
