internal import ShareAPI

/// What a stand-in starts with, and what goes wrong with it.
public struct Scenario: Sendable {
  /// The publishers besides the built-in one, or in its place where one has its name.
  var accounts: [AccountPlan] = []
  /// How long a session is good.
  var sessionMilliseconds: Int64 = 24 * 3_600_000
  /// So many wrong passwords in a row lock an account.
  var lockout = 5
  /// How long a new contact cannot be invited yet.
  var contactDelayMilliseconds: Int64 = 0
  /// What goes wrong, and when.
  var rules: [Rule] = []

  /// How long a locked account stays locked.
  static let lockMilliseconds: Int64 = 10 * 60_000

  /// The built-in account and nothing that goes wrong.
  public init() {}

  /// A publisher as a scenario describes it.
  struct AccountPlan: Sendable {
    var name: String
    var password: String
    var receiver: String?
    var displayName = "Demo Person"
    var email: String
    var offsetMinutes = -240
    var isSharing = true
    var isMonitoring = false
    var curve: (base: Double, swing: Double)? = (115, 70)
    var followers: [FollowerPlan] = []
  }

  /// A follower who has accepted an invitation.
  struct FollowerPlan: Sendable {
    var name: String
    var email: String
    var account: String?
    var password: String?
    var permissions: Int64 = 1
  }

  /// The account that everybody knows.
  static let builtIn = AccountPlan(
    name: "demo-user", password: "demo-Passw0rd", receiver: "SM00000001",
    email: "demo-user@example.com")

  /// Whether the scenario has an account of the name of the built-in one.
  public var replacesBuiltInAccount: Bool { accounts.contains { $0.name == Self.builtIn.name } }

  /// How many accounts the scenario describes.
  public var accountCount: Int { accounts.count }

  /// The accounts as they are at the start.
  func freshAccounts(seed: UInt64) -> [Account] {
    let plans = replacesBuiltInAccount ? accounts : [Self.builtIn] + accounts
    return plans.map { account($0, seed: seed) }
  }

  /// When the followers of the start accepted, in milliseconds: 2015-01-01, before any revision.
  private static let accepted: Int64 = 1_420_070_400_000

  private func account(_ plan: AccountPlan, seed: UInt64) -> Account {
    // By its name, so that adding an account changes no other.
    let name = plan.name.utf8.reduce(UInt64(plan.name.utf8.count)) { $0 &* 31 &+ UInt64($1) }
    var numbers = SeededNumbers(seed: seed, 0xACC0, name)
    var account = Account(
      id: numbers.guid(), name: plan.name, password: plan.password, displayName: plan.displayName,
      email: plan.email, receiver: plan.receiver, offsetMinutes: plan.offsetMinutes)
    account.isSharing = plan.isSharing
    account.isMonitoring = plan.isMonitoring
    account.curve = plan.curve.map {
      GlucoseCurve(seed: numbers.next(), base: $0.base, swing: $0.swing)
    }
    account.contacts = plan.followers.map { follower in
      let subscriber = Subscriber(
        id: (follower.account ?? numbers.guid()).lowercased(),
        password: follower.password ?? numbers.hexadecimal(32))
      let subscription = SubscriptionRecord(
        id: numbers.guid(), invitation: numbers.guid(), displayName: plan.displayName,
        permissions: follower.permissions, state: 6, alerts: AlertSettings.usual.storedText,
        created: Self.accepted, modified: Self.accepted, subscriber: subscriber)
      return ContactRecord(
        id: numbers.guid(), name: follower.name, email: follower.email, created: Self.accepted,
        modified: Self.accepted,
        subscription: subscription)
    }
    return account
  }
}
