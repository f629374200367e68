import Redaction
import ShareAPI
import Testing

/// What is shown of names, addresses, types and programs.
struct TargetTests {
  @Test(arguments: [
    "sessionId", "TrendRate", "ErrorMessage", "weeks", "NextRead", "utm_source", "oauth2",
    "Content-Type", "Badges", "isActive", "frobnication", "ipAddress",
  ])
  func `a name that a programmer gave is shown`(name: String) {
    #expect(Redactor.hiding().name(name) == name)
  }

  @Test(arguments: [
    "6b1d7a3c-5d0e-4a55-9f0b-0123456789ab", "ann.b@mail.example", "tr0ub4dor", "SM12345678",
    "412345678901", "hunter2", "Ann Bradley", "Élodie", "SGFwdXNvIFBvcHVtYWR", "aHVudGVyMg",
    "686a616c6d6172", "xkjqwvzhgfdsapoiuytrewq", "%41%6E%6E", "{x}", "a:b", "", "\u{1B}[2J",
  ])
  func `a name of the form of a secret is hidden`(name: String) {
    let shown = Redactor.hiding().name(name)
    #expect(name.isEmpty ? shown.isEmpty : shown.contains("-1") && shown != name)
  }

  @Test func `a name that is hidden as a secret elsewhere is hidden`() {
    let redactor = Redactor.hiding()
    #expect(redactor.name("Hjalmar") == "Hjalmar")
    _ = redactor.secret("hjalmar", .accountName)
    #expect(redactor.name("Hjalmar") == "user-1")
  }

  @Test(arguments: [
    ("share2.dexcom.com", "share2.dexcom.com"), ("weather.example.org", "weather.example.org"),
    ("127.0.0.1", "127.0.0.1"), ("[::1]", "[::1]"), ("localhost", "localhost"),
    ("uam1.dexcom.com", "uam1.dexcom.com"), ("cdn3.example.net", "cdn3.example.net"),
    ("hjalmars-sugar.example.com", "text-1.example.com"), ("hjalmar", "text-1"),
    ("share2.dexcom.com:tr0ub4dor", "share2.dexcom.com:text-1"), ("a.b.tr0ub4dor", "text-1"),
    ("6b1d7a3c5d0e4a559f0b0123456789ab.com", "trace-1.com"), ("bob:pw", "text-1:text-2"),
  ])
  func `of a host is shown what names a site`(host: String, shown: String) {
    #expect(Redactor.hiding().host(host) == shown)
  }

  @Test(arguments: [
    ("/api/v1/entries.json", "/api/v1/entries.json"), ("/oauth2/token", "/oauth2/token"),
    ("/users/hjalmar/6b1d7a3c", "/users/text-1/text-2"), ("/a%40b.de/x", "/text-1/text-2"),
    ("share2.dexcom.com:443", "share2.dexcom.com:443"), ("tr0ub4dor:443", "text-1"),
    ("data:text/plain,hjalmar", "text-1"), ("blob:https://x.com/6b1d7a3c", "text-1"),
    ("hjalmar", "text-1"), ("*", "*"), ("::::", "::::"), ("/", "/"), ("", ""),
  ])
  func `of a path of another site are shown its technical words`(path: String, shown: String) {
    #expect(Redactor.hiding().foreignPath(path) == shown)
  }

  @Test(arguments: [
    (
      "/ShareWebServices/Services/Publisher/GetImage",
      "/ShareWebServices/Services/Publisher/GetImage"
    ),
    (
      "/sharewebservices/services/6b1d7a3c-5d0e-4a55-9f0b-0123456789ab/tr0ub4dor/Flat",
      "/sharewebservices/services/id-1/text-1/Flat"
    ),
    ("/ShareWebServices/Services/ann%40b.de/X2", "/ShareWebServices/Services/email-1/text-1"),
  ])
  func `of a path of the service are shown names`(path: String, shown: String) {
    #expect(Redactor.hiding().sharePath(path) == shown)
  }

  @Test(arguments: [
    ("image/png", "image/png"), ("Application/JSON; charset=utf-8", "application/json"),
    ("application/json;token=tr0ub4dor", "application/json"), ("image/hjalmar", "unknown type"),
    ("tr0ub4dor", "unknown type"), ("", "unknown type"),
  ])
  func `of a media type are shown well-known ones`(field: String, shown: String) {
    #expect(Redactor.hiding().mediaType(field) == shown)
  }

  @Test(arguments: [
    ("Playwright", "1.65.1", "Playwright 1.65.1"),
    ("WebInspector", "537.36", "WebInspector 537.36"),
    ("DevTools protocol", "Chrome/156.0.8078.79", "DevTools protocol Chrome/156.0.8078.79"),
    ("Hjalmar Olsen", "1.0", "text-1 1.0"), ("mitmproxy", "tr0ub4dor", "mitmproxy text-1"),
    ("mitmproxy", "203.0.113.9", "mitmproxy text-1"), ("chromium", "", "chromium"),
  ])
  func `of a program are shown known ones`(name: String, version: String, shown: String) {
    #expect(Redactor.hiding().program(name, version: version) == shown)
  }

  @Test(arguments: [
    ("request.body $.Egvs[*].TrendRate", "request.body $.Egvs[*].TrendRate"),
    ("request.body $[Ann B.c].x", "request.body $[text-1].x"),
    ("response.body $.tr0ub4dor[*]", "response.body $.text-1[*]"),
    ("a.har, entry 6, /log/entries/5/time", "a.har, entry 6, /log/entries/5/time"),
  ])
  func `the place of a diagnostic quotes no secret`(place: String, shown: String) {
    #expect(Redactor.hiding().place(place) == shown)
  }

  @Test func `a revealing redactor shows them all`() {
    let redactor = Redactor.revealing()
    #expect(redactor.name("tr0ub4dor") == "tr0ub4dor")
    #expect(redactor.host("hjalmar:x") == "hjalmar:x")
    #expect(redactor.foreignPath("/users/hjalmar") == "/users/hjalmar")
    #expect(redactor.mediaType("image/hjalmar; a=b") == "image/hjalmar")
    #expect(redactor.program("Hjalmar", version: "x") == "Hjalmar x")
    #expect(redactor.place("request.body $[Ann B].x") == "request.body $[Ann B].x")
  }
}
