internal import ShareAPI

/// What a call does to the service.
enum OperationEffect: Hashable {
  /// It changes nothing, and may be sent twice.
  case reads
  /// It begins a session.
  case logsIn
  /// It changes something, or may.
  case writes
  /// Nobody has documented it.
  case unknown

  init(_ call: Call) {
    guard call.standing == .documented, let name = call.operation else {
      self = .unknown
      return
    }
    self = Self.readers.contains(name) ? .reads : Self.logins.contains(name) ? .logsIn : .writes
  }

  /// Those that only read. A documented operation that is in neither list writes.
  static let readers: Set<String> = [
    "SystemUtcTime", "ReadSubscriptionAlerts", "CheckMonitoredReceiverAssignmentStatus",
    "IsRemoteMonitoringSessionActive", "ReadPublisherLatestGlucoseValues", "DoesContactExistByName",
    "ListPublisherAccountSubscriptions", "ReadContact", "ReadPublisherAccountDisplayName",
    "ReadPublisherAccountEmail", "ListSubscriberAccountSubscriptions",
    "ReadLastGlucoseFromSubscriptions", "ReadSubscriptionLatestGlucoseValues",
  ]

  static let logins: Set<String> = [
    "AuthenticatePublisherAccount", "LoginPublisherAccountByName", "LoginPublisherAccountById",
    "LoginSubscriberAccount",
  ]
}
