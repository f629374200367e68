internal import HTTPMessages
public import ShareAPI

/// Keeps secrets out of everything that is shown or written: it knows which texts are secrets and by
/// what name each goes in this run.
///
/// One redactor serves one run, so that the same secret has the same name from the first call to the
/// last. Where a person asked to see everything, a revealing one lets all through.
public final class Redactor {
  /// Whether everything is shown.
  public let isRevealing: Bool
  private var standIns = StandIns()
  private var learned = LearnedSecrets()
  /// The roles of the names that came last; nil for a name without one.
  private var roles: [String: Role?] = [:]

  private init(isRevealing: Bool) { self.isRevealing = isRevealing }

  /// One that hides every secret.
  public static func hiding() -> Redactor { Redactor(isRevealing: false) }

  /// One that hides nothing.
  public static func revealing() -> Redactor { Redactor(isRevealing: true) }

  /// What a name would give away; nil for nothing.
  public func role(ofName name: String) -> Role? {
    if let known = roles[name] { return known }
    let role = SensitiveNames.role(of: name)
    if roles.count >= 1_024 { roles.removeAll(keepingCapacity: true) }
    roles[name] = .some(role)
    return role
  }

  /// What to show in place of a text that is a secret by its place.
  public func secret(_ text: String, _ role: Role) -> String {
    if isRevealing || text.isEmpty || text == GUID.zero.text { return text }
    if role == .identifier, ApplicationID.known.contains(text.lowercased()) { return text }
    return standIns.name(for: text, role)
  }

  /// What to show of a text that is no secret by its place but may hold some.
  public func text(_ text: String) -> String {
    if isRevealing { return text }
    // A secret may hide behind percent-encoding, as in a URL inside a text, once or more.
    var decoded = text
    for _ in 0..<3 where decoded.utf8.contains(where: isEncoding) {
      decoded = percentDecoded(decoded, plusIsSpace: true)
      let shown = redacted(decoded)
      if shown != decoded { return redacted(text) == text ? shown : redacted(shown) }
    }
    return redacted(text)
  }

  private func isEncoding(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "%") || byte == UInt8(ascii: "+")
  }

  /// What to show of the code of a fault.
  public func code(_ code: String) -> String {
    isRevealing || SafeText.isCode(code) ? text(code) : unknown(code)
  }

  private func redacted(_ text: String) -> String {
    let bytes = Array(text.utf8)
    let secrets = TextScanner(bytes, learned).secrets()
    guard !secrets.isEmpty else { return text }
    var result: [UInt8] = []
    var end = 0
    for secret in secrets {
      result += bytes[end..<secret.range.lowerBound]
      let found = String(decoding: bytes[secret.range], as: UTF8.self)
      result += Array(standIns.name(for: found, secret.role).utf8)
      end = secret.range.upperBound
    }
    return String(decoding: result + bytes[end...], as: UTF8.self)
  }

  /// What to show of a text whose meaning nobody knows: the text where it is of the protocol itself, a
  /// stand-in for all of it otherwise.
  public func unknown(_ text: String) -> String {
    if isRevealing { return text }
    var copy = text
    if copy.withUTF8({ SafeText.isSafe($0) }) { return text }
    return standIns.name(for: text, shape(text) ?? .text)
  }

  /// The role of a text that is, as a whole, of the shape of a secret.
  private func shape(_ text: String) -> Role? {
    // No shape is longer; what is longer is a text.
    guard text.utf8.count <= 256 else { return nil }
    return TextScanner(Array(text.utf8), learned).secrets().first {
      $0.range == 0..<text.utf8.count
    }?.role
  }

  /// Remembers a secret and what it is, so that it is found in free texts too, and goes by the name of
  /// its role there.
  func learn(_ text: String, _ role: Role) {
    guard !isRevealing else { return }
    guard GUID(text) == nil else {
      _ = secret(text, role)
      return
    }
    var copy = text
    guard !copy.withUTF8({ SafeText.isProtocol($0) }) else { return }
    learned.learn(text, role)
  }
}
