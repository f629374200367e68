internal import Redaction

/// Text quoted for a POSIX shell: whatever it holds, the shell sees one word, and a terminal nothing
/// that it would obey.
struct ShellText {
  /// Whether what stands between two marks is a variable: in a recording as it was it is a text.
  let hasVariables: Bool

  /// What a word is made of.
  private enum Piece {
    case plain(String)
    /// Bytes that are not to be printed as they are.
    case unsafe([UInt8])
    case variable(String)
  }

  /// One word: `'…sessionId='"$SESSION_1"`.
  func word(_ text: String) -> String {
    let words = pieces(text).map { piece in
      switch piece {
      case .plain(let text): quoted(text)
      case .unsafe(let bytes): "\"$(printf '\(octal(bytes))')\""
      case .variable(let name): "\"$\(name)\""
      }
    }
    return words.isEmpty ? "''" : words.joined()
  }

  /// A command that prints bytes as they are: what an argument cannot hold.
  func printf(_ bytes: [UInt8]) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      return "printf '\(octal(bytes))'"
    }
    var format = ""
    var variables = ""
    for piece in pieces(text) {
      switch piece {
      case .plain(let text):
        format += text.replacing("\\", with: "\\\\").replacing("%", with: "%%")
          .replacing("'", with: "'\\''")
      case .unsafe(let bytes): format += octal(bytes)
      case .variable(let name):
        format += "%s"
        variables += " \"$\(name)\""
      }
    }
    return "printf '\(format)'\(variables)"
  }

  /// Whether a text can be an argument as it is.
  func isPlain(_ text: String) -> Bool {
    pieces(text).allSatisfy { if case .unsafe = $0 { false } else { true } }
  }

  /// The variables in a text.
  func variables(in text: String) -> [String] {
    pieces(text).compactMap { if case .variable(let name) = $0 { name } else { nil } }
  }

  private func pieces(_ text: String) -> [Piece] {
    var pieces: [Piece] = []
    var rest = text[...]
    while let mark = rest.firstIndex(of: StandInForm.variableMark) {
      pieces += literal(rest[..<mark])
      let inside = rest[mark...].dropFirst()
      let name = inside.prefix { $0.isASCII && ($0.isUppercase || $0.isNumber || $0 == "_") }
      let isVariable =
        hasVariables && name.first?.isUppercase == true
        && inside[name.endIndex...].first == StandInForm.variableMark
      if isVariable {
        pieces.append(.variable(String(name)))
        rest = inside[name.endIndex...].dropFirst()
      } else {
        pieces += literal(rest[mark...].prefix(1))
        rest = inside
      }
    }
    return pieces + literal(rest)
  }

  private func literal(_ text: Substring) -> [Piece] {
    var pieces: [Piece] = []
    var plain = ""
    for scalar in text.unicodeScalars {
      let character = String(scalar)
      if scalar == "\n" || TerminalText.escaped(character) == character {
        plain += character
      } else {
        if !plain.isEmpty { pieces.append(.plain(plain)) }
        plain = ""
        pieces.append(.unsafe(Array(character.utf8)))
      }
    }
    return plain.isEmpty ? pieces : pieces + [.plain(plain)]
  }

  private func quoted(_ text: String) -> String {
    let isBare = text.utf8.allSatisfy { 97...122 ~= $0 | 0x20 || 48...57 ~= $0 }
    return isBare ? text : "'" + text.replacing("'", with: "'\\''") + "'"
  }

  private func octal(_ bytes: [UInt8]) -> String {
    bytes.map { byte in
      let digits = String(byte, radix: 8)
      return "\\" + String(repeating: "0", count: 3 - digits.utf8.count) + digits
    }.joined()
  }
}
