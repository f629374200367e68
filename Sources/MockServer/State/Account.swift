/// A publisher, with all that is the publisher's. Times are in milliseconds since 1970.
struct Account: Codable, Sendable {
  /// In lower case, as all IDs here.
  var id: String
  var name: String
  var password: String
  var displayName: String
  var email: String
  /// The serial number of the receiver; nil where none is assigned.
  var receiver: String?
  /// The clock on the display of the device, in minutes east of Greenwich.
  var offsetMinutes: Int
  /// Whether anybody may read.
  var isSharing = true
  var isMonitoring = false
  /// The shape of the curve that the simulated sensor measures; nil for an account without one.
  var curve: GlucoseCurve?
  /// Where the simulated sensor gives way to readings that were posted.
  var sensorEnds: Int64?
  /// What was posted, oldest first.
  var readings: [StoredReading] = []
  var contacts: [ContactRecord] = []
  /// What the app said about itself, as JSON.
  var runtimeInfo: String?
  var failedLogins = 0
  var lockedUntil: Int64 = 0

  /// The contact of an ID, in any letter case.
  func contact(_ id: String) -> ContactRecord? {
    let id = id.lowercased()
    return contacts.first { $0.id == id }
  }

  /// The contact with a subscription of an ID, in any letter case.
  func contact(subscription id: String) -> ContactRecord? {
    let id = id.lowercased()
    return contacts.first { $0.subscription?.id == id }
  }
}

/// A reading as it is kept. Times are in milliseconds since 1970.
struct StoredReading: Codable, Sendable, Hashable {
  var wallTime: Int64
  var systemTime: Int64
  var displayTime: Int64
  var value: Int64
  /// The number of the trend.
  var trend: Int64
}

/// A follower in the list of a publisher.
struct ContactRecord: Codable, Sendable {
  var id: String
  var name: String
  var email: String
  var created: Int64
  var modified: Int64
  /// What the publisher shares with the follower; nil before the invitation.
  var subscription: SubscriptionRecord?
}

/// What a publisher shares with one follower.
struct SubscriptionRecord: Codable, Sendable {
  var id: String
  var invitation: String
  var displayName: String
  var permissions: Int64
  var state: Int64
  /// The alert settings, as JSON.
  var alerts: String
  var created: Int64
  var modified: Int64
  /// The follower's own account; nil until the invitation is accepted.
  var subscriber: Subscriber?

  /// Until when the invitation can be accepted.
  var inviteExpires: Int64 { created + 7 * 86_400_000 }
}

/// The account that a follower's phone makes for itself when it accepts an invitation.
struct Subscriber: Codable, Sendable {
  var id: String
  /// 32 hexadecimal digits.
  var password: String
}
