internal import HTTPMessages
internal import JSONDecoding
public import ShareAPI

/// Keeps secrets out of everything that is shown or written: it knows which texts are secrets and by
/// what name each goes in this run.
///
/// One redactor serves one run, so that the same secret has the same name from the first call to the
/// last. Where a person asked to see everything, a revealing one lets all through.
public final class Redactor {
  /// Whether everything is shown.
  public let isRevealing: Bool
  private var standIns: StandIns
  private var learned = LearnedSecrets()
  /// The roles of the names that came last; nil for a name without one.
  private var roles: [String: Role?] = [:]
  /// Whether the names that came last are shown, while nothing new is learned.
  private var names: [String: Bool] = [:]

  private init(isRevealing: Bool, _ form: StandInForm) {
    self.isRevealing = isRevealing
    standIns = StandIns(form)
  }

  /// One that hides every secret.
  ///
  /// - Parameter form: What the stand-ins look like.
  public static func hiding(_ form: StandInForm = .name) -> Redactor {
    Redactor(isRevealing: false, form)
  }

  /// One that hides nothing.
  public static func revealing() -> Redactor { Redactor(isRevealing: true, .name) }

  /// What the stand-ins look like.
  var form: StandInForm { standIns.form }

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

  /// What to show in place of a number that is a secret, or may be one.
  func secret(_ number: JSONNumber, _ role: Role) -> JSONValue {
    form == .shape
      ? standIns.number(for: number, role) : .string(secret(number.text, role))
  }

  /// What to show in place of an address of the Internet.
  func standIn(forAddress address: String) -> String { standIns.address(for: address) }

  /// What to show of a free text, such as the message of a fault: the words of the protocol and plain
  /// technical ones, short numbers and times. What is anything else may be a secret.
  public func text(_ text: String) -> String {
    if isRevealing || SafeText.isProduct(text) { return text }
    // Decoded, so that a secret has the same name in any encoding.
    var decoded = text
    for _ in 0..<3 where decoded.utf8.contains(UInt8(ascii: "%")) {
      decoded = percentDecoded(decoded, plusIsSpace: false)
    }
    return redacted(decoded, isClosed: true)
  }

  /// What to show of a text that comes from the user and not from a recording, such as the name of a
  /// capture: all but what has the shape of a secret, or is one that was learned.
  public func label(_ text: String) -> String {
    if isRevealing { return text }
    // A secret may hide behind percent-encoding, as in a URL inside a text, once or more.
    var decoded = text
    for _ in 0..<3 where decoded.utf8.contains(where: isEncoding) {
      decoded = percentDecoded(decoded, plusIsSpace: true)
      let shown = redacted(decoded, isClosed: false)
      if shown != decoded {
        let isPlain = redacted(text, isClosed: false) == text
        return isPlain ? shown : redacted(shown, isClosed: false)
      }
    }
    return redacted(text, isClosed: false)
  }

  private func isEncoding(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "%") || byte == UInt8(ascii: "+")
  }

  /// What to show of the code of a fault.
  public func code(_ code: String) -> String {
    isRevealing || SafeText.isCode(code) && !holdsSecret(code) ? code : unknown(code)
  }

  /// What to show of the name of a member, a parameter, a service or an operation: names are what the
  /// makers of the service gave, unless a recording has something else in their place.
  ///
  /// - Parameter isInSecret: Whether it stands inside an object in the place of a secret, where a name
  ///   must have a word of the vocabulary.
  func name(_ name: String, isInSecret: Bool) -> String {
    if isRevealing || WireNames.all.contains(name) { return name }
    if isInSecret, !SafeText.hasWord(name) { return unknown(name) }
    if standIns.isKnown(name) { return unknown(name) }
    if let isShown = names[name] { return isShown ? name : unknown(name) }
    let isShown = SafeText.isName(name) && !holdsSecret(name)
    if names.count >= 1_024 { names.removeAll(keepingCapacity: true) }
    names[name] = isShown
    return isShown ? name : unknown(name)
  }

  /// Whether a shape or a learned secret is found in a text.
  func holdsSecret(_ text: String) -> Bool {
    !TextScanner(Array(text.utf8), learned).secrets().isEmpty
  }

  /// - Parameter isClosed: Whether words that nobody knows are hidden too.
  private func redacted(_ text: String, isClosed: Bool) -> String {
    let bytes = Array(text.utf8)
    var found: [TextScanner.Found] = []
    var end = 0
    func closeGap(_ start: Int) {
      guard isClosed else { return }
      found += FreeText.hidden(in: bytes[end..<start]).map { .init(range: $0, role: .text) }
    }
    for secret in TextScanner(bytes, learned).secrets() {
      closeGap(secret.range.lowerBound)
      found.append(secret)
      end = secret.range.upperBound
    }
    closeGap(bytes.count)
    guard !found.isEmpty else { return text }
    var result: [UInt8] = []
    end = 0
    for secret in found {
      result += bytes[end..<secret.range.lowerBound]
      let text = String(decoding: bytes[secret.range], as: UTF8.self)
      result += Array(standIns.name(for: text, secret.role).utf8)
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
  public func learn(_ text: String, _ role: Role) {
    guard !isRevealing else { return }
    guard GUID(text) == nil else {
      _ = secret(text, role)
      return
    }
    var copy = text
    guard !copy.withUTF8({ SafeText.isProtocol($0) }) else { return }
    if learned.learn(text, role) { names.removeAll(keepingCapacity: true) }
  }
}
