/// All that the stand-in knows: accounts, and the sessions that were opened.
///
/// It changes by `Change`s alone, so that a journal of those is enough to get it back.
struct ServiceState: Codable, Sendable {
  /// By ID, in lower case.
  var accounts: [String: Account] = [:]
  /// By ID, in lower case.
  private(set) var sessions: [String: Session] = [:]
  /// The sessions, oldest first, from `forgotten` on.
  private var opened: [String] = []
  private var forgotten = 0
  /// How many IDs were given out, so that none is given out twice.
  var issued: UInt64 = 0
  /// The time of the last change, in milliseconds since 1970.
  private(set) var latest: Int64 = 0

  /// Past these the oldest are forgotten, or nothing is added.
  static let sessionLimit = 20_000
  static let readingLimit = 30 * 288
  static let contactLimit = 500

  /// A session, whose end comes by itself.
  struct Session: Codable, Sendable {
    var holder: Holder
    var opened: Int64
  }

  /// Who opened a session.
  enum Holder: Codable, Sendable, Hashable {
    case publisher(account: String)
    case subscriber(account: String)
  }

  init(accounts: [Account] = []) {
    for account in accounts { self.accounts[account.id] = account }
  }

  /// Makes one change.
  mutating func apply(_ change: Change, at time: Int64) {
    latest = max(latest, time)
    switch change {
    case .sessionOpened(let id, let holder): open(id, Session(holder: holder, opened: time))
    case .account(let id, let change): accounts[id]?.apply(change, at: time)
    case .clockAdvanced: break
    case .reset(let accounts):
      let kept = (issued, latest)
      self = ServiceState(accounts: accounts)
      (issued, latest) = kept
    }
  }

  private mutating func open(_ id: String, _ session: Session) {
    if sessions.count >= Self.sessionLimit {
      sessions[opened[forgotten]] = nil
      forgotten += 1
      if forgotten > Self.sessionLimit {
        opened.removeFirst(forgotten)
        forgotten = 0
      }
    }
    if sessions.updateValue(session, forKey: id) == nil { opened.append(id) }
  }

  /// The account of a name, in any letter case.
  func account(named name: String) -> Account? {
    let name = name.lowercased()
    return accounts.values.first { $0.name.lowercased() == name }
  }

  /// The subscriptions that a follower's own account has accepted, with whose they are, oldest first.
  func subscriptions(of subscriber: String) -> [(account: Account, contact: ContactRecord)] {
    accounts.values.flatMap { account in account.contacts.map { (account, $0) } }
      .filter { $0.1.subscription?.subscriber?.id == subscriber }
      .sorted { ($0.1.created, $0.1.id) < ($1.1.created, $1.1.id) }
  }
}
