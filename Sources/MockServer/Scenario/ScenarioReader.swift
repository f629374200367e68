internal import JSONDecoding
internal import ShareAPI
internal import Yams

extension Scenario {
  /// Reads a scenario.
  ///
  /// **Shape**: YAML; `Docs/serve.md` has all of it.
  /// **Errors**: where the text is no YAML, or says something that nobody understands.
  public init(yaml: String) throws(ScenarioError) {
    self.init()
    let root: Node?
    do {
      root = try Yams.compose(yaml: yaml)
    } catch {
      throw ScenarioError(
        line: nil, what: "this is not YAML: \(error)".prefixLines(1),
        advice: "see Docs/serve.md for a scenario to start from")
    }
    guard let root else { return }
    try root.members { (name, node) throws(ScenarioError) in
      switch name {
      case "accounts":
        accounts = try node.list { (node) throws(ScenarioError) in try AccountPlan(node) }
        var names: Set<String> = []
        for account in accounts where !names.insert(account.name).inserted {
          throw node.error(
            "two accounts are called '\(account.name.prefix(40))'", "give one another name")
        }
      case "sessionLifetime": sessionMilliseconds = try node.milliseconds()
      case "lockout": lockout = try node.integer(in: 1...1_000_000)
      case "contactDelay": contactDelayMilliseconds = try node.milliseconds()
      case "rules":
        rules = try node.list { (node) throws(ScenarioError) in try Rule(node) }
        for index in rules.indices { rules[index].name = "rule \(index + 1)" }
      default: return false
      }
      return true
    }
  }
}

extension Scenario.AccountPlan {
  fileprivate init(_ node: Node) throws(ScenarioError) {
    self = Scenario.builtIn
    (name, password, email) = ("", "", "")
    try node.members { (name, node) throws(ScenarioError) in
      switch name {
      case "name": self.name = try node.text()
      case "password": password = try node.text()
      case "receiver": receiver = node.isNull ? nil : try node.text()
      case "displayName": displayName = try node.text()
      case "email": email = try node.text()
      case "utcOffset": offsetMinutes = try node.utcOffset()
      case "sharing": isSharing = try node.boolean()
      case "monitoring": isMonitoring = try node.boolean()
      case "curve":
        if node.isNull || (try? node.boolean()) == false {
          curve = nil
        } else {
          var shape = (base: 115.0, swing: 70.0)
          try node.members { (name, node) throws(ScenarioError) in
            switch name {
            case "base": shape.base = try node.number(in: 40...400)
            case "swing": shape.swing = try node.number(in: 0...300)
            default: return false
            }
            return true
          }
          curve = shape
        }
      case "followers":
        followers = try node.list { (node) throws(ScenarioError) in
          try Scenario.FollowerPlan(node)
        }
      default: return false
      }
      return true
    }
    guard !name.isEmpty, !password.isEmpty else {
      throw node.error("an account needs a name and a password", "add name: and password:")
    }
    if email.isEmpty { email = "\(name)@example.com" }
  }
}

extension Scenario.FollowerPlan {
  fileprivate init(_ node: Node) throws(ScenarioError) {
    self.init(name: "Demo Follower", email: "demo.follower@example.com")
    try node.members { (name, node) throws(ScenarioError) in
      switch name {
      case "name": self.name = try node.text()
      case "email": email = try node.text()
      case "accountId":
        guard let guid = GUID(try node.text()) else {
          throw node.error("accountId is no GUID", "write 36 characters, or leave it out")
        }
        account = guid.canonical
      case "password": password = try node.text()
      case "permissions": permissions = Int64(try node.integer(in: 0...1))
      default: return false
      }
      return true
    }
  }
}

extension Rule {
  fileprivate init(_ node: Node) throws(ScenarioError) {
    self.init(name: "rule")
    var status: Int?
    var body: String?
    var type: String?
    try node.members { (name, node) throws(ScenarioError) in
      switch name {
      case "on": operations = try node.operations()
      case "after": after = try node.integer(in: 0...1_000_000)
      case "times": times = try node.integer(in: 1...1_000_000)
      case "every": every = try node.integer(in: 1...1_000_000)
      case "chance": chance = try node.number(in: 0...1)
      case "answer": answer = try node.answer()
      case "status": status = try node.integer(in: 200...599)
      case "body": body = try node.text()
      case "contentType": type = try node.fieldValue()
      case "delay": delay = Double(try node.milliseconds()) / 1_000
      case "cut": cut = try node.integer(in: 0...1_000_000)
      case "drift": drift = try AnswerDrift(node)
      default: return false
      }
      return true
    }
    guard status == nil || answer == nil else {
      throw node.error(
        "this rule has both answer and status, and a request has one answer",
        "leave out one of them, or make two rules of it")
    }
    guard status != nil || body == nil && type == nil else {
      throw node.error("body and contentType are those of a status", "add status: 200")
    }
    guard drift == nil || status == nil && answer == nil else {
      throw node.error(
        "drift changes the usual answer, and this rule has another",
        "leave out drift, or answer and status")
    }
    if let status {
      let fields = (body ?? "").isEmpty ? [] : [(name: "Content-Type", value: type ?? "text/plain")]
      answer = .response(status: status, fields: fields, body: body ?? "")
    }
    if answer == nil, drift == nil, delay == 0, cut == nil {
      throw node.error(
        "this rule does nothing", "add one of answer, status, delay, cut and drift")
    }
  }
}

extension AnswerDrift {
  fileprivate init(_ node: Node) throws(ScenarioError) {
    self.init()
    try node.members { (name, node) throws(ScenarioError) in
      switch name {
      case "rename":
        try node.members { (name, node) throws(ScenarioError) in
          renamed[name] = try node.text()
          return true
        }
      case "drop":
        dropped = Set(try node.list { (node) throws(ScenarioError) in try node.text() })
      case "add":
        try node.members { (name, node) throws(ScenarioError) in
          added.append(.init(name, node.json))
          return true
        }
      case "dates": hasISODates = try node.word(["iso8601": true])
      case "trends": swapsTrends = try node.word(["other": true])
      default: return false
      }
      return true
    }
  }
}
