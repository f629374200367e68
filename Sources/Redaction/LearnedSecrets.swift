internal import ShareAPI

/// Secrets that have no shape of their own: names, passwords, what a client put in the wrong place.
/// They are looked for, as they stood, in every free text after them.
struct LearnedSecrets {
  private var byFirstByte: [UInt8: [(bytes: [UInt8], role: Role)]] = [:]
  private var known: Set<String> = []

  /// More than any session has; past it secrets are still replaced where they stand by role.
  private static let limit = 4_096

  /// Remembers a secret. Its letter case does not count.
  mutating func learn(_ secret: String, _ role: Role) {
    let folded = secret.lowercased()
    guard folded.utf8.count >= 2, folded.utf8.count <= 1_024, known.count < Self.limit,
      known.insert(folded).inserted
    else { return }
    let bytes = Array(folded.utf8)
    byFirstByte[bytes[0], default: []].append((bytes, role))
    // The longest first, so that a name does not hide the full name.
    byFirstByte[bytes[0]]?.sort { $0.bytes.count > $1.bytes.count }
  }

  /// The secret that stands at an offset of a text. One of fewer than five bytes counts only as a word
  /// of its own.
  func match(_ text: [UInt8], at start: Int) -> TextScanner.Found? {
    guard let candidates = byFirstByte[folded(text[start])] else { return nil }
    for (bytes, role) in candidates where start + bytes.count <= text.count {
      let end = start + bytes.count
      guard (0..<bytes.count).allSatisfy({ folded(text[start + $0]) == bytes[$0] }) else {
        continue
      }
      let isWord =
        (start == 0 || !isWordByte(text[start - 1]))
        && (end == text.count || !isWordByte(text[end]))
      if bytes.count >= 5 || isWord { return TextScanner.Found(range: start..<end, role: role) }
    }
    return nil
  }

  private func folded(_ byte: UInt8) -> UInt8 {
    UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
  }
}
