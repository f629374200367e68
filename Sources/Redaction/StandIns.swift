internal import ShareAPI

/// The readable names that stand for secrets: `session-1`, the same for the same secret throughout a
/// run.
///
/// A secret is kept as a keyed hash, so that the table is small and gives nothing away.
struct StandIns {
  private var numbers: [Int: (role: Role, number: Int32)] = [:]
  private var counts: [Role: Int32] = [:]

  /// About 30 MiB; past it new secrets of a kind share one name.
  private static let limit = 500_000

  /// The name that stands for a secret. Secrets that differ only in letter case have one name.
  mutating func name(for secret: some StringProtocol, _ role: Role) -> String {
    var hasher = Hasher()
    hasher.combine(secret.lowercased())
    let key = hasher.finalize()
    if let known = numbers[key] { return "\(known.role.rawValue)-\(known.number)" }
    guard numbers.count < Self.limit else { return "\(role.rawValue)-more" }
    let number = counts[role, default: 0] + 1
    counts[role] = number
    numbers[key] = (role, number)
    return "\(role.rawValue)-\(number)"
  }
}
