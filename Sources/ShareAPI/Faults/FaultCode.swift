internal import JSONDecoding

/// The code of a fault.
///
/// **Shape**: a JSON string. Codes that are not listed survive.
/// **Source**: facts, section 4.4.
public struct FaultCode: WireEnumeration {
  /// What diagnostics call it.
  public static var form: String { "a fault code, a string" }

  /// What stands on the wire.
  public let rawValue: String
  /// A code, known or not.
  public init(rawValue: String) { self.rawValue = rawValue }

  public static let sessionIdNotFound = FaultCode(rawValue: "SessionIdNotFound")
  public static let sessionNotValid = FaultCode(rawValue: "SessionNotValid")
  public static let accountPasswordInvalid = FaultCode(rawValue: "AccountPasswordInvalid")
  public static let ssoPasswordInvalid = FaultCode(rawValue: "SSO_AuthenticatePasswordInvalid")
  public static let ssoAccountNotFound = FaultCode(rawValue: "SSO_AuthenticateAccountNotFound")
  /// The spelling that clients of all years match; it has one `d` less and one `e` more.
  public static let ssoMaxAttemptsExceeed = FaultCode(
    rawValue: "SSO_AuthenticateMaxAttemptsExceeed")
  public static let ssoMaxAttemptsExceeded = FaultCode(
    rawValue: "SSO_AuthenticateMaxAttemptsExceeded")
  public static let ssoInternalError = FaultCode(rawValue: "SSO_InternalError")
  public static let invalidArgument = FaultCode(rawValue: "InvalidArgument")
  public static let receiverNotAssigned = FaultCode(rawValue: "MonitoredReceiverNotAssigned")
  public static let serialNumberDoesNotMatch = FaultCode(
    rawValue: "MonitoredReceiverSerialNumberDoesNotMatch")
  public static let monitoringNotActive = FaultCode(rawValue: "MonitoringSessionNotActive")
  public static let monitoringAlreadyActive = FaultCode(rawValue: "MonitoringSessionAlreadyActive")
  public static let duplicateEgvPosted = FaultCode(rawValue: "DuplicateEgvPosted")
  public static let contactNameAlreadyExists = FaultCode(rawValue: "ContactNameAlreadyExists")
  public static let contactIdNotFound = FaultCode(rawValue: "ContactIdNotFound")
  public static let integrityCheckFailed = FaultCode(rawValue: "IntegrityCheckFailed")

  /// Writes the code, known or not, as far as it looks like one.
  public func describe(to writer: ValueWriter) { writer.code(rawValue) }

  /// The known codes; the text of a fault names nothing more than its code.
  public static let names: [(value: FaultCode, name: String)] = [
    sessionIdNotFound, sessionNotValid, accountPasswordInvalid, ssoPasswordInvalid,
    ssoAccountNotFound, ssoMaxAttemptsExceeed, ssoMaxAttemptsExceeded, ssoInternalError,
    invalidArgument, receiverNotAssigned, serialNumberDoesNotMatch, monitoringNotActive,
    monitoringAlreadyActive, duplicateEgvPosted, contactNameAlreadyExists, contactIdNotFound,
    integrityCheckFailed,
  ].map { ($0, $0.rawValue) }
}
