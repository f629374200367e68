internal import HTTPMessages

extension Note {
  static let emptyList = Note(
    "empty-list", .single,
    """
    An empty list, although the session is good: sharing is off, no follower was ever invited, the \
    phone is logged out or does not upload, or there was no reading in the minutes asked for.
    """)

  static let nobodyInvited = Note(
    "nobody-invited", .inferred,
    """
    The account has no followers. Readings are shared only after somebody was invited, even for \
    programs that read with the account's own password.
    """)

  static let outage = Note(
    "outage", .single, "An outage, or a server in front of the service. Try later.")

  static let emptyListOfFewMinutes = Note(
    "empty-list-few-minutes", .inferred,
    """
    An empty list of less than ten minutes: readings come every five minutes and reach the \
    service late. Ask for more minutes before looking for another cause.
    """)

  static let nothingAskedFor = Note(
    "nothing-asked-for", .single,
    "minutes=0 or maxCount=0 gives an empty list, whatever there is to read.")

  static let zeroSession = Note(
    "zero-guid", .corroborated(2),
    """
    The all-zero ID means failure: wrong credentials, an account named by an e-mail address, an \
    empty account ID, or an account that lives on the other region's host. Since 2020 the service \
    says so with status 200.
    """)

  static let zeroSessionUsed = Note(
    "zero-session-used", .single,
    """
    The session is the all-zero ID of a failed login. The service answers such a call with \
    status 200 and an empty body.
    """)

  static let accountAsSession = Note(
    "account-as-session", .corroborated(2),
    """
    The session given here is an account ID. AuthenticatePublisherAccount gives an account ID; \
    LoginPublisherAccountById makes a session of it.
    """)

  static let receiverAlreadyYours = Note(
    "receiver-already-yours", .seed,
    """
    A fault here usually means that the receiver is yours already: go on as if the call had \
    succeeded. The code of that fault was never recorded in public.
    """)

  static let preflight = Note(
    "preflight", .inferred,
    "A browser asks whether the page may make the call; it is not the call itself.")

  static let signed = Note(
    "signed", .corroborated(2),
    "The newer generation of the protocol, with signed and opaque bodies; not decoded.")

  static let publicAPI = Note(
    "public-api", .inferred,
    """
    The maker's public OAuth API, which has documentation of its own and is not the Share service; \
    not decoded.
    """)

  /// True for faults that have a cause of their own, whichever operation they come from.
  static func saysMoreThanReceiver(_ code: FaultCode) -> Bool {
    [.sessionIdNotFound, .sessionNotValid, .invalidArgument].contains(code)
  }

  /// What is known about a code, for the host and the operation of a call.
  static func notes(on code: FaultCode, of call: Call) -> [Note] {
    switch code {
    case .accountPasswordInvalid:
      return [accountPasswordInvalid(on: call.exchange.request.target.host)]
    case .ssoPasswordInvalid, .ssoAccountNotFound:
      return [
        Note(
          "bad-credentials", .corroborated(6),
          """
          Wrong credentials, or the wrong region's host: the form that this fault had until 2021-12.
          """)
      ]
    case .ssoMaxAttemptsExceeed, .ssoMaxAttemptsExceeded:
      return [
        Note(
          "locked-out", .corroborated(6),
          "Too many attempts with a wrong password. Clients wait ten minutes before the next one.")
      ]
    case .ssoInternalError:
      return [
        Note(
          "identity-server", .single,
          """
          Seen with wrong credentials while the maker's identity server misbehaved (2024-07): try \
          again later, then check the password.
          """)
      ]
    case .sessionNotValid:
      return [
        Note(
          "session-expired", .corroborated(5),
          "The session is known but has ended; sessions last about 24 hours. Log in again.")
      ]
    case .sessionIdNotFound:
      return [
        Note(
          "session-unknown", .corroborated(6),
          "The service does not know this session, or no longer. Log in again.")
      ]
    case .invalidArgument:
      return [
        Note(
          "invalid-argument", .corroborated(2),
          "A member is missing, or an ID is not a GUID of 36 characters.")
      ]
    case .duplicateEgvPosted:
      return [
        Note(
          "duplicate-upload", .corroborated(4),
          """
          A success: the service had some of these readings already and has stored all that were new.
          """)
      ]
    case .monitoringNotActive:
      return [
        Note(
          "monitoring-not-active", .corroborated(8),
          "Usual for an uploader: StartRemoteMonitoringSession, then the same call again.")
      ]
    case .monitoringAlreadyActive:
      return [
        Note("monitoring-active", .single, "Harmless: the uploader was started already.")
      ]
    case .receiverNotAssigned:
      return [
        Note(
          "receiver-not-assigned", .corroborated(8),
          """
          Usual for a new uploader: ReplacePublisherAccountMonitoredReceiver, then \
          StartRemoteMonitoringSession, then the same call again.
          """)
      ]
    case .contactIdNotFound:
      return [
        Note(
          "contact-not-found-yet", .single,
          "Right after CreateContact the contact cannot be found yet: wait two seconds.")
      ]
    case .integrityCheckFailed:
      return [
        Note(
          "integrity", .single,
          "An operation of the signed generation was called without signature.")
      ]
    default: return []
    }
  }

  private static func accountPasswordInvalid(on host: String) -> Note {
    let place = Hosts.region(of: host).map { ", and this host has only \($0)" } ?? ""
    return Note(
      "wrong-credentials-or-region", .corroborated(8),
      """
      Wrong password, unknown user, or a right password on the wrong region's host: the answer is \
      the same\(place). Accounts of the US are on share2.dexcom.com, all others on \
      shareous1.dexcom.com, those of Japan and Asia-Pacific on share.dexcom.jp.
      """)
  }

  /// What is known about a status that comes without an envelope.
  static func note(onStatus status: Int) -> Note? {
    switch status {
    case 400:
      Note(
        "bad-request", .single,
        "A session that is no GUID, or a request that the framework of the server cannot read.")
    case 411:
      Note(
        "length-required", .single,
        "A POST without a body needs Content-Length: 0.")
    case 429: Note("rate-limited", .single, "Too many calls; wait before the next one.")
    case 500...599: outage
    default: nil
    }
  }
}
