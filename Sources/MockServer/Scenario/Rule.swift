internal import ShareAPI

/// Something that goes wrong with some requests.
struct Rule: Sendable {
  /// What it is called in lists: its place in the scenario.
  var name: String
  /// Operations in lower case; empty for all.
  var operations: Set<String> = []
  /// So many requests go well first.
  var after = 0
  /// How often it strikes; nil for always.
  var times: Int?
  /// From then on one in so many requests.
  var every = 1
  /// How likely it strikes.
  var chance = 1.0

  /// What is answered; nil for the usual answer.
  var answer: Answer?
  /// How the usual answer is changed.
  var drift: AnswerDrift?
  /// Seconds.
  var delay = 0.0
  /// Bytes of the body before the connection ends.
  var cut: Int?

  enum Answer: Sendable {
    case fault(code: String)
    /// A body that calls itself JSON the way the revision does.
    case json(String)
    /// Readings in the form of the revision, broken off.
    case brokenReadings
    case response(status: Int, fields: [(name: String, value: String)], body: String)
  }
}

/// The rules of a scenario, and how often each was met.
struct RuleBook {
  private var rules: [Rule]
  private var met: [Int]
  private var struck: [Int]
  private var numbers: SeededNumbers

  init(_ rules: [Rule], seed: UInt64) {
    self.rules = rules
    met = rules.map { _ in 0 }
    struck = met
    numbers = SeededNumbers(seed: seed, 0x5CE0)
  }

  /// The rule that strikes a request; nil for none.
  mutating func next(for operation: String) -> Rule? {
    guard !rules.isEmpty else { return nil }
    let operation = operation.lowercased()
    for (index, rule) in rules.enumerated()
    where rule.operations.isEmpty || rule.operations.contains(operation) {
      met[index] += 1
      let since = met[index] - rule.after - 1
      guard since >= 0, since % rule.every == 0, struck[index] < rule.times ?? .max,
        rule.chance >= 1 || Double.random(in: 0..<1, using: &numbers) < rule.chance
      else { continue }
      struck[index] += 1
      return rule
    }
    return nil
  }
}

extension ServiceFault {
  /// The fault of a code, as a scenario names it.
  init(scripted code: String, session: String, _ form: WireForm) {
    let known: [ServiceFault] = [
      .sessionNotFound(session), .sessionExpired(session, form), .receiverNotAssigned,
      .receiverAlreadyAssigned, .serialNumberDoesNotMatch, .monitoringNotActive,
      .monitoringAlreadyActive, .duplicateReading, .contactNameExists, .contactNotFound,
      .subscriptionNotFound, .integrityCheckFailed, .missing("accountName"),
      .init(.accountPasswordInvalid, .invalidPassword, "Publisher account password failed"),
      .init(
        .ssoInternalError, .singleSignOn,
        "Synchronization of SSO account during authenticate call failed Time out issue.  "
          + "Error encountered accessing Keycloak endpoint: UAM_ERROR: "
          + "HttpStatus='401 UNAUTHORIZED(401)' Msg=Cannot Authenticate"),
    ]
    let code = FaultCode(rawValue: code)
    self =
      known.first { $0.code == code }
      ?? ServiceFault(
        code, code.rawValue.hasPrefix("SSO_") ? .singleSignOn : .invalidState,
        "Error in the application.")
  }
}
