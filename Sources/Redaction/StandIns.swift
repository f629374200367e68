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

  /// The name that stands for a secret. Secrets that differ only in the letter case of ASCII have one
  /// name, but for passwords, where it counts, and long texts.
  mutating func name(for secret: String, _ role: Role) -> String {
    let key = Self.key(secret, isExact: role == .password)
    if let known = numbers[key] { return "\(known.role.rawValue)-\(known.number)" }
    guard numbers.count < Self.limit else { return "\(role.rawValue)-more" }
    let number = counts[role, default: 0] + 1
    counts[role] = number
    numbers[key] = (role, number)
    return "\(role.rawValue)-\(number)"
  }

  /// Whether a text has a name already that tells what secret it is.
  func isKnown(_ text: String) -> Bool {
    [true, false].contains { numbers[Self.key(text, isExact: $0)].map { $0.role != .text } == true }
  }

  private static func key(_ secret: String, isExact: Bool) -> Int {
    var secret = secret
    return secret.withUTF8 { utf8 in
      var hasher = Hasher()
      if utf8.count > 256 || isExact {
        hasher.combine(bytes: UnsafeRawBufferPointer(utf8))
      } else {
        for byte in utf8 { hasher.combine(65...90 ~= byte ? byte | 0x20 : byte) }
      }
      return hasher.finalize()
    }
  }
}
