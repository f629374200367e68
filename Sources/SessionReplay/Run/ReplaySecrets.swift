public import Redaction
internal import ShareAPI

/// The user's names and passwords, by the names of their variables. Its description says none of them.
public struct ReplaySecrets: Sendable, CustomStringConvertible {
  private var values: [SecretName: String] = [:]

  /// None.
  public init() {}

  /// Those of an environment.
  public init(environment: [String: String]) {
    for (name, value) in environment {
      if let name = SecretName(name), !value.isEmpty { values[name] = value }
    }
  }

  /// Adds those of a file: lines of `NAME=value`, also with `export` and with quotes around the value,
  /// as shells have them; `#` begins a comment. Blanks around the name and the value are none of theirs,
  /// but for those inside quotes; lines end as they do on any system.
  ///
  /// - Throws: `ReplayRefusal` for a line that is none, with its number and not its text.
  public mutating func add(file text: String, named path: String) throws(ReplayRefusal) {
    // A carriage return and a line feed are one character.
    let lines = text.drop { $0 == "\u{FEFF}" }
      .split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (number, line) in lines.enumerated() {
      var content = Self.trimmed(line)
      if content.isEmpty || content.hasPrefix("#") { continue }
      if content.hasPrefix("export "), let blank = content.firstIndex(of: " ") {
        content = Self.trimmed(content[blank...])
      }
      let parts = content.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, let name = SecretName(String(Self.trimmed(parts[0]))) else {
        throw ReplayRefusal(
          "\(path): line \(number + 1) is no secret",
          "Write SHAREPROTO_ACCOUNT_NAME=… and SHAREPROTO_PASSWORD=…, one a line.")
      }
      values[name] = Self.unquoted(Self.trimmed(parts[1]))
    }
  }

  /// Without the blanks at both ends.
  private static func trimmed(_ text: Substring) -> Substring {
    let isBlank = { (character: Character) in character == " " || character == "\t" }
    let text = text.drop(while: isBlank)
    return text.lastIndex { !isBlank($0) }.map { text[...$0] } ?? text.prefix(0)
  }

  private static func unquoted(_ text: Substring) -> String {
    guard text.count > 1, let first = text.first, first == text.last, first == "\"" || first == "'"
    else { return String(text) }
    return String(text.dropFirst().dropLast())
  }

  /// A secret; nil where there is none.
  public subscript(_ name: SecretName) -> String? {
    get { values[name] }
    set { values[name] = newValue }
  }

  /// Of these, the ones that are missing.
  public func missing(of names: [SecretName]) -> [SecretName] {
    names.filter { values[$0] == nil }
  }

  /// Makes them known to a redactor, which then finds them wherever they stand.
  public func teach(_ redactor: Redactor) {
    for (name, value) in values.sorted(by: { $0.key < $1.key }) { redactor.learn(value, name.role) }
  }

  /// The names.
  public var description: String { "secrets \(values.keys.sorted())" }
}

extension SecretName {
  /// A name that is one of a secret.
  init?(_ text: String) {
    let parts = text.split(separator: "_", omittingEmptySubsequences: false)
    let number = parts.last.flatMap { Int($0) }
    let stem = number == nil ? text[...] : text.dropLast((parts.last?.utf8.count ?? 0) + 1)
    guard stem.hasPrefix("SHAREPROTO_"),
      let kind = Stem(rawValue: String(stem.dropFirst("SHAREPROTO_".count))),
      number.map({ 2...999 ~= $0 }) ?? true
    else { return nil }
    self.init(kind, account: number ?? 1)
  }
}
