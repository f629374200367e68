import CallRendering
import Testing

struct TerminalTextTests {
  @Test(arguments: [
    ("plain é €", "plain é €"), ("\u{1B}[31m", "\\u{1B}[31m"), ("a\nb\tc", "a\\u{A}b\\u{9}c"),
    ("\u{202E}x\u{200B}", "\\u{202E}x\\u{200B}"), ("\u{9B}1m", "\\u{9B}1m"),
    ("\u{2028}", "\\u{2028}"),
  ])
  func `what a terminal would obey becomes its number`(text: String, expected: String) {
    #expect(TerminalText.escaped(text) == expected)
  }
}
