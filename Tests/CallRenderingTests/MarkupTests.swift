import CallRendering
import Testing

struct MarkupTests {
  @Test func `XML has no markup and no control characters of a name`() {
    #expect(
      MarkupText.escaped("<a b='c'>&\"\u{1B}\u{0}\u{FFFE}")
        == "&lt;a b=&#39;c&#39;&gt;&amp;&quot;\\u{1B}\\u{0}\\u{FFFE}")
  }

  @Test func `Markdown has no mentions, no links and no way out of a span of code`() {
    #expect(MarkdownText.plain("@you <b>[a](b)") == "@<!-- -->you &lt;b&gt;\\[a\\](b)")
    #expect(
      MarkdownText.plain("https://a.example www.b.example o/r#1")
        == "https:/<!-- -->/a.example www<!-- -->.b.example o/r#<!-- -->1")
    #expect(MarkdownText.code("a`b`\u{1B}") == "`a'b'\\u{1B}`")
  }

  /// GitHub makes mathematics of what stands between two dollars, but not in code, nor where each of them
  /// is in a span of its own.
  @Test func `Markdown has no mathematics`() {
    #expect(
      MarkdownText.plain(#"from $x^2$ to \$5"#)
        == #"from <span>$</span>x^2<span>$</span> to \\<span>$</span>5"#)
    #expect(MarkdownText.code("$[*].Value$") == "`$[*].Value$`")
  }
}
