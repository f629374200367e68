internal import JSONDecoding
internal import ShareAPI

/// The readable names that stand for secrets: `session-1`, the same for the same secret throughout a
/// run.
///
/// A secret is kept as a keyed hash, so that the table is small and gives nothing away.
struct StandIns {
  private var numbers: [Int: (role: Role, number: Int32)] = [:]
  private var counts: [Role: Int32] = [:]
  let form: StandInForm

  init(_ form: StandInForm) { self.form = form }

  /// About 30 MiB; past it new secrets of a kind share one name.
  private static let limit = 500_000

  /// What stands for a secret, in the form of the run. Secrets that differ only in the letter case of
  /// ASCII have one stand-in, but for passwords, where it counts, and long texts.
  mutating func name(for secret: String, _ role: Role) -> String {
    let known = number(of: secret, role)
    return form.text(of: secret, known.role, known.number)
  }

  /// A number that stands for one, too large like it to be a reading, and with its sign and kind.
  mutating func number(for secret: JSONNumber, _ role: Role) -> JSONValue {
    let ordinal = Int64(number(of: secret.text, role).number ?? 0)
    let isNegative = secret.text.hasPrefix("-")
    let stand = (1_000_000 + ordinal) * (isNegative ? -1 : 1)
    if case .double = secret { return .number(.double(Double(stand) + 0.5)) }
    return .number(.integer(stand))
  }

  /// An address of those that are kept free for documents (RFC 5737, RFC 3849), where the shape
  /// counts.
  mutating func address(for address: String) -> String {
    guard form == .shape else { return name(for: address, .text) }
    let inside = address.trimmingPrefix("[").prefix { $0 != "]" }
    let number = Int(number(of: String(inside), .text).number ?? 0)
    if inside.contains(":") {
      let text = "2001:db8::" + String(number, radix: 16)
      return address.hasPrefix("[") ? "[\(text)]" : text
    }
    // All past the last share it.
    let index = min(max(number - 1, 0), 3 * 254 - 1)
    return "\(["192.0.2", "198.51.100", "203.0.113"][index / 254]).\(index % 254 + 1)"
  }

  /// The number of a secret among those of its role; nil past the limit.
  private mutating func number(of secret: String, _ role: Role) -> (role: Role, number: Int32?) {
    let key = Self.key(secret, isExact: role == .password)
    if let known = numbers[key] { return (known.role, known.number) }
    guard numbers.count < Self.limit else { return (role, nil) }
    let number = counts[role, default: 0] + 1
    counts[role] = number
    numbers[key] = (role, number)
    return (role, number)
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
