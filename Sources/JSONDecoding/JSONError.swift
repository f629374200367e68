/// Where and why a text is not JSON.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The offset of the first byte that does not fit, from the start of the text.
  public var offset: Int
  /// What was needed there.
  public var expected: String

  /// An error at an offset.
  public init(offset: Int, expected: String) {
    self.offset = offset
    self.expected = expected
  }

  /// The expectation and the offset, without anything from the text.
  public var description: String { "expected \(expected) at byte \(offset)" }
}

/// Something in a text that JSON does not allow and a lenient reading passed over.
public struct JSONOddity: Hashable, Sendable {
  /// What it was.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// `undefined`, `NaN` or `Infinity` where a value belongs; read as null.
    case bareWord = "a bare word that is not JSON"
    /// A line break or another control character inside a string.
    case controlCharacter = "a raw control character in a string"
    /// A comma before a closing bracket.
    case trailingComma = "a trailing comma"
    /// Bytes that are not UTF-8, read as U+FFFD.
    case invalidUTF8 = "bytes that are not UTF-8"
    /// A backslash before a character that needs none; the character stands for itself.
    case unknownEscape = "an unknown escape"
  }

  /// What it was.
  public var kind: Kind
  /// Where it was, from the start of the text.
  public var offset: Int
}

/// What a reading accepts beyond RFC 8259.
enum JSONTolerance {
  case none
  /// Every `JSONOddity`.
  case oddities
}
