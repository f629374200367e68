internal import ShareAPI

/// What of a recording is a name that the makers of the service gave, and so gives nobody away.
///
/// The rules are those of `Redactor`, without its memory: what a run has learned changes no answer, so
/// that the same recording is summed up in the same way in every run.
public enum PublicNames {
  /// Whether a text may be shown as the name of a member, a parameter, a field, a service or an
  /// operation.
  public static func isName(_ text: String) -> Bool {
    WireNames.all.contains(text) || SafeText.isName(text) && !holdsSecret(text)
  }

  /// Whether a text may be shown as the code of a fault.
  public static func isCode(_ text: String) -> Bool {
    var copy = text
    return copy.withUTF8(SafeText.isWord) || SafeText.isCode(text) && !holdsSecret(text)
  }

  /// Whether a text may be shown as the word of an enumeration: one of the protocol in any letter case, or
  /// nothing but words of the vocabulary run together, as in `AnnaPrivate` one is somebody's.
  public static func isWord(_ text: String) -> Bool {
    SafeText.isWordInAnyCase(text)
      || Vocabulary.isMade(Array(text.utf8)[...]) && !holdsSecret(text)
  }

  /// Whether a text may be shown as a value of an enumeration, in a place that holds nothing else: also a
  /// name that nobody has seen before, as programmers write such, `RisingSlowly`.
  public static func isEnumerationValue(_ text: String) -> Bool {
    if isWord(text) { return true }
    guard let first = text.utf8.first, 65...90 ~= first else { return false }
    return text.utf8.allSatisfy { isLetter($0) || $0 == UInt8(ascii: "_") } && isName(text)
  }

  /// Whether a method is one of HTTP.
  public static func isMethod(_ text: String) -> Bool { SafeText.methods.contains(text) }

  /// The media type of a `Content-Type` without its parameters, in lower case; nil where it is none in
  /// public use.
  public static func mediaType(_ field: String) -> String? {
    let type = field.prefix { $0 != ";" && $0 != " " && $0 != "," }.lowercased()
    return SafeText.mediaTypes.contains(type) ? type : nil
  }

  private static func holdsSecret(_ text: String) -> Bool {
    !TextScanner(Array(text.utf8), LearnedSecrets()).secrets().isEmpty
  }
}
