/// The 29 known operations.
public enum OperationCatalog {
  /// All of them, by service.
  public static let all: [any ShareOperation.Type] = [
    SystemUtcTime.self,
    LoginPublisherAccountByName.self,
    AuthenticatePublisherAccount.self,
    LoginPublisherAccountById.self,
    LoginSubscriberAccount.self,
    ReadSubscriptionAlerts.self,
    PauseSubscription.self,
    ResumeSubscription.self,
    CheckMonitoredReceiverAssignmentStatus.self,
    ReplacePublisherAccountMonitoredReceiver.self,
    IsRemoteMonitoringSessionActive.self,
    StartRemoteMonitoringSession.self,
    StopRemoteMonitoringSession.self,
    UpdatePublisherAccountRuntimeInfo.self,
    PostReceiverEgvRecords.self,
    ReadPublisherLatestGlucoseValues.self,
    DoesContactExistByName.self,
    CreateContact.self,
    CreateSubscriptionInvitation.self,
    ListPublisherAccountSubscriptions.self,
    DeleteContact.self,
    ReadContact.self,
    UpdateContactName.self,
    UpdateSubscriptionPermissions.self,
    ReadPublisherAccountDisplayName.self,
    ReadPublisherAccountEmail.self,
    ListSubscriberAccountSubscriptions.self,
    ReadLastGlucoseFromSubscriptions.self,
    ReadSubscriptionLatestGlucoseValues.self,
  ]

  /// The operation of a path in any letter case; nil for one that is not known.
  public static func find(service: String, name: String) -> (any ShareOperation.Type)? {
    byPath["\(service)/\(name)".lowercased()]
  }

  /// The operation of a name without its service, in any letter case; nil for one that is not known.
  static func find(name: String) -> (any ShareOperation.Type)? {
    let name = name.lowercased()
    return all.first { $0.operation.name.lowercased() == name }
  }

  /// Whether an operation has this name, with or without its service, in any letter case.
  public static func isKnown(_ name: String) -> Bool {
    let name = name.lowercased()
    return byPath.keys.contains { $0 == name || $0.hasSuffix("/" + name) }
  }

  private static let byPath = Dictionary(
    uniqueKeysWithValues: all.map {
      ("\($0.operation.service.rawValue)/\($0.operation.name)".lowercased(), $0)
    })
}
