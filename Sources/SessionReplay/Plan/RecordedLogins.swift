internal import HTTPMessages
internal import Redaction
internal import ShareAPI

/// What the logins of a recording say about its names and passwords: which were right, and whose.
struct RecordedLogins {
  private let rewriter = RequestRewriter()
  /// Names that logged in, by the number of their account.
  private var names: [String: Int] = [:]
  /// Passwords that logged in, and whose: several accounts may have the same.
  private var passwords: [String: Set<SecretName>] = [:]
  /// Account IDs of followers that logged in, by the number of their account.
  private var subscribers: [String: Int] = [:]
  /// Names that the service did not know.
  private var unknownNames: Set<String> = []
  private var accounts: [String: Int] = [:]
  /// Every name and password that stood in a request, so that none leaves the recording.
  private(set) var recorded: [(text: String, role: Role)] = []

  init(_ calls: [Call]) {
    let logins = calls.map { (call: $0, texts: texts(of: $0)) }
    for (call, texts) in logins where OperationEffect(call) == .logsIn && Self.isGood(call) {
      learn(call, texts)
    }
    for (call, texts) in logins {
      if let name = texts[.accountName], names[name] == nil, Self.hasUnknownName(call, texts, self)
      {
        unknownNames.insert(name)
      }
      for (role, text) in texts where [.accountName, .password].contains(role) {
        if !text.isEmpty, !recorded.contains(where: { $0.text == text }) {
          recorded.append((text, role))
        }
      }
    }
    // The longest first: a password may begin like another.
    recorded.sort { ($0.text.utf8.count, $1.text) > ($1.text.utf8.count, $0.text) }
  }

  /// Whether a call was answered as it should be.
  static func isGood(_ call: Call) -> Bool {
    guard let response = call.exchange.response else { return false }
    return (200..<300).contains(response.status) && call.fault == nil
  }

  private func texts(of call: Call) -> [Role: String] {
    guard call.standing == .documented else { return [:] }
    var texts: [Role: String] = [:]
    _ = rewriter.rewrite(call.exchange.request) { place, text in
      if case .field = place { return nil }
      if let role = place.name.flatMap(SensitiveNames.role), texts[role] == nil {
        texts[role] = text
      }
      return nil
    }
    return texts
  }

  private mutating func learn(_ call: Call, _ texts: [Role: String]) {
    let id = call.typed?.answeredID?.guid.canonical
    if call.operation == "LoginSubscriberAccount" {
      guard let account = texts[.account] else { return }
      let number = subscribers[account] ?? subscribers.count + 1
      subscribers[account] = number
      if let password = texts[.password] {
        passwords[password, default: []].insert(SecretName(.subscriberPassword, account: number))
      }
      return
    }
    var number = 1
    if let name = texts[.accountName] {
      number = names[name] ?? names.count + 1
      names[name] = number
      if let id { accounts[id] = number }
    } else if let account = texts[.account] {
      number = accounts[account.lowercased()] ?? 1
    }
    if let password = texts[.password] {
      passwords[password, default: []].insert(SecretName(.password, account: number))
    }
  }

  /// What the password of the account of a call is called; nil where the call names none that logged in.
  private func password(of call: Call) -> SecretName? {
    let texts = texts(of: call)
    if call.operation == "LoginSubscriberAccount" {
      return texts[.account].flatMap { subscribers[$0] }
        .map { SecretName(.subscriberPassword, account: $0) }
    }
    let number =
      texts[.accountName].flatMap { names[$0] }
      ?? texts[.account].flatMap { accounts[$0.lowercased()] }
    return number.map { SecretName(.password, account: $0) }
  }

  /// Whether the service did not know a name, as far as the answer tells.
  private static func hasUnknownName(
    _ call: Call, _ texts: [Role: String], _ logins: RecordedLogins
  ) -> Bool {
    if call.fault?.code == .ssoAccountNotFound { return true }
    // With a password that is somebody's, it is the name that was wrong.
    return texts[.password].map { logins.passwords[$0] != nil } ?? false
  }

  /// What takes the place of a name or a password; nil where the text is none of the recording's.
  func source(of text: String, _ role: Role, _ call: Call) -> Substitution.Source? {
    switch role {
    case .accountName:
      if let number = names[text] { return .secret(SecretName(.accountName, account: number)) }
      if unknownNames.contains(text) { return .invented(.accountName, number(of: text)) }
      return .secret(SecretName(.accountName, account: 1))
    case .password:
      // It is nowhere else than in a login, and with no account but its own.
      let wrong = Substitution.Source.invented(.password, number(of: text))
      guard let owners = passwords[text], OperationEffect(call) == .logsIn else { return wrong }
      guard let own = password(of: call) else { return owners.min().map { .secret($0) } ?? wrong }
      return owners.contains(own) ? .secret(own) : wrong
    case .account where call.operation == "LoginSubscriberAccount":
      return subscribers[text].map { .secret(SecretName(.subscriberAccountID, account: $0)) }
    default: return nil
    }
  }

  /// Whether a text has an ID, or a name or a password of the recording, in any spelling.
  func identify(_ text: String) -> Bool {
    IdentifyingText.spellings(of: text).contains { text in
      let text = text.lowercased()
      return IdentifyingText.hasGUID(text)
        || recorded.contains { $0.text.utf8.count >= 4 && text.contains($0.text.lowercased()) }
    }
  }

  /// Whether a text has a name or a password of the recording, in any spelling; a password also in other
  /// letter case.
  func areIn(_ text: String) -> Bool {
    guard !recorded.isEmpty else { return false }
    return IdentifyingText.spellings(of: text).contains { text in
      recorded.contains { secret in
        secret.text.utf8.count >= 4
          && (text.contains(secret.text)
            || secret.role == .password && text.lowercased().contains(secret.text.lowercased()))
      }
    }
  }

  private func number(of text: String) -> Int {
    (recorded.firstIndex { $0.text == text } ?? 0) + 1
  }
}
