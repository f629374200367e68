internal import Bytes
internal import Foundation
internal import ShareAPI

/// Secrets that have no shape of their own: names, passwords, what a client put in the wrong place.
/// They are looked for, as they stood, in every free text after them.
struct LearnedSecrets {
  /// By their first bytes: four of them, or all of a shorter secret.
  private var byStart: [UInt32: [(bytes: [UInt8], role: Role)]] = [:]
  private var shortStarts = false
  /// As bytes: two forms of one name are equal as strings.
  private var known: Set<[UInt8]> = []

  /// More than any session has; past it secrets are still replaced where they stand by role. Those
  /// that begin alike are fewer, so that the time for a text does not grow with all of them.
  private static let limit = 4_096
  private static let limitOfOneStart = 64
  private static let longest = 256

  /// Remembers a secret in the forms that it may come back in: any letter case, composed or not, and in
  /// base64. Percent-encoding is taken off a text before it is searched.
  ///
  /// - Returns: Whether it is new.
  mutating func learn(_ secret: String, _ role: Role) -> Bool {
    let count = known.count
    remember(secret, role)
    if secret.utf8.contains(where: { $0 >= 0x80 }) {
      for form in [secret.lowercased(), secret.uppercased()] {
        remember(form.precomposedStringWithCanonicalMapping, role)
        remember(form.decomposedStringWithCanonicalMapping, role)
      }
      remember(secret.precomposedStringWithCanonicalMapping, role)
      remember(secret.decomposedStringWithCanonicalMapping, role)
    }
    if secret.utf8.count > 3 {
      remember(base64(Array(secret.utf8)).trimmingCharacters(in: ["="]), role)
    }
    return known.count > count
  }

  private mutating func remember(_ secret: String, _ role: Role) {
    let bytes = secret.utf8.map { Self.folded($0) }
    guard bytes.count >= 2, bytes.count <= Self.longest, known.count < Self.limit,
      known.insert(bytes).inserted
    else { return }
    let start = Self.start(bytes, at: 0)
    var candidates = byStart[start] ?? []
    guard candidates.count < Self.limitOfOneStart else { return }
    candidates.append((bytes, role))
    // The longest first, so that a name does not hide the full name.
    byStart[start] = candidates.sorted { $0.bytes.count > $1.bytes.count }
    if bytes.count < 4 { shortStarts = true }
  }

  private static func start(_ text: [UInt8], at index: Int) -> UInt32 {
    text[index...].prefix(4).reduce(0) { $0 << 8 | UInt32(folded($1)) }
  }

  /// The secret that stands at an offset of a text. One of fewer than five bytes counts only as a word
  /// of its own.
  func match(_ text: [UInt8], at start: Int) -> TextScanner.Found? {
    if known.isEmpty { return nil }
    let key = Self.start(text, at: start)
    if let found = match(text, at: start, byStart[key]) { return found }
    guard shortStarts, start + 4 <= text.count else { return nil }
    return match(text, at: start, byStart[key >> 8]) ?? match(text, at: start, byStart[key >> 16])
  }

  private func match(
    _ text: [UInt8], at start: Int, _ candidates: [(bytes: [UInt8], role: Role)]?
  ) -> TextScanner.Found? {
    for (bytes, role) in candidates ?? [] where start + bytes.count <= text.count {
      let end = start + bytes.count
      guard (0..<bytes.count).allSatisfy({ Self.folded(text[start + $0]) == bytes[$0] }) else {
        continue
      }
      let isWord =
        (start == 0 || !isWordByte(text[start - 1]))
        && (end == text.count || !isWordByte(text[end]))
      if bytes.count >= 5 || isWord { return TextScanner.Found(range: start..<end, role: role) }
    }
    return nil
  }

  private static func folded(_ byte: UInt8) -> UInt8 {
    UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
  }
}
