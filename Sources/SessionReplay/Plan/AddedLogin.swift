internal import HTTPMessages
internal import JSONDecoding
internal import ShareAPI

/// The login that a recording lacks, because it began in the middle of a session.
enum AddedLogin: Hashable {
  /// By name, as it was until 2021.
  case byName
  /// By name and then by ID.
  case byID
  /// Of a follower.
  case subscriber

  /// - Parameter applicationID: That of the recording.
  func steps(applicationID: String) -> [Step] {
    let name = (
      "accountName", "user", Substitution.Source.secret(SecretName(.accountName, account: 1))
    )
    let password = (
      "password", "password", Substitution.Source.secret(SecretName(.password, account: 1))
    )
    let parts: [(operation: String, members: [(String, String, Substitution.Source)])] =
      switch self {
      case .byName: [("LoginPublisherAccountByName", [name, password])]
      case .byID:
        [
          ("AuthenticatePublisherAccount", [name, password]),
          (
            "LoginPublisherAccountById",
            [
              ("accountId", "account", .answer([Origin(step: 1, place: .body(JSONPointer()))])),
              password,
            ]
          ),
        ]
      case .subscriber:
        [
          (
            "LoginSubscriberAccount",
            [
              (
                "accountId", "account",
                .secret(SecretName(.subscriberAccountID, account: 1))
              ),
              ("password", "password", .secret(SecretName(.subscriberPassword, account: 1))),
            ]
          )
        ]
      }
    return parts.enumerated().map { index, part in
      let writer = JSONWriter()
      writer.value(
        .object(
          part.members.map { .init($0.0, .string($0.1)) }
            + [.init("applicationId", .string(applicationID))]))
      let request = HTTPRequest(
        method: "POST",
        target: RequestTarget(url: "/ShareWebServices/Services/General/\(part.operation)"),
        fields: HTTPFields([
          ("Content-Type", "application/json"), ("Accept", "application/json"),
        ]), body: HTTPBody(bytes: writer.bytes))
      var decoder = CallDecoder()
      let exchange = Exchange(place: .init(capture: "", entry: 0), request: request)
      var step = Step(number: index + 1, call: decoder.decode(exchange), isAdded: true)
      step.remark = "added: the recording begins in the middle of a session"
      step.substitutions = part.members.map {
        Substitution(place: .body(JSONPointer([$0.0])), recorded: $0.1, source: $0.2)
      }
      return step
    }
  }

  /// Which of the steps answers with the session.
  var sessionStep: Int { self == .byID ? 2 : 1 }
  /// Which of the steps answers with the account; nil for none.
  var accountStep: Int? { self == .byID ? 1 : nil }
}
