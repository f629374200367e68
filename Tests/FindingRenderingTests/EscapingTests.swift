import Testing

@testable import FindingRendering

struct EscapingTests {
  @Test(arguments: [
    ("a\nb", "a%0Ab"), ("50%", "50%25"), ("a\r\nb", "a%0D%0Ab"), ("a:b,c", "a:b,c"),
    ("\u{1B}[31m", "\\u{1B}[31m"),
  ])
  func `data of annotations has no line ends and no percent signs of its own`(
    _ text: String, _ escaped: String
  ) {
    #expect(GitHubAnnotations.data(text) == escaped)
  }

  @Test func `properties of annotations have no colons and no commas`() {
    #expect(GitHubAnnotations.property("a:b,c%\n") == "a%3Ab%2Cc%25%0A")
  }

  @Test func `XML has no markup and no control characters of a name`() {
    #expect(
      MarkupText.escaped("<a b='c'>&\"\u{1B}\u{0}\u{FFFE}")
        == "&lt;a b=&#39;c&#39;&gt;&amp;&quot;\\u{1B}\\u{0}\\u{FFFE}")
  }

  @Test func `Markdown has no mentions, no links and no way out of a span of code`() {
    #expect(FindingMarkdown.plain("@you <b>[a](b)") == "@<!-- -->you &lt;b&gt;\\[a\\](b)")
    #expect(
      FindingMarkdown.plain("https://a.example www.b.example o/r#1")
        == "https:/<!-- -->/a.example www<!-- -->.b.example o/r#<!-- -->1")
    #expect(FindingMarkdown.code("a`b`\u{1B}") == "`a'b'\\u{1B}`")
  }

  @Test func `names are URIs in SARIF`() {
    #expect(SARIFLog.escaped("a b#ä.har") == "a%20b%23%C3%A4.har")
  }
}
