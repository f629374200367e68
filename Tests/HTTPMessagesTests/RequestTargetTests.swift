import HTTPMessages
import Testing

struct RequestTargetTests {
  @Test(
    arguments: [
      ("https://Share2.Dexcom.com/a/b?x=1#f", "https", "share2.dexcom.com", nil, "/a/b", "x=1"),
      ("http://127.0.0.1:1979/a", "http", "127.0.0.1", 1979, "/a", nil),
      ("http://[::1]:80/a?", "http", "[::1]", 80, "/a", ""),
      ("https://user:secret@h.example/", "https", "h.example", nil, "/", nil),
      ("/only/path?y", "", "", nil, "/only/path", "y"), ("", "", "", nil, "", nil),
      ("https://h.example", "https", "h.example", nil, "", nil),
    ] as [(String, String, String, Int?, String, String?)])
  func `a URL is split into its parts`(
    url: String, scheme: String, host: String, port: Int?, path: String, query: String?
  ) {
    let target = RequestTarget(url: url)
    #expect(target.url == url)
    #expect(target.scheme == scheme && target.host == host && target.port == port)
    #expect(target.path == path && target.query == query)
  }

  @Test(
    arguments: [
      (
        "/a/b?x=1#f", "Share.test:81", "https://Share.test:81/a/b?x=1#f", "share.test", 81, "/a/b",
        "x=1"
      ),
      ("/", "[::1]", "https://[::1]/", "[::1]", nil, "/", nil),
      ("*", "share.test", "https://share.test", "share.test", nil, "*", nil),
      ("/a", "", "/a", "", nil, "/a", nil),
      ("http://b.test:8/x?y", "share.test", "http://b.test:8/x?y", "b.test", 8, "/x", "y"),
      ("", "share.test", "", "", nil, "", nil),
    ] as [(String, String, String, String, Int?, String, String?)])
  func `what a request line asks for becomes a URL`(
    text: String, authority: String, url: String, host: String, port: Int?, path: String,
    query: String?
  ) {
    let target = RequestTarget(target: text, scheme: "https", authority: authority)
    #expect(target.url == url)
    #expect(target.host == host && target.port == port)
    #expect(target.path == path && target.query == query)
  }

  @Test func `CONNECT asks for a host and a port`() {
    let target = RequestTarget(authority: "Share.test:443")
    #expect(target.url == "Share.test:443")
    #expect(target.host == "share.test" && target.port == 443 && target.path.isEmpty)
  }

  @Test func `the members of a query are decoded and keep their order`() {
    let target = RequestTarget(url: "https://h/?b=%C3%A9+x&a=1&b=%zz&c&=d&&e=f=g")
    #expect(
      target.queryItems.map { [$0.name, $0.value] } == [
        ["b", "é x"], ["a", "1"], ["b", "%zz"], ["c", ""], ["", "d"], ["e", "f=g"],
      ])
  }

  @Test func `a query that is kept apart counts where the URL has none`() {
    let items = [RequestTarget.QueryItem(name: "a b", value: "ü&")]
    #expect(RequestTarget(url: "https://h/x", queryItems: items).queryItems == items)
    #expect(RequestTarget(url: "https://h/x?q=1", queryItems: items).query == "q=1")
  }
}

struct PercentCodingTests {
  @Test func `any text comes back from percent-encoding`() {
    for _ in 0..<2_000 {
      let text = String((0..<12).map { _ in "aZ09 %+&=/?é€😀\n\"".randomElement()! })
      #expect(percentDecoded(percentEncoded(text), plusIsSpace: true) == text)
    }
  }

  @Test func `a plus is a space only where it is asked to be`() {
    #expect(percentDecoded("a+b%2B", plusIsSpace: true) == "a b+")
    #expect(percentDecoded("a+b%2B", plusIsSpace: false) == "a+b+")
  }

  @Test func `bytes that are not UTF-8 become the replacement character`() {
    #expect(percentDecoded("%FFx", plusIsSpace: false) == "\u{FFFD}x")
  }
}

struct HTTPFieldsTests {
  private let fields = HTTPFields([
    ("Content-Type", "text/html"), ("X", ""), ("set-cookie", "a=1"), ("Set-Cookie", "b=2"),
  ])

  @Test func `a field is found in any letter case, the first one first`() {
    #expect(fields["content-TYPE"] == "text/html")
    #expect(fields["SET-COOKIE"] == "a=1")
    #expect(fields.values("Set-cookie") == ["a=1", "b=2"])
    #expect(fields["content"] == nil && fields["x"]?.isEmpty == true)
  }

  @Test func `fields keep their order and letter case`() {
    #expect(fields.count == 4)
    #expect(fields.map(\.name) == ["Content-Type", "X", "set-cookie", "Set-Cookie"])
    #expect(fields.map(\.value) == ["text/html", "", "a=1", "b=2"])
  }
}
