internal import Bytes
internal import HTTPMessages
internal import ShareAPI

/// How long a call comes after the one before it in its session, and which that was.
struct Delay {
  let operation: String
  let time: DelayClass
}

/// Follows sessions through a capture: calls that name one ID of a session or an account, or were given
/// it, follow each other. Of a call that nobody has described, any identifier may be that of its session.
struct Sessions {
  /// By the hash of the ID.
  private var latest: [UInt64: (operation: String, time: Timestamp)] = [:]
  private var latestTime: Timestamp?
  /// Whether the calls came in the order of their times. Calls that overlap each other are given out as
  /// they end, so that ten seconds back is no disorder.
  private(set) var isInOrder = true

  /// Sessions that are followed at once.
  private static let limit = 1_024
  /// In milliseconds.
  private static let tolerance = 10_000.0

  /// The delay of a call; nil for the first of its session, and where there is no time.
  mutating func delay(
    of call: Call, named name: String, _ identifiers: borrowing Identifiers
  ) -> Delay? {
    guard let time = call.exchange.time else { return nil }
    if let latestTime, latestTime.milliseconds(since: time) > Self.tolerance { isInOrder = false }
    latestTime = max(latestTime ?? time, time)
    var (named, given) = call.typed.map(Self.ids) ?? (identifiers.named, identifiers.given)
    let before = named.compactMap { latest[$0] }.max { $0.time < $1.time }
    if latest.count > Self.limit { latest = [:] }
    named += given
    for id in named { latest[id] = (name, time) }
    guard let before else { return nil }
    let (passed, overflow) =
      time.nanoseconds.subtractingReportingOverflow(before.time.nanoseconds)
    return Delay(
      operation: before.operation, time: DelayClass(nanoseconds: overflow ? .max : passed))
  }

  /// The IDs that a call of a known operation is followed by: the session that it names, else the
  /// account; and the one that it was given.
  private static func ids(_ typed: any AnyTypedCall) -> (named: [UInt64], given: [UInt64]) {
    var named = typed.parameters(of: SessionID.self).map(\.guid)
    if named.isEmpty { named = typed.parameters(of: AccountID.self).map(\.guid) }
    var given: [GUID] = []
    if let answered = typed.answeredID, answered is SessionID || answered is AccountID {
      given = [answered.guid]
    }
    func hashes(_ ids: [GUID]) -> [UInt64] {
      ids.filter { !$0.isZero }.map { Identifiers.hash($0.canonical.utf8) }
    }
    return (hashes(Array(named.prefix(1))), hashes(named.dropFirst() + given))
  }
}

extension DelayClass {
  init(nanoseconds: Int64) {
    switch nanoseconds / 1_000_000_000 {
    case ..<1: self = .second
    case ..<10: self = .tenSeconds
    case ..<60: self = .minute
    case ..<600: self = .tenMinutes
    case ..<3_600: self = .hour
    case ..<86_400: self = .day
    default: self = .more
    }
  }
}

/// Counts delays, by the operation before.
struct DelayCounters {
  private var entries: [String: SmallCounters] = [:]
  private var leftOut = 0

  mutating func add(_ delay: Delay, _ moment: Moment) {
    if entries[delay.operation] == nil {
      guard entries.count < Limit.delays.count || makeRoom(for: delay.operation) else {
        leftOut += 1
        return
      }
      entries[delay.operation] = SmallCounters()
    }
    let key = DelayClass.allCases.firstIndex(of: delay.time) ?? 0
    entries[delay.operation]?.add(key, moment)
  }

  private mutating func makeRoom(for name: String) -> Bool {
    guard let last = entries.keys.max(by: { StableHash.precedes($0, $1) }),
      StableHash.precedes(name, last)
    else { return false }
    leftOut += entries.removeValue(forKey: last)?.total ?? 0
    return true
  }

  func tallies(
    _ id: String, _ leftOut: inout [Limit: Int]
  ) -> [String: [DelayClass: Tally]] {
    if self.leftOut > 0 { leftOut[.delays, default: 0] += self.leftOut }
    return entries.mapValues { $0.tallies(id) { DelayClass.allCases[$0] } }
  }
}
