internal import ShareAPI

/// Why an operation gives no answer of its own.
enum Refusal: Error {
  /// The service says what is wrong.
  case fault(ServiceFault)
  /// The framework of the .NET service did not understand the request: a page, with status 400.
  case badRequest
  /// Status 200, and nothing.
  case nothing
}

/// A fault before it is written down.
///
/// **Source**: facts, section 4.4. Of some codes nobody recorded the message; those are our own words,
/// and so are the codes `MonitoredReceiverAlreadyAssigned` and `SubscriptionIdNotFound`.
struct ServiceFault {
  var code: FaultCode
  var message: String
  var kind: Kind
  /// Whether the details repeat the code; those of an expired session do not.
  var repeatsCode = true

  /// The class, category and severity, with their words.
  struct Kind {
    var type: (number: Int, word: String)
    var category: (number: Int, word: String)
    var severity: (number: Int, word: String)

    static let objectNotFound = Kind(
      (5, "ObjectNotFound"), (2, "Database"), (2, "Severe"))
    static let sessionNotValid = Kind((6, "SessionNotValid"), (5, "Logical"), (1, "Minor"))
    static let invalidArgument = Kind(
      (10, "InvalidArgument"), (4, "Validation"), (2, "Severe"))
    static let invalidPassword = Kind((13, "InvalidPassword"), (4, "Validation"), (1, "Minor"))
    static let invalidState = Kind((14, "InvalidState"), (5, "Logical"), (1, "Minor"))
    static let singleSignOn = Kind((15, "SingleSignOn"), (1, "System"), (2, "Severe"))

    private init(_ type: (Int, String), _ category: (Int, String), _ severity: (Int, String)) {
      (self.type, self.category, self.severity) = (type, category, severity)
    }
  }

  init(_ code: FaultCode, _ kind: Kind, _ message: String, repeatsCode: Bool = true) {
    (self.code, self.kind, self.message, self.repeatsCode) = (code, kind, message, repeatsCode)
  }
}

extension ServiceFault {
  /// The codes that the stand-in can give.
  static let codes =
    FaultCode.names.map(\.name)
    + [receiverAlreadyAssigned, subscriptionNotFound].map(\.code.rawValue)

  static func sessionNotFound(_ id: String) -> ServiceFault {
    .init(
      .sessionIdNotFound, .objectNotFound, "Failed to find session object. [SessionId = \(id)]")
  }

  static func sessionExpired(_ id: String, _ form: WireForm) -> ServiceFault {
    .init(
      .sessionNotValid, .sessionNotValid,
      form.isJava
        ? "Session not active or timed out. [SessionId = \(id)]" : "Error in the application.",
      repeatsCode: false)
  }

  static func missing(_ name: String) -> ServiceFault {
    .init(.invalidArgument, .invalidArgument, "Missing required field(s): \(name)")
  }

  static func notAGUID(_ text: String) -> ServiceFault {
    .missing(
      "JSON parse error: Cannot deserialize value of type `java.util.UUID` from String "
        + "\"\(text.prefix(64))\": UUID has to be represented by standard 36-char representation")
  }

  static let receiverNotAssigned = ServiceFault(
    .receiverNotAssigned, .invalidState,
    "Publisher account does not have a valid monitored receiver.")
  static let receiverAlreadyAssigned = ServiceFault(
    FaultCode(rawValue: "MonitoredReceiverAlreadyAssigned"), .invalidState,
    "The receiver is already assigned to the publisher account.")
  static let serialNumberDoesNotMatch = ServiceFault(
    .serialNumberDoesNotMatch, .invalidState,
    "The serial number does not match the monitored receiver.")
  static let monitoringNotActive = ServiceFault(
    .monitoringNotActive, .invalidState,
    "Publisher account does not have an active monitoring session.")
  static let monitoringAlreadyActive = ServiceFault(
    .monitoringAlreadyActive, .invalidState,
    "Publisher account already has an active monitoring session.")
  static let duplicateReading = ServiceFault(
    .duplicateEgvPosted, .invalidState,
    "One or more of the posted EGV records has been posted before.")
  static let contactNameExists = ServiceFault(
    .contactNameAlreadyExists, .invalidState,
    "The contact name already exists for this account.")
  static let contactNotFound = ServiceFault(
    .contactIdNotFound, .objectNotFound, "Failed to read Contact by id.")
  static let subscriptionNotFound = ServiceFault(
    FaultCode(rawValue: "SubscriptionIdNotFound"), .objectNotFound,
    "Failed to find subscription object.")
  static let integrityCheckFailed = ServiceFault(
    .integrityCheckFailed, .invalidArgument, "Integrity check failed.")
  static let tooMany = ServiceFault(
    .invalidArgument, .invalidArgument, "The stand-in keeps no more of these.")
}
