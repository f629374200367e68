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

  @Test func `names are URIs in SARIF`() {
    #expect(SARIFLog.escaped("a b#ä.har") == "a%20b%23%C3%A4.har")
  }
}
